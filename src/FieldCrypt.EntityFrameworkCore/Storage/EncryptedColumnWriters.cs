using System.Runtime.CompilerServices;
using FieldCrypt.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Storage;

/// <summary>The writers of a model's encrypted properties, each made once. Thread-safe.</summary>
internal sealed class EncryptedColumnWriters(IRelationalTypeMappingSource mappings, BlindIndexColumns indexes)
{
    private readonly ConditionalWeakTable<IProperty, Slot> _writers = [];
    private readonly ConditionalWeakTable<ITable, object> _tables = [];

    /// <summary>The writer of a property; null if it is not encrypted.</summary>
    public EncryptedColumnWriter? Find(IProperty property)
    {
        if (!_writers.TryGetValue(property, out Slot? slot))
            slot = _writers.GetValue(property, created => new Slot(Create(created)));
        return slot.Writer;
    }

    /// <summary>Whether any column of a table is encrypted.</summary>
    public bool HasEncryptedColumns(ITable table)
        => (bool)_tables.GetValue(table, static table => table.Columns.Any(static column => column.PropertyMappings.Any(static mapping => mapping.Property.IsEncrypted())));

    private EncryptedColumnWriter? Create(IProperty property)
    {
        if (!property.IsEncrypted())
            return null;
        EncryptedProperty encrypted = EncryptedMember.Find(property)
            ?? throw new FieldCryptException(FieldCryptError.ModelNotSupported, $"The model says that {property.Display()} is encrypted, but the member is not marked [Encrypted]. Generate the compiled model again.");
        return encrypted.Accept(new Factory(property, mappings, indexes));
    }

    private sealed record Slot(EncryptedColumnWriter? Writer);

    private sealed class Factory(IProperty property, IRelationalTypeMappingSource mappings, BlindIndexColumns indexes) : IEncryptedPropertyVisitor<EncryptedColumnWriter>
    {
        public EncryptedColumnWriter Visit<T, TStored>(EncryptedProperty<T, TStored> encrypted)
            where T : notnull
            where TStored : class
        {
            var (table, column) = property.GetEncryptedName();
            RelationalTypeMapping mapping = mappings.FindMapping(typeof(TStored), property.GetRelationalTypeMapping().StoreType)
                ?? throw EncryptedModelRules.Refuse(property, $"has a column type that does not hold {typeof(TStored).Name}", "Leave out HasColumnType");
            int? maxLength = property.FindAnnotation(FieldCryptAnnotationNames.MaxLength)?.Value as int?;
            return new EncryptedColumnWriter<T>(encrypted.CreateColumn(table, column), encrypted.Storage, maxLength, mapping, indexes.Find(property));
        }
    }
}
