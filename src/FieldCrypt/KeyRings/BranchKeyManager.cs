using System.Collections.Concurrent;

namespace FieldCrypt;

/// <summary>
/// Opens branch keys, finds the one that writes, and makes the next when there is none or it is due. Processes that
/// start together agree through the store's atomic <see cref="IBranchKeyStore.TryAddAsync"/>. Thread-safe.
/// </summary>
internal sealed class BranchKeyManager : IDisposable
{
    private readonly IBranchKeyStore _store;
    private readonly BackendSet _backends;
    private readonly AuditTrail _audit;
    private readonly KeyRingOptions _options;
    private readonly TimeProvider _time;
    private readonly LeaseCache<BranchKeyId> _opened;
    private readonly ConcurrentDictionary<EncryptionContext, Active> _active = new();
    private readonly ConcurrentDictionary<EncryptionContext, Lazy<Task<BranchKey>>> _activating = new();

    public BranchKeyManager(IBranchKeyStore store, BackendSet backends, AuditTrail audit, KeyRingOptions options)
    {
        _store = store;
        _backends = backends;
        _audit = audit;
        _options = options;
        _time = options.TimeProvider;
        _opened = new LeaseCache<BranchKeyId>(_time, options.LeaseMaximumAge, options.LeaseMaximumUses, int.MaxValue);
    }

    public IBranchKeyStore Store => _store;

    /// <summary>The opened key of an id, if its lease is live.</summary>
    public OpenedKey? TryGet(BranchKeyId id, out FieldCryptException? failure) => _opened.TryGet(id, out failure);

    public bool IsKnown(BranchKeyId id) => _opened.IsKnown(id);

    public ValueTask<OpenedKey> OpenAsync(BranchKeyId id, CancellationToken cancellationToken) => _opened.GetAsync(id, OpenFromStoreAsync, cancellationToken);

    /// <summary>The branch key that writes new records of a context, if its lease is live.</summary>
    public BranchKey? TryGetActive(EncryptionContext context)
        => _active.TryGetValue(context, out Active? active) && _time.GetTimestamp() < active.ValidUntil
            ? _opened.TryGet(active.Id, out _) as BranchKey
            : null;

    public async ValueTask<BranchKey> GetActiveAsync(EncryptionContext context, CancellationToken cancellationToken)
    {
        if (TryGetActive(context) is { } key)
            return key;
        Lazy<Task<BranchKey>> activating = _activating.GetOrAdd(
            context,
            static (context, manager) => new Lazy<Task<BranchKey>>(() => Task.Run(() => manager.ActivateAsync(context))),
            this);
        return await activating.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes the next generation now.</summary>
    public async Task<BranchKeyRecord> RotateAsync(EncryptionContext context)
    {
        BranchKeyRecord? newest = await FindNewestAsync(context).ConfigureAwait(false);
        BranchKeyRecord created = await CreateAsync(context, newest, "RotateBranchKey").ConfigureAwait(false);
        _active.TryRemove(context, out _);
        return created;
    }

    /// <summary>Forgets a key in this process.</summary>
    public void Forget(BranchKeyRecord record)
    {
        _opened.End(record.Id);
        _active.TryRemove(record.Context, out _);
    }

    /// <summary>Unwraps a branch key anew, whatever its lease; the caller disposes it.</summary>
    public Task<KeyMaterial> UnwrapAsync(BranchKeyRecord record, CancellationToken cancellationToken)
        => _backends.UnwrapAsync(record.WrappedKeys, record.Context, cancellationToken);

    public void Dispose() => _opened.Dispose();

    private async Task<BranchKey> ActivateAsync(EncryptionContext context)
    {
        try
        {
            BranchKeyRecord? newest = await FindNewestAsync(context).ConfigureAwait(false);
            if (newest is null || newest.State != BranchKeyState.Enabled || IsDue(newest))
                newest = await CreateAsync(context, newest, "CreateBranchKey").ConfigureAwait(false);

            var key = (BranchKey)await _opened.GetAsync(newest.Id, OpenFromStoreAsync, CancellationToken.None).ConfigureAwait(false);
            TimeSpan left = newest.CreatedAt + _options.BranchKeyCryptoperiod - _time.GetUtcNow();
            TimeSpan valid = left < _options.LeaseMaximumAge ? left : _options.LeaseMaximumAge;
            _active[context] = new Active(newest.Id, _time.GetTimestamp() + (long)(valid.TotalSeconds * _time.TimestampFrequency));
            return key;
        }
        finally
        {
            _activating.TryRemove(context, out _);
        }
    }

    /// <summary>The newest branch key; a blind index key is not one.</summary>
    private async Task<BranchKeyRecord?> FindNewestAsync(EncryptionContext context)
        => await _store.FindNewestAsync(context, CancellationToken.None).ConfigureAwait(false) is { Purpose: BranchKeyPurpose.RecordKeys } newest ? newest : null;

    private bool IsDue(BranchKeyRecord record) => _time.GetUtcNow() - record.CreatedAt >= _options.BranchKeyCryptoperiod;

    private async Task<BranchKeyRecord> CreateAsync(EncryptionContext context, BranchKeyRecord? newest, string operation)
    {
        (KeyMaterial material, IReadOnlyList<WrappedKey> wrappedKeys) = await _backends.GenerateAsync(context, CancellationToken.None).ConfigureAwait(false);
        var record = new BranchKeyRecord
        {
            Id = BranchKeyId.Random(),
            Context = context,
            Generation = (newest?.Generation ?? 0) + 1,
            CreatedAt = _time.GetUtcNow(),
            WrappedKeys = wrappedKeys,
        };

        bool added;
        try
        {
            added = await _store.TryAddAsync(record, CancellationToken.None).ConfigureAwait(false);
        }
        catch
        {
            material.Dispose();
            throw;
        }

        if (added)
        {
            _opened.Add(record.Id, new BranchKey(record.Id, context, material));
            await _audit.WriteAsync(operation, record.Id.ToString(), Version(record), context, AuditTrail.Success).ConfigureAwait(false);
            return record;
        }

        // Another process was first: its key is the one both use.
        material.Dispose();
        return await FindNewestAsync(context).ConfigureAwait(false)
            ?? throw new FieldCryptException(FieldCryptError.KeyStoreCorrupt, $"The branch key store refuses generation {record.Generation} of context \"{context}\" as present, yet finds none. Check the store.");
    }

    private async Task<OpenedKey> OpenFromStoreAsync(BranchKeyId id)
    {
        BranchKeyRecord record = await _store.FindAsync(id, CancellationToken.None).ConfigureAwait(false) ?? throw BranchKeyErrors.NotFound(id);
        if (record.Purpose != BranchKeyPurpose.RecordKeys)
            throw BranchKeyErrors.NotARecordKey(record);
        BranchKeyErrors.ThrowIfUnusable(record);
        KeyMaterial material = await _backends.UnwrapAsync(record.WrappedKeys, record.Context, CancellationToken.None).ConfigureAwait(false);
        return new BranchKey(id, record.Context, material);
    }

    private static string Version(BranchKeyRecord record) => record.Generation.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private sealed record Active(BranchKeyId Id, long ValidUntil);
}
