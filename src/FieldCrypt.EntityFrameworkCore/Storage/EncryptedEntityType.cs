using FieldCrypt.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace FieldCrypt.EntityFrameworkCore.Storage;

/// <summary>An entity type's encrypted properties, those of its complex types included, and where they are stored. Immutable and thread-safe.</summary>
internal sealed class EncryptedEntityType
{
    public EncryptedEntityType(IEntityType entityType)
    {
        HashSet<ITable> tables = [.. entityType.GetTableMappings().Select(static mapping => mapping.Table)];
        Columns = [.. entityType.GetFlattenedProperties().Where(static property => property.IsEncrypted()).Select(property => new Column(
            property,
            OptionalParents(property),
            property.GetEncryptionContext(),
            property.GetTableColumnMappings().Select(static mapping => mapping.TableMapping.Table).FirstOrDefault(tables.Contains)))];
        SearchableColumns = [.. Columns.Where(static column => column.Property.IsSearchable())];
    }

    /// <summary>The encrypted properties.</summary>
    public Column[] Columns { get; }

    /// <summary>Those that have a blind index.</summary>
    public Column[] SearchableColumns { get; }

    /// <summary>The complex properties that hold a property and may be null, from the outside in.</summary>
    private static IComplexProperty[] OptionalParents(IProperty property)
    {
        List<IComplexProperty> parents = [];
        for (ITypeBase type = property.DeclaringType; type is IComplexType complexType; type = complexType.ComplexProperty.DeclaringType)
        {
            if (complexType.ComplexProperty.IsNullable)
                parents.Insert(0, complexType.ComplexProperty);
        }

        return [.. parents];
    }

    /// <param name="Property">The property.</param>
    /// <param name="OptionalParents">The complex properties that hold it and may be null, from the outside in.</param>
    /// <param name="Context">Its encryption context.</param>
    /// <param name="Table">The table that holds it for this entity type; null for one that is not saved to a table.</param>
    public sealed record Column(IProperty Property, IComplexProperty[] OptionalParents, EncryptionContext Context, ITable? Table)
    {
        /// <summary>Whether saving the entry takes a key of the context.</summary>
        public bool NeedsKey(IUpdateEntry entry)
            => IsWritten(entry) || (entry.SharedIdentityEntry is not null && entry.EntityState is (EntityState.Added or EntityState.Modified));

        /// <summary>Whether saving the entry writes a value other than null to the column.</summary>
        public bool IsWritten(IUpdateEntry entry) => entry.EntityState switch
        {
            EntityState.Added => Property.GetBeforeSaveBehavior() == PropertySaveBehavior.Save && HasValue(entry),
            EntityState.Modified => entry.IsModified(Property) && HasValue(entry),
            _ => false,
        };

        /// <summary>In a complex property that is null, a number has its default and yet no value.</summary>
        private bool HasValue(IUpdateEntry entry)
        {
            foreach (IComplexProperty parent in OptionalParents)
            {
                if (entry.GetCurrentValue(parent) is null)
                    return false;
            }

            return entry.GetCurrentValue(Property) is not null;
        }
    }
}
