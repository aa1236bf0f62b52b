using System.Reflection;
using FieldCrypt.Mapping;
using Microsoft.EntityFrameworkCore.Metadata;

namespace FieldCrypt.EntityFrameworkCore.Metadata;

/// <summary>
/// The logical name that a property's ciphertexts are bound to: the entity's class and the path to the property, or
/// what attributes fix instead. Names of database tables and columns play no part, so they can be changed freely.
/// </summary>
internal static class LogicalName
{
    /// <summary>Table and column of a property.</summary>
    public static (string Table, string Column) Of(IReadOnlyProperty property, EncryptedProperty encrypted)
    {
        List<(string Step, IReadOnlyTypeBase Owner)> path = [.. PathOf(property.DeclaringType)];
        IReadOnlyTypeBase entityType = path.Count == 0 ? property.DeclaringType : path[^1].Owner;
        string column = string.Join('.', path.Select(static part => part.Step).Reverse().Append(encrypted.ColumnName));
        string table = FixedTable(entityType, path.Count == 0 ? encrypted : null) ?? NameOf(entityType.ClrType);
        return (table, column);
    }

    /// <summary>The classes that a property's class is part of, owned or complex, from the inside out; empty for an entity's own.</summary>
    public static IReadOnlyList<Type> OwnersOf(IReadOnlyProperty property) => [.. PathOf(property.DeclaringType).Select(static part => part.Owner.ClrType)];

    /// <summary>Whether the code says a property's logical table, rather than the name that its class happens to have.</summary>
    public static bool IsFixed(IReadOnlyProperty property)
    {
        EncryptedProperty encrypted = EncryptedMember.Find(property)!;
        IReadOnlyTypeBase root = RootOf(property);
        return FixedTable(root, ReferenceEquals(root, property.DeclaringType) ? encrypted : null) is not null
            || Of(property, encrypted) != property.GetEncryptedName();
    }

    /// <summary>The entity type that a property's name is of.</summary>
    public static IReadOnlyTypeBase RootOf(IReadOnlyProperty property) => PathOf(property.DeclaringType).Select(static part => part.Owner).LastOrDefault() ?? property.DeclaringType;

    /// <summary>Makes sure that no other class has a model's logical names under the key ring.</summary>
    /// <param name="keyRing">The key ring.</param>
    /// <param name="model">The model.</param>
    /// <param name="name">What it is a model of, for messages.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.ModelNotSupported"/>.</exception>
    public static void Claim(KeyRing keyRing, IReadOnlyModel model, string name)
    {
        foreach (IReadOnlyProperty property in model.GetEncryptedProperties())
        {
            var (table, column) = property.GetEncryptedName();
            LogicalNames.Claim(keyRing, table, column, RootOf(property).ClrType, name, IsFixed(property));
        }
    }

    /// <summary>The navigations and complex properties that lead to a type, from the inside out, each with the type that has it.</summary>
    private static IEnumerable<(string Step, IReadOnlyTypeBase Owner)> PathOf(IReadOnlyTypeBase type)
    {
        while (true)
        {
            switch (type)
            {
                case IReadOnlyComplexType complexType:
                    type = complexType.ComplexProperty.DeclaringType;
                    yield return (complexType.ComplexProperty.Name, type);
                    break;
                case IReadOnlyEntityType entityType when entityType.FindOwnership() is { PrincipalToDependent: { } navigation } ownership:
                    type = ownership.PrincipalEntityType;
                    yield return (navigation.Name, type);
                    break;
                default:
                    yield break;
            }
        }
    }

    private static string? FixedTable(IReadOnlyTypeBase entityType, EncryptedProperty? declaredThere)
        => entityType.ClrType.GetCustomAttribute<EncryptedTableAttribute>(inherit: false)?.Name ?? declaredThere?.TableName;

    /// <summary>A class's name without its namespace; a generic one's with the names of its arguments: <c>Holder&lt;Card&gt;</c>.</summary>
    private static string NameOf(Type type)
    {
        if (!type.IsGenericType)
            return type.Name;
        string arguments = string.Join(',', type.GetGenericArguments().Select(NameOf));
        return $"{type.Name.Split('`')[0]}<{arguments}>";
    }
}
