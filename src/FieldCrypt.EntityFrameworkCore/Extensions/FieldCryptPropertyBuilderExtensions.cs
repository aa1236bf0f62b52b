using FieldCrypt.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Fluent configuration of encrypted properties.</summary>
public static class FieldCryptPropertyBuilderExtensions
{
    /// <summary>
    /// Fixes the logical name that an encrypted property's ciphertexts are bound to, in place of the one that classes and
    /// attributes give: after a class or navigation was renamed, or where two properties would have the same name.
    /// Values written under another name become unreadable.
    /// </summary>
    /// <typeparam name="TProperty">The property's type.</typeparam>
    /// <param name="propertyBuilder">The property.</param>
    /// <param name="table">The logical table, 1 to 128 characters without '/'.</param>
    /// <param name="column">The logical column, 1 to 256 characters without '/'.</param>
    public static PropertyBuilder<TProperty> HasEncryptedName<TProperty>(this PropertyBuilder<TProperty> propertyBuilder, string table, string column)
        => (PropertyBuilder<TProperty>)((PropertyBuilder)propertyBuilder).HasEncryptedName(table, column);

    /// <summary>As the other overload.</summary>
    /// <param name="propertyBuilder">The property.</param>
    /// <param name="table">The logical table, 1 to 128 characters without '/'.</param>
    /// <param name="column">The logical column, 1 to 256 characters without '/'.</param>
    public static PropertyBuilder HasEncryptedName(this PropertyBuilder propertyBuilder, string table, string column)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        SetName(propertyBuilder.Metadata, table, column);
        return propertyBuilder;
    }

    /// <summary>As the other overload, for a property of a complex type.</summary>
    /// <typeparam name="TProperty">The property's type.</typeparam>
    /// <param name="propertyBuilder">The property.</param>
    /// <param name="table">The logical table, 1 to 128 characters without '/'.</param>
    /// <param name="column">The logical column, 1 to 256 characters without '/'.</param>
    public static ComplexTypePropertyBuilder<TProperty> HasEncryptedName<TProperty>(this ComplexTypePropertyBuilder<TProperty> propertyBuilder, string table, string column)
        => (ComplexTypePropertyBuilder<TProperty>)((ComplexTypePropertyBuilder)propertyBuilder).HasEncryptedName(table, column);

    /// <summary>As the other overload, for a property of a complex type.</summary>
    /// <param name="propertyBuilder">The property.</param>
    /// <param name="table">The logical table, 1 to 128 characters without '/'.</param>
    /// <param name="column">The logical column, 1 to 256 characters without '/'.</param>
    public static ComplexTypePropertyBuilder HasEncryptedName(this ComplexTypePropertyBuilder propertyBuilder, string table, string column)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        SetName(propertyBuilder.Metadata, table, column);
        return propertyBuilder;
    }

    private static void SetName(IMutableProperty property, string table, string column)
    {
        ArgumentException.ThrowIfNullOrEmpty(table);
        ArgumentException.ThrowIfNullOrEmpty(column);
        property.SetAnnotation(FieldCryptAnnotationNames.Table, table);
        property.SetAnnotation(FieldCryptAnnotationNames.Column, column);
    }
}
