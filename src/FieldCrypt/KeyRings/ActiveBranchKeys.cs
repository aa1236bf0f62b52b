using System.Collections.Concurrent;

namespace FieldCrypt;

/// <summary>
/// Which branch key writes new records of a context, as far as this process knows; bounded, since contexts can come from
/// data. What was found out before a change is not kept after it. Thread-safe.
/// </summary>
internal sealed class ActiveBranchKeys(TimeProvider time, int capacity)
{
    private readonly ConcurrentDictionary<EncryptionContext, Entry> _entries = new();
    private readonly Lock _gate = new();
    private long _epoch;

    /// <summary>How many contexts are known.</summary>
    public int Count => _entries.Count;

    /// <summary>Changes with every <see cref="Forget(BranchKeyId)"/>; to be read before the store is.</summary>
    public long Epoch => Volatile.Read(ref _epoch);

    /// <summary>What this process may write under the context's branch key; null if it has to ask the store first.</summary>
    public UseAllowance? TryGet(EncryptionContext context)
        => _entries.TryGetValue(context, out Entry? entry) && time.GetTimestamp() < entry.ValidUntil ? entry.Allowance : null;

    /// <summary>As <see cref="TryGet"/>, also where the store has to be asked whether it is still so.</summary>
    public UseAllowance? Find(EncryptionContext context) => _entries.TryGetValue(context, out Entry? entry) ? entry.Allowance : null;

    /// <summary>Remembers what the store said; false, with nothing done, if a change came between.</summary>
    /// <param name="context">The context.</param>
    /// <param name="allowance">The branch key and how much may be written under it.</param>
    /// <param name="valid">For how long.</param>
    /// <param name="epoch">The <see cref="Epoch"/> before the store was read.</param>
    public bool TrySet(EncryptionContext context, UseAllowance allowance, TimeSpan valid, long epoch)
    {
        lock (_gate)
        {
            if (epoch != _epoch)
                return false;
            _entries[context] = new Entry(allowance, time.GetTimestamp() + (long)(valid.TotalSeconds * time.TimestampFrequency));
        }

        if (_entries.Count > capacity)
            DropSoonest();
        return true;
    }

    /// <summary>Forgets a context, of which another branch key writes from now on.</summary>
    public void Forget(EncryptionContext context) => Forget(entry => entry.Key.Equals(context));

    /// <summary>Forgets a branch key.</summary>
    public void Forget(BranchKeyId id) => Forget(entry => entry.Value.Allowance.Id == id);

    /// <summary>Forgets all.</summary>
    public void Clear() => Forget(static _ => true);

    private void Forget(Func<KeyValuePair<EncryptionContext, Entry>, bool> isMeant)
    {
        lock (_gate)
        {
            _epoch++;
            foreach (KeyValuePair<EncryptionContext, Entry> entry in _entries.Where(isMeant))
                _entries.TryRemove(entry);
        }
    }

    /// <summary>The tenth that ends first; never one with uses that the store has not counted.</summary>
    private void DropSoonest()
    {
        KeyValuePair<EncryptionContext, Entry>[] counted = [.. _entries.ToArray().Where(static entry => entry.Value.Allowance.Uncounted == 0)];
        foreach (KeyValuePair<EncryptionContext, Entry> entry in counted.OrderBy(static entry => entry.Value.ValidUntil).Take(Math.Max(1, capacity / 10)))
            _entries.TryRemove(entry);
    }

    private sealed record Entry(UseAllowance Allowance, long ValidUntil);
}
