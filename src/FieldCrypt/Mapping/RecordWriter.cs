namespace FieldCrypt.Mapping;

/// <summary>
/// Encrypts the columns of one record: under one fresh data key for each encryption context, gone with the writer. It
/// lives on the stack, so it is neither kept nor shared, and no second record can have its keys.
/// </summary>
public ref struct RecordWriter
{
    private readonly HeldKeys? _held;
    private RecordKey? _first;
    private List<RecordKey>? _others;
    private bool _disposed;

    internal RecordWriter(HeldKeys held) => _held = held;

    /// <summary>Encrypts a value of the record.</summary>
    /// <param name="column">The column.</param>
    /// <param name="value">The value, of the property's CLR type; not null.</param>
    /// <returns>What to store: the envelope as <c>byte[]</c>, or as <see cref="string"/> with text storage.</returns>
    /// <exception cref="FieldCryptException">
    /// <see cref="FieldCryptError.ValueTooLarge"/> or <see cref="FieldCryptError.ValueNotSupported"/>: the value cannot be
    /// stored. Otherwise no key could be had for a context that was not announced; see <see cref="IKeyBackend"/>.
    /// </exception>
    /// <remarks>A context that was not announced when the keys were held blocks the thread while its key is made.</remarks>
    public object Encrypt(MappedColumn column, object value)
    {
        ArgumentNullException.ThrowIfNull(column);
        return column.Encrypt(value, KeyOf(column.Context));
    }

    /// <summary>The blind index of a value of the record, <see cref="MappedColumn.IndexLength"/> bytes.</summary>
    /// <param name="column">A searchable column.</param>
    /// <param name="value">The value; not null.</param>
    /// <exception cref="FieldCryptException">As <see cref="Encrypt"/>.</exception>
    public readonly byte[] ComputeIndex(MappedColumn column, object value)
    {
        ArgumentNullException.ThrowIfNull(column);
        return column.ComputeIndex(value, Held.GetIndexKey(column.Context));
    }

    /// <summary>Zeroes the record's keys.</summary>
    public void Dispose()
    {
        _disposed = true;
        _first?.Dispose();
        _others?.ForEach(static key => key.Dispose());
    }

    private readonly HeldKeys Held
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(RecordWriter));
            return _held ?? throw new InvalidOperationException("No keys are held for the record: it was not opened by MappingKeys, or columns are written outside the save that holds them. Nothing was written.");
        }
    }

    private RecordKey KeyOf(EncryptionContext context)
    {
        HeldKeys held = Held;
        if (_first is null)
            return _first = held.TakeRecordKey(context);
        if (Fits(_first, context))
            return _first;

        _others ??= [];
        foreach (RecordKey key in _others)
        {
            if (Fits(key, context))
                return key;
        }

        RecordKey taken = held.TakeRecordKey(context);
        _others.Add(taken);
        return taken;
    }

    private static bool Fits(RecordKey key, EncryptionContext context) => ReferenceEquals(key.Context, context) || key.Context.Equals(context);
}
