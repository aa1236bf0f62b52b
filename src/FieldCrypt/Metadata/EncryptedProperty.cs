using System.ComponentModel;
using System.Reflection;

namespace FieldCrypt;

/// <summary>
/// What the source generator knows of one <see cref="EncryptedAttribute"/>: an immutable description that mappers
/// (EF Core, DynamoDB) read instead of reflecting. Thread-safe.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class EncryptedProperty
{
    private protected EncryptedProperty(Type declaringType, string memberName, Type clrType, EncryptionContext context)
    {
        DeclaringType = declaringType;
        MemberName = memberName;
        ClrType = clrType;
        Context = context;
    }

    /// <summary>The type that declares the member; the generic definition where that is generic.</summary>
    public Type DeclaringType { get; }

    /// <summary>The property's or field's name.</summary>
    public string MemberName { get; }

    /// <summary>The CLR type of a value that is not null.</summary>
    public Type ClrType { get; }

    /// <summary>The encryption context, with the defaults of class and assembly applied.</summary>
    public EncryptionContext Context { get; }

    /// <summary>
    /// Whether neither the attribute nor the class nor its base classes name the context: where the class is part of
    /// another, as an owned or complex type is, <see cref="ContextIn"/> says which it is.
    /// </summary>
    public bool TakesOwnersContext { get; init; }

    /// <summary>The column part of the logical name: <see cref="EncryptedAttribute.Name"/>, else the member's name.</summary>
    public string ColumnName { get => field ?? MemberName; init; }

    /// <summary>The table part of the logical name where <see cref="EncryptedTableAttribute"/> on the declaring class fixes it.</summary>
    public string? TableName { get; init; }

    /// <summary><see cref="EncryptedAttribute.Searchable"/>.</summary>
    public bool Searchable { get; init; }

    /// <summary><see cref="EncryptedAttribute.PadTo"/>, bytes.</summary>
    public int PadTo { get; init; }

    /// <summary>Whether equal values of the type have, or can be given, equal encodings, so that it may be searchable.</summary>
    public abstract bool HasCanonicalForm { get; }

    /// <summary>How the envelope is stored.</summary>
    public abstract EncryptedStorage Storage { get; }

    /// <summary>
    /// The encryption context where the declaring class is part of others: that of the property or its class, else the
    /// default of the nearest owner that has one, else that of the property's assembly, else that of the owners'.
    /// </summary>
    /// <param name="owners">The classes around it, from the inside out; empty for a class that is nobody's part.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.InvalidArgument"/>: an owner's default is malformed.</exception>
    public EncryptionContext ContextIn(IReadOnlyList<Type> owners)
    {
        ArgumentNullException.ThrowIfNull(owners);
        if (!TakesOwnersContext)
            return Context;
        EncryptionContextAttribute? found = owners.Select(static owner => owner.GetCustomAttribute<EncryptionContextAttribute>(inherit: true)).FirstOrDefault(static attribute => attribute is not null);
        if (found is null && Context.Equals(EncryptionContext.Empty))
            found = owners.Select(static owner => owner.Assembly.GetCustomAttribute<EncryptionContextAttribute>()).FirstOrDefault(static attribute => attribute is not null);
        return found is null ? Context : EncryptionContext.Parse(found.Context);
    }

    /// <summary>Calls the visitor with the property's types as type arguments.</summary>
    /// <typeparam name="TResult">What the visitor returns.</typeparam>
    /// <param name="visitor">The visitor.</param>
    public abstract TResult Accept<TResult>(IEncryptedPropertyVisitor<TResult> visitor);

    /// <summary>Declaring type and member, for messages.</summary>
    public override string ToString() => $"{DeclaringType.Name}.{MemberName}";
}
