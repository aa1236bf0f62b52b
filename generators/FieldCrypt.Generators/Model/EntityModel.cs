namespace FieldCrypt.Generators.Model;

/// <summary>One type with encrypted members, as the emitter needs it: no locations, so that moving code changes nothing.</summary>
/// <param name="Namespace">The namespace, escaped; empty for the global one.</param>
/// <param name="FullName">Namespace, containing types and name, for the file's name.</param>
/// <param name="ClassName">The name of the generated class.</param>
/// <param name="TypeOf">The type as it stands in <c>typeof</c>.</param>
/// <param name="Cref">The type as it stands in <c>cref</c>.</param>
/// <param name="DisplayName">The type's short name, for comments.</param>
/// <param name="IsPublic">Whether the generated class is public.</param>
/// <param name="TableName">The logical table name where the class fixes it.</param>
/// <param name="Members">The members, at least one.</param>
internal sealed record EntityModel(
    string Namespace,
    string FullName,
    string ClassName,
    string TypeOf,
    string Cref,
    string DisplayName,
    bool IsPublic,
    string? TableName,
    ImmutableEquatableArray<MemberModel> Members);
