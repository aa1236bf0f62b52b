using System.Collections.Concurrent;

namespace FieldCrypt.Benchmarks;

/// <summary>A backend and branch key store that cost nothing, so that the benchmarks measure what is above them.</summary>
internal sealed class MemoryKeys : IKeyBackend, IBranchKeyStore
{
    private readonly ConcurrentDictionary<BranchKeyId, BranchKeyRecord> _records = new();

    public string Provider => "memory";

    public string KeyName => "benchmark";

    public static KeyRing CreateKeyRing()
    {
        var keys = new MemoryKeys();
        return new KeyRing(new KeyRingOptions { LeaseMaximumAge = TimeSpan.FromHours(1) }, [keys], keys);
    }

    public ValueTask<DataKey> GenerateDataKeyAsync(EncryptionContext context, CancellationToken cancellationToken)
    {
        KeyMaterial key = KeyMaterial.Random(32);
        return ValueTask.FromResult(new DataKey(key, new WrappedKey(Provider, KeyName, "", key.Span.ToArray())));
    }

    public ValueTask<WrappedKey> WrapKeyAsync(KeyMaterial key, EncryptionContext context, CancellationToken cancellationToken)
        => ValueTask.FromResult(new WrappedKey(Provider, KeyName, "", key.Span.ToArray()));

    public ValueTask<KeyMaterial> UnwrapKeyAsync(WrappedKey wrapped, EncryptionContext context, CancellationToken cancellationToken)
        => ValueTask.FromResult(KeyMaterial.CopyOf(wrapped.Ciphertext));

    public ValueTask<KeyDescription> DescribeKeyAsync(CancellationToken cancellationToken)
        => ValueTask.FromResult(new KeyDescription(Provider, KeyName, "", KeyState.Enabled, null));

    public ValueTask<BranchKeyRecord?> FindAsync(BranchKeyId id, CancellationToken cancellationToken)
        => ValueTask.FromResult(_records.GetValueOrDefault(id));

    public ValueTask<BranchKeyRecord?> FindNewestAsync(EncryptionContext context, CancellationToken cancellationToken)
        => ValueTask.FromResult(_records.Values.Where(record => record.Context.Equals(context)).MaxBy(static record => record.Generation));

    public ValueTask<bool> TryAddAsync(BranchKeyRecord record, CancellationToken cancellationToken)
        => ValueTask.FromResult(_records.TryAdd(record.Id, record));

    public ValueTask<bool> TryReplaceAsync(BranchKeyRecord record, CancellationToken cancellationToken)
    {
        _records[record.Id] = record;
        return ValueTask.FromResult(true);
    }

    public ValueTask<IReadOnlyList<BranchKeyRecord>> ListAsync(CancellationToken cancellationToken)
        => ValueTask.FromResult<IReadOnlyList<BranchKeyRecord>>([.. _records.Values]);
}
