using FieldCrypt.EntityFrameworkCore.Metadata;
using FieldCrypt.Mapping;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FieldCrypt.EntityFrameworkCore.Storage;

/// <summary>Finds out how encrypted properties are mapped. Immutable and thread-safe.</summary>
internal sealed class EncryptedMappingFactory(KeyRing keyRing, bool allowsSharedEnvelope, IRelationalTypeMappingSource mappings)
{
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.ModelNotSupported"/>: the model is of another version of the classes.</exception>
    public EncryptedMapping Create(IProperty property)
    {
        EncryptedProperty encrypted = EncryptedMember.Find(property)
            ?? throw new FieldCryptException(FieldCryptError.ModelNotSupported, $"The model says that {property.Display()} is encrypted, but the member is not marked [Encrypted]. Generate the compiled model again.");
        var (table, name) = property.GetEncryptedName();
        MappedColumn column = MappedColumn.Create(encrypted, table, name, property.GetEncryptionContext());
        int? maxLength = property.FindAnnotation(FieldCryptAnnotationNames.MaxLength)?.Value as int?;
        var converters = new ParameterConverters(property, column, keyRing, maxLength, allowsSharedEnvelope);
        RelationalTypeMapping mapping = column.Storage == EncryptedStorage.Text ? MappingOf(property, typeof(string)) : MappingOf(property, typeof(byte[]));
        return new EncryptedMapping(column, maxLength, mapping, Compose(mapping, encrypted.Accept(new Bulk(converters))), FindIndex(property, encrypted, column, converters));
    }

    private BlindIndexColumn? FindIndex(IProperty property, EncryptedProperty encrypted, MappedColumn column, ParameterConverters converters)
    {
        if (property.FindBlindIndex() is not IProperty indexProperty)
            return null;
        RelationalTypeMapping mapping = MappingOf(indexProperty, typeof(byte[]));
        return new BlindIndexColumn(indexProperty, column.Context, mapping, Compose(mapping, encrypted.Accept(new Index(converters))));
    }

    /// <summary>The plain mapping of what a property's column stores.</summary>
    private RelationalTypeMapping MappingOf(IProperty property, Type stored)
        => mappings.FindMapping(stored, property.GetRelationalTypeMapping().StoreType)
            ?? throw EncryptedModelRules.Refuse(property, $"has a column type that does not hold {stored.Name}", "Leave out HasColumnType");

    private static RelationalTypeMapping Compose(RelationalTypeMapping mapping, ValueConverter converter) => (RelationalTypeMapping)mapping.WithComposedConverter(converter);

    private sealed class Bulk(ParameterConverters converters) : IEncryptedPropertyVisitor<ValueConverter>
    {
        public ValueConverter Visit<T, TStored>(EncryptedProperty<T, TStored> property)
            where T : notnull
            where TStored : class
            => converters.Bulk<T, TStored>();
    }

    private sealed class Index(ParameterConverters converters) : IEncryptedPropertyVisitor<ValueConverter>
    {
        public ValueConverter Visit<T, TStored>(EncryptedProperty<T, TStored> property)
            where T : notnull
            where TStored : class
            => converters.Index<T>();
    }
}
