using FieldCrypt.Mapping;

namespace FieldCrypt;

/// <summary>
/// The keys of one save or query, had before its first value is encrypted and held until disposal. Used by one flow at a
/// time.
/// </summary>
internal sealed class HeldKeys : IDisposable
{
    private readonly KeyRing _keyRing;
    private readonly IRecordKeyStock _records;
    private readonly List<BlindIndexKey> _indexKeys = [];

    private HeldKeys(KeyRing keyRing, IRecordKeyStock records)
    {
        _keyRing = keyRing;
        _records = records;
    }

    /// <summary>Gets the keys without blocking: the one place where a save waits for the key backend.</summary>
    public static async ValueTask<HeldKeys> HoldAsync(KeyRing keyRing, IRecordKeySource source, KeyNeeds needs, CancellationToken cancellationToken)
    {
        var held = new HeldKeys(keyRing, await source.StockAsync(needs.Records, cancellationToken).ConfigureAwait(false));
        try
        {
            foreach (EncryptionContext context in needs.BlindIndexes)
                held._indexKeys.Add(await keyRing.HoldBlindIndexKeyAsync(context, cancellationToken).ConfigureAwait(false));
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Gets the keys if all of them are under live leases; null if not.</summary>
    public static HeldKeys? TryHold(KeyRing keyRing, IRecordKeySource source, KeyNeeds needs)
    {
        if (source.TryStock(needs.Records) is not { } records)
            return null;
        var held = new HeldKeys(keyRing, records);
        foreach (EncryptionContext context in needs.BlindIndexes)
        {
            if (keyRing.TryHoldBlindIndexKey(context) is not { } key)
            {
                held.Dispose();
                return null;
            }

            held._indexKeys.Add(key);
        }

        return held;
    }

    /// <summary>The keys of a record whose key was made already.</summary>
    public static HeldKeys OfOneRecord(KeyRing keyRing, RecordKey key) => new(keyRing, new SingleKeyStock(key));

    /// <summary>The key of one more record. The caller disposes it.</summary>
    public RecordKey TakeRecordKey(EncryptionContext context)
        // Else it is a record that nobody announced, such as one that an interceptor of the application added late.
        => _records.TryTake(context) ?? _keyRing.CreateRecordKey(context);

    /// <summary>
    /// A key that several values share and that remains this object's: for values that are compared and not stored, and
    /// for those that one bulk update stores in all its rows. Null if none of the context is held.
    /// </summary>
    public RecordKey? FindSharedKey(EncryptionContext context) => _records.TryPeek(context);

    /// <summary>The index key of a context, which remains this object's; null if it is not held.</summary>
    public BlindIndexKey? FindIndexKey(EncryptionContext context) => _indexKeys.Find(key => key.Context.Equals(context));

    /// <summary>As <see cref="FindIndexKey"/>, getting one that nobody announced.</summary>
    public BlindIndexKey GetIndexKey(EncryptionContext context)
    {
        if (FindIndexKey(context) is { } held)
            return held;
        BlindIndexKey key = _keyRing.HoldBlindIndexKey(context);
        _indexKeys.Add(key);
        return key;
    }

    public void Dispose()
    {
        _records.Dispose();
        foreach (BlindIndexKey key in _indexKeys)
            key.Release();
        _indexKeys.Clear();
    }
}
