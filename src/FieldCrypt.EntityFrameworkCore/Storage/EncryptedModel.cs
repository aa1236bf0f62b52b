using System.Collections.Concurrent;
using FieldCrypt.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FieldCrypt.EntityFrameworkCore.Storage;

/// <summary>
/// What saves, queries and readers need to know of one EF Core model: its encrypted columns and how each is written,
/// searched and recognised. Found from the annotations of the finished model. Thread-safe.
/// </summary>
internal sealed class EncryptedModel
{
    private readonly EncryptedMappingFactory _factory;
    private readonly ConcurrentDictionary<IProperty, EncryptedMapping?> _mappings = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentDictionary<ValueConverter, IProperty> _byConverter = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentDictionary<IEntityType, EncryptedEntityType> _entityTypes = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentDictionary<ITable, bool> _tables = new(ReferenceEqualityComparer.Instance);

    public EncryptedModel(IModel model, KeyRing keyRing, bool allowsSharedEnvelope, IRelationalTypeMappingSource mappings)
    {
        _factory = new EncryptedMappingFactory(keyRing, allowsSharedEnvelope, mappings);
        foreach (IProperty property in model.GetEncryptedProperties().Cast<IProperty>())
            Find(property);
    }

    /// <summary>Whether the model has no encrypted property.</summary>
    public bool IsEmpty => _byConverter.IsEmpty;

    /// <summary>How a property is mapped; null if it is not encrypted.</summary>
    /// <remarks>Types that only a raw query names (<c>SqlQuery</c>) join a model after it was finished.</remarks>
    public EncryptedMapping? Find(IProperty property) => _mappings.TryGetValue(property, out EncryptedMapping? known)
        ? known
        : _mappings.GetOrAdd(property, Create);

    /// <summary>The encrypted property whose values pass a converter; null if it is none of ours.</summary>
    public IProperty? FindByConverter(ValueConverter converter) => _byConverter.GetValueOrDefault(converter);

    /// <summary>What saving an entity of a type has to encrypt.</summary>
    public EncryptedEntityType Find(IEntityType entityType) => _entityTypes.GetOrAdd(entityType, static entityType => new EncryptedEntityType(entityType));

    /// <summary>Whether any column of a table is encrypted.</summary>
    public bool HasEncryptedColumns(ITable table)
        => _tables.GetOrAdd(table, static table => table.Columns.Any(static column => column.PropertyMappings.Any(static mapping => mapping.Property.IsEncrypted())));

    private EncryptedMapping? Create(IProperty property)
    {
        if (!property.IsEncrypted())
            return null;
        EncryptedMapping mapping = _factory.Create(property);
        if (property.GetTypeMapping().Converter is { } converter)
            _byConverter[converter] = property;
        return mapping;
    }
}
