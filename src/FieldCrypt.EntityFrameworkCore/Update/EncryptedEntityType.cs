using System.Runtime.CompilerServices;
using FieldCrypt.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace FieldCrypt.EntityFrameworkCore.Update;

/// <summary>An entity type's encrypted properties, those of its complex types included, and where they are stored. Immutable and thread-safe.</summary>
internal sealed class EncryptedEntityType
{
    private static readonly ConditionalWeakTable<IEntityType, EncryptedEntityType> s_types = [];

    private EncryptedEntityType(IEntityType entityType)
    {
        HashSet<ITable> tables = [.. entityType.GetTableMappings().Select(static mapping => mapping.Table)];
        Columns = [.. entityType.GetFlattenedProperties().Where(static property => property.IsEncrypted()).Select(property => new Column(
            property,
            EncryptedMember.Find(property)!.Context,
            property.GetTableColumnMappings().Select(static mapping => mapping.TableMapping.Table).FirstOrDefault(tables.Contains)))];
        SearchableColumns = [.. Columns.Where(static column => column.Property.IsSearchable())];
    }

    /// <summary>The encrypted properties.</summary>
    public Column[] Columns { get; }

    /// <summary>Those that have a blind index.</summary>
    public Column[] SearchableColumns { get; }

    public static EncryptedEntityType Of(IEntityType entityType) => s_types.GetValue(entityType, static entityType => new EncryptedEntityType(entityType));

    /// <param name="Property">The property.</param>
    /// <param name="Context">Its encryption context.</param>
    /// <param name="Table">The table that holds it for this entity type; null for one that is not saved to a table.</param>
    public sealed record Column(IProperty Property, EncryptionContext Context, ITable? Table)
    {
        /// <summary>Whether saving the entry takes a key of the context.</summary>
        public bool NeedsKey(IUpdateEntry entry)
            => IsWritten(entry) || (entry.SharedIdentityEntry is not null && entry.EntityState is (EntityState.Added or EntityState.Modified));

        /// <summary>Whether saving the entry writes a value other than null to the column.</summary>
        public bool IsWritten(IUpdateEntry entry) => entry.EntityState switch
        {
            EntityState.Added => Property.GetBeforeSaveBehavior() == PropertySaveBehavior.Save && entry.GetCurrentValue(Property) is not null,
            EntityState.Modified => entry.IsModified(Property) && entry.GetCurrentValue(Property) is not null,
            _ => false,
        };
    }
}
