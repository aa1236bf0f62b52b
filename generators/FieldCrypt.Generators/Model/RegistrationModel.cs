namespace FieldCrypt.Generators.Model;

/// <summary>What the registration needs of an entity: less than its model, so that most edits leave it alone.</summary>
/// <param name="ClassName">The generated class, fully qualified.</param>
/// <param name="TypeOf">The entity as it stands in <c>typeof</c>.</param>
/// <param name="Properties">Its properties, unescaped.</param>
internal sealed record RegistrationModel(string ClassName, string TypeOf, ImmutableEquatableArray<string> Properties)
{
    public static RegistrationModel From(EntityModel entity) => new(
        entity.Namespace.Length == 0 ? $"global::{entity.ClassName}" : $"global::{entity.Namespace}.{entity.ClassName}",
        entity.TypeOf,
        entity.Members.Select(static member => member.GeneratedName).ToImmutableEquatableArray());
}
