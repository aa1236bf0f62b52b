using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace FieldCrypt;

/// <summary>
/// The index key of each encryption context: made when first asked for, kept in the branch key store, and the same for
/// ever, since another key would find nothing of what was written before. Rotating branch keys leaves it alone. Thread-safe.
/// </summary>
internal sealed class BlindIndexKeys : IDisposable
{
    private readonly AuthenticatedBranchKeys _store;
    private readonly BackendSet _backends;
    private readonly AuditTrail _audit;
    private readonly TimeProvider _time;
    private readonly LeaseCache<BranchKeyId> _opened;
    private readonly ConcurrentDictionary<EncryptionContext, BranchKeyId> _ids = new();
    private readonly int _capacity;

    public BlindIndexKeys(AuthenticatedBranchKeys store, BackendSet backends, AuditTrail audit, KeyRingOptions options, string keyRing, ILogger logger)
    {
        _store = store;
        _backends = backends;
        _audit = audit;
        _time = options.TimeProvider;
        var metrics = new LeaseMetrics(keyRing, "index");
        var renewal = new LeaseRenewal(keyRing, metrics, logger);
        var terms = new LeaseTerms(options.LeaseMaximumAge, options.LeaseMaximumUses, options.BranchKeyCapacity, options.RenewLeases);
        _capacity = options.BranchKeyCapacity;
        _opened = new LeaseCache<BranchKeyId>(_time, terms, metrics, (id, key) => renewal.Start(id, () => _opened!.RenewAsync(id, opened => OpenAsync(opened, key.Context))));
    }

    /// <summary>The key, held until the caller releases it; null if it is under no live lease.</summary>
    public BlindIndexKey? TryHold(EncryptionContext context)
        => _opened.TryGet(IdOf(context), out _) is BlindIndexKey key && key.TryHold() ? key : null;

    /// <summary>As <see cref="TryHold"/>, opening the key, and where needed making it.</summary>
    public async ValueTask<BlindIndexKey> HoldAsync(EncryptionContext context, CancellationToken cancellationToken)
    {
        while (true)
        {
            var key = (BlindIndexKey)await _opened.GetAsync(IdOf(context), id => OpenAsync(id, context), counts: true, cancellationToken).ConfigureAwait(false);
            if (key.TryHold())
                return key;
        }
    }

    /// <summary>How many contexts are remembered with the ids of their keys.</summary>
    internal int IdCount => _ids.Count;

    /// <summary>Forgets a key in this process, and what is being read of it.</summary>
    public void Forget(BranchKeyId id) => _opened.End(id);

    /// <summary>Forgets all keys in this process; the next use opens them anew.</summary>
    public void EndLeases() => _opened.EndAll();

    public void Dispose() => _opened.Dispose();

    /// <summary>Saves a digest for each value; contexts can come from data, so that there is a bound.</summary>
    private BranchKeyId IdOf(EncryptionContext context)
    {
        if (_ids.TryGetValue(context, out BranchKeyId id))
            return id;
        if (_ids.Count >= _capacity)
            _ids.Clear();
        return _ids.GetOrAdd(context, BlindIndexFormat.KeyIdOf);
    }

    private async Task<OpenedKey> OpenAsync(BranchKeyId id, EncryptionContext context)
    {
        BranchKeyRecord? record = await _store.FindAsync(id, context, CancellationToken.None).ConfigureAwait(false);
        if (record is null)
        {
            if (await CreateAsync(id, context).ConfigureAwait(false) is { } created)
                return created;

            // Another process was first: its key is the one both use.
            record = await _store.FindAsync(id, context, CancellationToken.None).ConfigureAwait(false);
        }

        if (record is null || record.Purpose != BranchKeyPurpose.BlindIndexes || !record.Context.Equals(context))
            throw new FieldCryptException(FieldCryptError.KeyStoreCorrupt, $"The branch key store does not hold the blind index key {id} of context \"{context}\" where it must lie. Check the store.") { KeyId = id.ToString() };
        BranchKeyErrors.ThrowIfUnusable(record);
        KeyMaterial material = await _backends.UnwrapAsync(record.WrappedKeys, BranchKeyBinding.ContextOf(record), CancellationToken.None).ConfigureAwait(false);
        return new BlindIndexKey(context, material);
    }

    /// <summary>Makes the key; null if another process did at the same moment.</summary>
    private async Task<BlindIndexKey?> CreateAsync(BranchKeyId id, EncryptionContext context)
    {
        string generation = BlindIndexFormat.Generation.ToString(CultureInfo.InvariantCulture);
        var change = new AuditedChange("CreateBlindIndexKey", id.ToString(), generation, context);
        KeyMaterial? material = null;
        try
        {
            return await _audit.ChangeAsync(change, async _ =>
            {
                var record = new BranchKeyRecord
                {
                    Id = id,
                    Context = context,
                    Purpose = BranchKeyPurpose.BlindIndexes,
                    Generation = BlindIndexFormat.Generation,
                    CreatedAt = _time.GetUtcNow(),
                    WrappedKeys = [],
                };
                (material, IReadOnlyList<WrappedKey> wrappedKeys) = await _backends.GenerateAsync(BranchKeyBinding.ContextOf(record), CancellationToken.None).ConfigureAwait(false);
                record = record with { WrappedKeys = wrappedKeys };
                if (await _store.TryAddAsync(record, CancellationToken.None).ConfigureAwait(false))
                    return new BlindIndexKey(context, material);
                change.Outcome = AuditOutcome.Unchanged;
                material.Dispose();
                return null;
            }).ConfigureAwait(false);
        }
        catch
        {
            material?.Dispose();
            throw;
        }
    }
}
