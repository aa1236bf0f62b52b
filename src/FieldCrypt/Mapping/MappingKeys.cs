namespace FieldCrypt.Mapping;

/// <summary>
/// The keys of one save or query, had beforehand and held until disposal, so that everything after that is synchronous and
/// waits for no key backend. Used by one flow at a time. It gives out no key, only what keys do.
/// </summary>
public sealed class MappingKeys : IDisposable
{
    private readonly HeldKeys _held;

    internal MappingKeys(HeldKeys held) => _held = held;

    /// <summary>Begins one more record: a row, an item, an object. Each has data keys of its own.</summary>
    /// <returns>The writer; the caller disposes it when the record's columns are encrypted.</returns>
    public RecordWriter OpenRecord() => new(_held);

    /// <summary>
    /// Encrypts a value under a data key that is no record's own and that later calls for the context use again: for values
    /// that are compared and not stored, and for those that one bulk update stores in all its rows.
    /// </summary>
    /// <param name="column">The column.</param>
    /// <param name="value">The value; not null.</param>
    /// <returns>What to store; <see langword="null"/> if no key of the column's context is held.</returns>
    public object? TryEncryptShared(MappedColumn column, object value)
    {
        ArgumentNullException.ThrowIfNull(column);
        return _held.FindSharedKey(column.Context) is { } key ? column.Encrypt(value, key) : null;
    }

    /// <summary>The blind index of a value.</summary>
    /// <param name="column">A searchable column.</param>
    /// <param name="value">The value; not null.</param>
    /// <returns><see cref="MappedColumn.IndexLength"/> bytes; <see langword="null"/> if the index key of the column's context is not held.</returns>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.ValueNotSupported"/>: the value has no exact encoding.</exception>
    public byte[]? TryComputeIndex(MappedColumn column, object value)
    {
        ArgumentNullException.ThrowIfNull(column);
        return _held.FindIndexKey(column.Context) is { } key ? column.ComputeIndex(value, key) : null;
    }

    /// <summary>Lets generated converters encrypt in the current flow until the result is disposed, under keys held here where there are any.</summary>
    public ConverterScope LetConvertersEncrypt() => new(EncryptionScope.Enter(_held.FindSharedKey));

    /// <summary>Lets go of the keys; record keys are zeroed.</summary>
    public void Dispose() => _held.Dispose();
}
