using System.Runtime.CompilerServices;
using FieldCrypt.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Storage;

/// <summary>The blind index columns of a model's searchable properties, each made once. Thread-safe.</summary>
internal sealed class BlindIndexColumns(IRelationalTypeMappingSource mappings, KeyRing keyRing)
{
    private readonly ConditionalWeakTable<IProperty, Slot> _columns = [];

    /// <summary>The index column of a property; null if it is not searchable.</summary>
    public BlindIndexColumn? Find(IProperty property) => _columns.GetValue(property, created => new Slot(Create(created))).Column;

    private BlindIndexColumn? Create(IProperty property) => property.FindBlindIndex() is IProperty indexProperty
        ? EncryptedMember.Find(property)!.Accept(new Factory(property, indexProperty, mappings, keyRing))
        : null;

    private sealed record Slot(BlindIndexColumn? Column);

    private sealed class Factory(IProperty property, IProperty indexProperty, IRelationalTypeMappingSource mappings, KeyRing keyRing)
        : IEncryptedPropertyVisitor<BlindIndexColumn>
    {
        public BlindIndexColumn Visit<T, TStored>(EncryptedProperty<T, TStored> encrypted)
            where T : notnull
            where TStored : class
        {
            var (table, column) = property.GetEncryptedName();
            var index = new BlindIndex<T>(encrypted.CreateColumn(table, column), encrypted.Encoding);
            RelationalTypeMapping mapping = mappings.FindMapping(typeof(byte[]), indexProperty.GetRelationalTypeMapping().StoreType)
                ?? throw EncryptedModelRules.Refuse(indexProperty, "has a column type that does not hold bytes", "Leave out HasColumnType");
            return new BlindIndexColumn<T>(indexProperty, index, encrypted.Context, keyRing, mapping);
        }
    }
}
