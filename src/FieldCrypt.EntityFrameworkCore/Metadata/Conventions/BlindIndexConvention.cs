using FieldCrypt.Mapping;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace FieldCrypt.EntityFrameworkCore.Metadata.Conventions;

/// <summary>
/// Gives every searchable property a shadow property for its blind index, with a database index. EF Core itself never
/// writes it: it is added to the commands that write the ciphertext. It may be NULL, so that a property can become
/// searchable in a table that has rows. A property of that name that the application configured is taken.
/// </summary>
internal sealed class BlindIndexConvention : IModelFinalizingConvention
{
    /// <inheritdoc/>
    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (IReadOnlyProperty property in modelBuilder.Metadata.GetEncryptedProperties().Where(static property => property.IsSearchable()).ToArray())
            AddIndex(property);
    }

    private static void AddIndex(IReadOnlyProperty property)
    {
        if (!EncryptedMember.Find(property)!.HasCanonicalForm)
            throw EncryptedModelRules.Refuse(property, $"is Searchable, but equal values of type {property.ClrType.Name} can differ in their bytes", "Remove Searchable, or keep the value as another type");

        if (property.GetContainingEntity().GetMappingFragments().Any())
            throw EncryptedModelRules.Refuse(property, "is Searchable in an entity that is split over several tables", "Keep the entity in one table, or move the property to an entity of its own");

        string name = property.GetBlindIndexName();
        var entityType = (IConventionEntityType)property.GetContainingEntity();
        IConventionProperty index = entityType.FindProperty(name)
            ?? entityType.Builder.Property(typeof(byte[]), name, fromDataAnnotation: true)!.Metadata;
        if (!index.IsShadowProperty() || index.ClrType != typeof(byte[]))
            throw EncryptedModelRules.Refuse(property, $"is Searchable, but the class has a member {name} where its blind index would go", $"Rename that member; the blind index is a shadow property: Property<byte[]>(\"{name}\")");

        index.SetIsNullable(true, fromDataAnnotation: true);
        index.SetMaxLength(MappedColumn.IndexLength, fromDataAnnotation: true);
        index.SetBeforeSaveBehavior(PropertySaveBehavior.Ignore, fromDataAnnotation: true);
        index.SetAfterSaveBehavior(PropertySaveBehavior.Ignore, fromDataAnnotation: true);
        if (entityType.FindIndex(index) is null)
            entityType.Builder.HasIndex([index], fromDataAnnotation: true);
    }
}
