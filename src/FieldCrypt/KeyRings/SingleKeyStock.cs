namespace FieldCrypt;

/// <summary>The key of one record, which is taken once.</summary>
internal sealed class SingleKeyStock(RecordKey key) : IRecordKeyStock
{
    private RecordKey? _key = key;

    public RecordKey? TryTake(EncryptionContext context)
    {
        RecordKey? taken = TryPeek(context);
        if (taken is not null)
            _key = null;
        return taken;
    }

    public RecordKey? TryPeek(EncryptionContext context) => _key is not null && _key.Context.Equals(context) ? _key : null;

    public void Dispose() => _key?.Dispose();
}
