using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace FieldCrypt.EntityFrameworkCore.Metadata;

/// <summary>What the annotations of a finished model say about encryption.</summary>
internal static class EncryptedModelExtensions
{
    /// <summary>Whether the property's column holds envelopes.</summary>
    public static bool IsEncrypted(this IReadOnlyProperty property) => property.FindAnnotation(FieldCryptAnnotationNames.Column) is not null;

    /// <summary>Table and column of the logical name.</summary>
    /// <exception cref="InvalidOperationException">The property is not encrypted.</exception>
    public static (string Table, string Column) GetEncryptedName(this IReadOnlyProperty property)
        => property.FindAnnotation(FieldCryptAnnotationNames.Table)?.Value is string table
            && property.FindAnnotation(FieldCryptAnnotationNames.Column)?.Value is string column
                ? (table, column)
                : throw new InvalidOperationException($"{property.Display()} is not encrypted.");

    /// <summary>The encryption context: the property's own, or its owner's as the model says.</summary>
    public static EncryptionContext GetEncryptionContext(this IReadOnlyProperty property)
    {
        EncryptedProperty encrypted = EncryptedMember.Find(property) ?? throw new InvalidOperationException($"{property.Display()} is not encrypted.");
        return encrypted.TakesOwnersContext && property.FindAnnotation(FieldCryptAnnotationNames.Context)?.Value is string text
            ? EncryptionContext.Parse(text)
            : encrypted.Context;
    }

    /// <summary>Whether the property has a blind index.</summary>
    public static bool IsSearchable(this IReadOnlyProperty property) => property.FindAnnotation(FieldCryptAnnotationNames.Searchable)?.Value is true;

    /// <summary>The name of the shadow property of a blind index: the path to the property in its entity, and "Index".</summary>
    public static string GetBlindIndexName(this IReadOnlyProperty property)
    {
        string path = property.Name;
        for (IReadOnlyTypeBase type = property.DeclaringType; type is IReadOnlyComplexType complexType; type = complexType.ComplexProperty.DeclaringType)
            path = complexType.ComplexProperty.Name + path;
        return path + "Index";
    }

    /// <summary>The shadow property that holds a property's blind index; null if it is not searchable.</summary>
    public static IReadOnlyProperty? FindBlindIndex(this IReadOnlyProperty property)
        => property.IsSearchable() ? property.GetContainingEntity().FindProperty(property.GetBlindIndexName()) : null;

    /// <summary>Type and property, for messages.</summary>
    public static string Display(this IReadOnlyPropertyBase property) => $"{property.DeclaringType.DisplayName()}.{property.Name}";

    /// <summary>All entity types, and their complex types at any depth.</summary>
    public static IEnumerable<IReadOnlyTypeBase> GetStructuralTypes(this IReadOnlyModel model)
        => model.GetEntityTypes().SelectMany(static entityType => WithComplexTypes(entityType));

    /// <summary>The model's encrypted properties, each once, where it is declared.</summary>
    public static IEnumerable<IReadOnlyProperty> GetEncryptedProperties(this IReadOnlyModel model)
        => model.GetStructuralTypes().SelectMany(static type => type.GetDeclaredProperties()).Where(static property => property.IsEncrypted());

    /// <summary>The entity type that a property belongs to, through complex types.</summary>
    public static IReadOnlyEntityType GetContainingEntity(this IReadOnlyProperty property) => property.DeclaringType.ContainingEntityType;

    private static IEnumerable<IReadOnlyTypeBase> WithComplexTypes(IReadOnlyTypeBase type)
    {
        yield return type;
        foreach (IReadOnlyComplexProperty property in type.GetDeclaredComplexProperties())
        {
            foreach (IReadOnlyTypeBase nested in WithComplexTypes(property.ComplexType))
                yield return nested;
        }
    }
}
