using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FieldCrypt.EntityFrameworkCore.Storage;

/// <summary>The blind index column of a property of one CLR type.</summary>
internal sealed class BlindIndexColumn<T> : BlindIndexColumn
    where T : notnull
{
    private readonly BlindIndex<T> _index;
    private readonly KeyRing _keyRing;

    public BlindIndexColumn(IProperty indexProperty, BlindIndex<T> index, EncryptionContext context, KeyRing keyRing, RelationalTypeMapping mapping)
        : base(indexProperty, context, mapping)
    {
        _index = index;
        _keyRing = keyRing;

        // One converter for the column: EF Core merges parameters whose converters are the same object.
        ParameterMapping = (RelationalTypeMapping)mapping.WithComposedConverter(
            new ValueConverter<T, byte[]>(value => ComputeForQuery(value), static index => ReadBack(index)));
    }

    /// <inheritdoc/>
    public override RelationalTypeMapping ParameterMapping { get; }

    /// <inheritdoc/>
    public override byte[] Compute(object value, BlindIndexKey key) => _index.Compute((T)value, key);

    private byte[] ComputeForQuery(T value)
    {
        if (QueryExecutionKeys.Current?.FindIndexKey(Context) is { } prepared)
            return _index.Compute(value, prepared);

        // A synchronous query, or a precompiled one that nobody prepared.
        BlindIndexKey key = _keyRing.HoldBlindIndexKey(Context);
        try
        {
            return _index.Compute(value, key);
        }
        finally
        {
            key.Release();
        }
    }

    private static T ReadBack(byte[] index)
        => throw new InvalidOperationException($"A blind index ({index.Length} bytes) was to be read back as {typeof(T).Name}.");
}
