namespace FieldCrypt.TestKit;

/// <summary>A branch key store in memory; every call is one atomic step, as the contract asks.</summary>
public sealed class MemoryBranchKeyStore : IBranchKeyStore, IBranchKeyUseCounter
{
    private readonly Lock _gate = new();

    /// <summary>What is stored, for tests that change it by other means.</summary>
    public Dictionary<BranchKeyId, BranchKeyRecord> Keys { get; } = [];

    /// <summary>What is stored, for tests that change it by other means.</summary>
    public Dictionary<EncryptionContext, BranchKeySetRecord> Sets { get; } = [];

    /// <summary>Thrown by every call while set.</summary>
    public FieldCryptException? Failure { get; set; }

    /// <summary>Thrown while set by what counts uses.</summary>
    public FieldCryptException? CountFailure { get; set; }

    public int CountCalls { get; private set; }

    /// <summary>How often a key was looked for by its id.</summary>
    public int FindCalls;

    public ValueTask<StoredBranchKey?> FindAsync(BranchKeyId id, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref FindCalls);
        ThrowIfFailing();
        lock (_gate)
            return ValueTask.FromResult(Keys.TryGetValue(id, out BranchKeyRecord? key) ? new StoredBranchKey(key, Sets.GetValueOrDefault(key.Context)) : null);
    }

    public ValueTask<BranchKeySetRecord?> FindSetAsync(EncryptionContext context, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        lock (_gate)
            return ValueTask.FromResult(Sets.GetValueOrDefault(context));
    }

    public ValueTask<bool> TryWriteAsync(BranchKeySetRecord set, BranchKeyRecord? key, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        lock (_gate)
        {
            BranchKeySetRecord? before = Sets.GetValueOrDefault(set.Context);
            BranchKeyRecord? replaced = key is null ? null : Keys.GetValueOrDefault(key.Id);
            if ((before?.Revision ?? 0) != set.Revision - 1
                || (before is null && key is not null && Keys.Values.Any(other => other.Context.Equals(set.Context)))
                || (key is not null && (replaced?.Revision ?? -1) != key.Revision - 1))
            {
                return ValueTask.FromResult(false);
            }

            Sets[set.Context] = set;
            if (key is not null)
                Keys[key.Id] = replaced is null ? key : replaced with { State = key.State, WrappedKeys = key.WrappedKeys, Revision = key.Revision };
            return ValueTask.FromResult(true);
        }
    }

    public ValueTask<BranchKeyStoreContent> ListAsync(CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        lock (_gate)
        {
            return ValueTask.FromResult(new BranchKeyStoreContent(
                [.. Keys.Values.OrderBy(static key => key.Context.ToString(), StringComparer.Ordinal).ThenBy(static key => key.Purpose).ThenBy(static key => key.Generation)],
                [.. Sets.Values],
                []));
        }
    }

    public ValueTask<long> AddUsesAsync(BranchKeyId id, long uses, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        CountCalls++;
        if (CountFailure is not null)
            throw CountFailure;
        lock (_gate)
        {
            if (!Keys.TryGetValue(id, out BranchKeyRecord? key))
                throw BranchKeyErrors.NotFound(id);
            Keys[id] = key with { Uses = key.Uses + uses };
            return ValueTask.FromResult(key.Uses + uses);
        }
    }

    private void ThrowIfFailing()
    {
        if (Failure is not null)
            throw Failure;
    }
}
