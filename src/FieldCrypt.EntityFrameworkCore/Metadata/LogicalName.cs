using System.Reflection;
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
        string column = encrypted.ColumnName;
        IReadOnlyTypeBase type = property.DeclaringType;
        while (type is IReadOnlyComplexType complexType)
        {
            column = $"{complexType.ComplexProperty.Name}.{column}";
            type = complexType.ComplexProperty.DeclaringType;
        }

        var entityType = (IReadOnlyEntityType)type;
        while (entityType.FindOwnership() is { PrincipalToDependent: { } navigation } ownership)
        {
            column = $"{navigation.Name}.{column}";
            entityType = ownership.PrincipalEntityType;
        }

        bool declaredByEntity = ReferenceEquals(entityType, property.DeclaringType);
        string table = entityType.ClrType.GetCustomAttribute<EncryptedTableAttribute>(inherit: false)?.Name
            ?? (declaredByEntity ? encrypted.TableName : null)
            ?? NameOf(entityType.ClrType);
        return (table, column);
    }

    /// <summary>A class's name without its namespace; a generic one's with the names of its arguments: <c>Holder&lt;Card&gt;</c>.</summary>
    private static string NameOf(Type type)
    {
        if (!type.IsGenericType)
            return type.Name;
        string arguments = string.Join(',', type.GetGenericArguments().Select(NameOf));
        return $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{arguments}>";
    }
}
