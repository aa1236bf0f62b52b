using FieldCrypt.EntityFrameworkCore.Metadata;
using FieldCrypt.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace FieldCrypt.EntityFrameworkCore.Reencryption;

/// <summary>
/// A database table with encrypted columns, whatever entity types, owned types and complex types it stores: one row of it
/// is one record. Immutable and thread-safe.
/// </summary>
internal sealed class StoredTable
{
    private StoredTable(ITable table, EncryptedModel model)
    {
        Table = table;
        Columns = [.. table.Columns
            .Select(static column => (Column: column, Properties: EncryptedPropertiesOf(column)))
            .Where(static column => column.Properties.Count > 0)
            .Select(column => new StoredColumn(column.Column, column.Properties, model))];
        Contexts = [.. Columns.SelectMany(static column => column.Contexts).Distinct()];
    }

    public ITable Table { get; }

    /// <summary>The name with its schema, for messages.</summary>
    public string Name => Table.SchemaQualifiedName;

    /// <summary>The encrypted columns.</summary>
    public IReadOnlyList<StoredColumn> Columns { get; }

    /// <summary>The encryption contexts of all encrypted columns.</summary>
    public IReadOnlyList<EncryptionContext> Contexts { get; }

    /// <summary>The primary key, by which rows are paged.</summary>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.ModelNotSupported"/>: the table has none.</exception>
    public IReadOnlyList<IColumn> KeyColumns => Table.PrimaryKey?.Columns ?? throw new FieldCryptException(FieldCryptError.ModelNotSupported,
        $"Table {Name} has encrypted columns and no primary key in the model, so its rows cannot be told apart. Give its entity type a key, or re-encrypt the other entity types one by one with ReencryptAsync<TEntity>.");

    /// <summary>The tables of the model that have encrypted columns, by name.</summary>
    public static IReadOnlyList<StoredTable> All(DbContext context) => Of(context, context.Model.GetRelationalModel().Tables);

    /// <summary>As <see cref="All"/>, for an entity type with the types derived from it and the types it owns.</summary>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.InvalidArgument"/>: the model has no such entity type.</exception>
    public static IReadOnlyList<StoredTable> Of(DbContext context, Type entityType)
    {
        IEntityType[] found = [.. context.Model.FindEntityTypes(entityType)];
        if (found.Length == 0)
            throw new FieldCryptException(FieldCryptError.InvalidArgument, $"{context.GetType().Name} has no entity type {entityType.Name}.");
        return Of(context, found.SelectMany(static type => WithParts(type)).SelectMany(static type => type.GetTableMappings()).Select(static mapping => mapping.Table).Distinct());
    }

    private static IReadOnlyList<StoredTable> Of(DbContext context, IEnumerable<ITable> tables)
    {
        EncryptedModel model = context.GetService<EncryptedModels>().Of(context.Model);
        return [.. tables
            .Where(model.HasEncryptedColumns)
            .OrderBy(static table => table.SchemaQualifiedName, StringComparer.Ordinal)
            .Select(table => new StoredTable(table, model))];
    }

    private static IEnumerable<IEntityType> WithParts(IEntityType entityType)
        => entityType.GetDerivedTypesInclusive().SelectMany(static type => type.GetDeclaredReferencingForeignKeys()
            .Where(static key => key.IsOwnership)
            .SelectMany(static key => WithParts(key.DeclaringEntityType))
            .Prepend(type));

    private static List<IProperty> EncryptedPropertiesOf(IColumn column)
        => [.. column.PropertyMappings.Select(static mapping => mapping.Property).Where(static property => property.IsEncrypted()).Distinct()];
}
