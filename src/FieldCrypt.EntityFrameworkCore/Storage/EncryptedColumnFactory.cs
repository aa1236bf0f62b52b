using FieldCrypt.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Storage;

/// <summary>Makes what writes and searches the columns of encrypted properties. Immutable and thread-safe.</summary>
internal sealed class EncryptedColumnFactory(KeyRing keyRing, bool allowsSharedEnvelope, IRelationalTypeMappingSource mappings)
{
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.ModelNotSupported"/>: the model is of another version of the classes.</exception>
    public EncryptedColumnWriter Create(IProperty property)
    {
        EncryptedProperty encrypted = EncryptedMember.Find(property)
            ?? throw new FieldCryptException(FieldCryptError.ModelNotSupported, $"The model says that {property.Display()} is encrypted, but the member is not marked [Encrypted]. Generate the compiled model again.");
        return encrypted.Accept(new OfProperty(property, keyRing, allowsSharedEnvelope, mappings));
    }

    private sealed class OfProperty(IProperty property, KeyRing keyRing, bool allowsSharedEnvelope, IRelationalTypeMappingSource mappings)
        : IEncryptedPropertyVisitor<EncryptedColumnWriter>
    {
        public EncryptedColumnWriter Visit<T, TStored>(EncryptedProperty<T, TStored> encrypted)
            where T : notnull
            where TStored : class
        {
            var (table, name) = property.GetEncryptedName();
            EncryptedColumn<T> column = encrypted.CreateColumn(table, name, property.GetEncryptionContext());
            RelationalTypeMapping mapping = MappingOf<TStored>(property, typeof(TStored).Name);
            int? maxLength = property.FindAnnotation(FieldCryptAnnotationNames.MaxLength)?.Value as int?;
            var writer = new EncryptedColumnWriter<T>(column, encrypted.Storage, maxLength, mapping, IndexOf(column, encrypted.Encoding));
            writer.BulkMapping = (RelationalTypeMapping)mapping.WithComposedConverter(new BulkUpdateEncryptor(property, writer, keyRing, allowsSharedEnvelope).Visit(encrypted));
            return writer;
        }

        private BlindIndexColumn<T>? IndexOf<T>(EncryptedColumn<T> column, ValueEncoding<T> encoding)
            where T : notnull
            => property.FindBlindIndex() is IProperty indexProperty
                ? new BlindIndexColumn<T>(indexProperty, new BlindIndex<T>(column, encoding), column.Context, keyRing, MappingOf<byte[]>(indexProperty, "bytes"))
                : null;

        /// <summary>The plain mapping of what a property's column stores.</summary>
        private RelationalTypeMapping MappingOf<TStored>(IProperty stored, string what)
            => mappings.FindMapping(typeof(TStored), stored.GetRelationalTypeMapping().StoreType)
                ?? throw EncryptedModelRules.Refuse(stored, $"has a column type that does not hold {what}", "Leave out HasColumnType");
    }
}
