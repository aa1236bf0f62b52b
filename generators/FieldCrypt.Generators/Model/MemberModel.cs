namespace FieldCrypt.Generators.Model;

/// <summary>One encrypted member, as the emitter needs it.</summary>
/// <param name="Name">The member's name in metadata.</param>
/// <param name="GeneratedName">The name of the generated property; the two methods are Encrypt and Decrypt before it.</param>
/// <param name="TypeName">The CLR type that is not nullable, fully qualified.</param>
/// <param name="Encoding">The expression of its value encoding.</param>
/// <param name="IsText">Whether the envelope is stored as text.</param>
/// <param name="IsPublic">Whether everything the generated members name is public.</param>
/// <param name="Context">The encryption context, sorted by name.</param>
/// <param name="TakesOwnersContext">Whether neither the attribute nor the class or its base classes name the context.</param>
/// <param name="Searchable">Whether it has a blind index.</param>
/// <param name="PadTo">The multiple of bytes it is padded to, or 0.</param>
/// <param name="ColumnName">The logical column name where the attribute fixes it.</param>
internal sealed record MemberModel(
    string Name,
    string GeneratedName,
    string TypeName,
    string Encoding,
    bool IsText,
    bool IsPublic,
    ImmutableEquatableArray<ContextPair> Context,
    bool TakesOwnersContext,
    bool Searchable,
    int PadTo,
    string? ColumnName);
