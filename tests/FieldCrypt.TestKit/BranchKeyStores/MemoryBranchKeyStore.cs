namespace FieldCrypt.TestKit;

/// <summary>A branch key store in memory; every call is one atomic step, as the contract asks.</summary>
public sealed class MemoryBranchKeyStore : IBranchKeyStore, IBranchKeyUseCounter
{
    private readonly Dictionary<BranchKeyId, BranchKeyRecord> _records = [];

    /// <summary>Thrown by every call while set.</summary>
    public FieldCryptException? Failure { get; set; }

    /// <summary>Thrown while set by what counts uses.</summary>
    public FieldCryptException? CountFailure { get; set; }

    public int CountCalls { get; private set; }

    /// <summary>How often a key was looked for by its id.</summary>
    public int FindCalls;

    public ValueTask<BranchKeyRecord?> FindAsync(BranchKeyId id, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref FindCalls);
        ThrowIfFailing();
        lock (_records)
            return ValueTask.FromResult(_records.GetValueOrDefault(id));
    }

    public ValueTask<BranchKeyRecord?> FindNewestAsync(EncryptionContext context, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        lock (_records)
            return ValueTask.FromResult(_records.Values.Where(record => record.Context.Equals(context) && record.Purpose == BranchKeyPurpose.RecordKeys).MaxBy(static record => record.Generation));
    }

    public ValueTask<bool> TryAddAsync(BranchKeyRecord record, CancellationToken cancellationToken)
    {
        lock (_records)
        {
            ThrowIfFailing();
            if (_records.ContainsKey(record.Id) || _records.Values.Any(other => other.Context.Equals(record.Context) && other.Purpose == record.Purpose && other.Generation == record.Generation))
                return ValueTask.FromResult(false);
            _records.Add(record.Id, record);
            return ValueTask.FromResult(true);
        }
    }

    public ValueTask<bool> TryReplaceAsync(BranchKeyRecord record, CancellationToken cancellationToken)
    {
        lock (_records)
        {
            ThrowIfFailing();
            if (!_records.TryGetValue(record.Id, out BranchKeyRecord? stored) || stored.Revision != record.Revision - 1)
                return ValueTask.FromResult(false);
            _records[record.Id] = record with { Uses = stored.Uses };
            return ValueTask.FromResult(true);
        }
    }

    public ValueTask<IReadOnlyList<BranchKeyRecord>> ListAsync(CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        lock (_records)
            return ValueTask.FromResult<IReadOnlyList<BranchKeyRecord>>([.. _records.Values.OrderBy(static record => record.Context.ToString(), StringComparer.Ordinal).ThenBy(static record => record.Purpose).ThenBy(static record => record.Generation)]);
    }

    public ValueTask<long> AddUsesAsync(BranchKeyId id, long uses, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        CountCalls++;
        if (CountFailure is not null)
            throw CountFailure;
        lock (_records)
        {
            if (!_records.TryGetValue(id, out BranchKeyRecord? record))
                throw new FieldCryptException(FieldCryptError.KeyNotFound, "No such branch key.");
            _records[id] = record with { Uses = record.Uses + uses };
            return ValueTask.FromResult(record.Uses + uses);
        }
    }

    private void ThrowIfFailing()
    {
        if (Failure is not null)
            throw Failure;
    }
}
