using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace FieldCrypt;

/// <summary>
/// Opens branch keys, finds the one that writes, and makes the next when there is none or it is due. Processes that
/// start together agree through the store's atomic <see cref="IBranchKeyStore.TryWriteAsync"/>. Thread-safe.
/// </summary>
internal sealed class BranchKeyManager : IDisposable
{
    private readonly AuthenticatedBranchKeys _store;
    private readonly BranchKeyFactory _factory;
    private readonly BranchKeyUses _uses;
    private readonly BranchKeyRotation _rotation;
    private readonly ILogger _logger;
    private readonly LeaseCache<BranchKeyId> _opened;
    private readonly ActiveBranchKeys _active;
    private readonly ConcurrentDictionary<EncryptionContext, Lazy<Task<BranchKey>>> _activating = new();

    public BranchKeyManager(AuthenticatedBranchKeys store, BackendSet backends, AuditTrail audit, KeyRingOptions options, string keyRing, ILogger logger)
    {
        _store = store;
        _factory = new BranchKeyFactory(store, backends, audit, options.TimeProvider, keyRing, logger);
        _uses = new BranchKeyUses(store.Counter, options.BranchKeyMaximumUses, logger);
        _rotation = new BranchKeyRotation(store, _uses, options, logger);
        _logger = logger;
        var metrics = new LeaseMetrics(keyRing, "branch");
        var renewal = new LeaseRenewal(keyRing, metrics, logger);
        var terms = new LeaseTerms(options.LeaseMaximumAge, options.LeaseMaximumUses, options.BranchKeyCapacity, options.RenewLeases);
        _active = new ActiveBranchKeys(options.TimeProvider, options.BranchKeyCapacity);
        _opened = new LeaseCache<BranchKeyId>(options.TimeProvider, terms, metrics, (id, key) => renewal.Start(id, () => RenewAsync(id, key.Context)));
    }

    public AuthenticatedBranchKeys Store => _store;

    /// <summary>The opened key of an id, if its lease is live.</summary>
    public OpenedKey? TryGet(BranchKeyId id, out FieldCryptException? failure) => _opened.TryGet(id, out failure);

    public bool IsKnown(BranchKeyId id) => _opened.IsKnown(id);

    /// <summary>Opens a key where it is not open.</summary>
    /// <param name="id">The key.</param>
    /// <param name="context">The context that it should be of, as far as the caller knows.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public ValueTask<OpenedKey> OpenAsync(BranchKeyId id, EncryptionContext? context, CancellationToken cancellationToken)
        => _opened.GetAsync(id, id => OpenFromStoreAsync(id, context), counts: true, cancellationToken);

    /// <summary>The branch key that writes new records of a context, if its lease is live and it may write more.</summary>
    public BranchKey? TryGetActive(EncryptionContext context)
        => _active.TryGet(context) is { IsLeft: true } active ? _opened.TryGet(active.Id, out _) as BranchKey : null;

    public async ValueTask<BranchKey> GetActiveAsync(EncryptionContext context, CancellationToken cancellationToken)
        => TryGetActive(context) ?? await ActivateOnce(context).WaitAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>As <see cref="GetActiveAsync"/>, by what the store says now: another process may have rotated since the lease began.</summary>
    public async ValueTask<BranchKey> GetActiveAnewAsync(EncryptionContext context, CancellationToken cancellationToken)
        => await ActivateOnce(context).WaitAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Makes the next generation now.</summary>
    public async Task<BranchKeyRecord> RotateAsync(EncryptionContext context)
    {
        BranchKeyRecord? newest = await _factory.FindNewestAsync(context).ConfigureAwait(false);
        BranchKeyRecord created = await CreateAsync(context, newest, "RotateBranchKey", BranchKeyReason.Request).ConfigureAwait(false);
        _active.Forget(context);
        return created;
    }

    /// <summary>Forgets a key in this process, and what is being read of it.</summary>
    public void Forget(BranchKeyId id)
    {
        _active.Forget(id);
        _opened.End(id);
    }

    /// <summary>Forgets all keys in this process; the next use opens them anew.</summary>
    public void EndLeases()
    {
        _active.Clear();
        _opened.EndAll();
    }

    public void Dispose() => _opened.Dispose();

    private Task<BranchKey> ActivateOnce(EncryptionContext context)
        => _activating.GetOrAdd(
            context,
            static (context, manager) => new Lazy<Task<BranchKey>>(() => Task.Run(() => manager.ActivateAsync(context))),
            this).Value;

    private async Task<BranchKey> ActivateAsync(EncryptionContext context)
    {
        try
        {
            return await ActivateFromStoreAsync(context).ConfigureAwait(false);
        }
        catch (FieldCryptException exception) when (exception.IsTransient && TryLend(context) is { } key)
        {
            KeyRingLog.UsesNotCounted(_logger, key.Id, exception.Error.ToString(), exception);
            return key;
        }
        finally
        {
            _activating.TryRemove(context, out _);
        }
    }

    private async Task<BranchKey> ActivateFromStoreAsync(EncryptionContext context)
    {
        while (true)
        {
            long epoch = _active.Epoch;
            BranchKeyRecord? newest = await _factory.FindNewestAsync(context).ConfigureAwait(false);
            UseAllowance? current = _active.Find(context);
            UseAllowance? allowance = null;
            string? reason = await _rotation.ReasonForNextAsync(newest).ConfigureAwait(false);
            while (allowance is null)
            {
                if (reason is not null)
                    newest = await CreateAsync(context, newest, "CreateBranchKey", reason).ConfigureAwait(false);
                allowance = await _uses.ReserveAsync(newest!, current).ConfigureAwait(false);
                reason = BranchKeyReason.Uses;
            }

            BranchKey key;
            try
            {
                key = (BranchKey)await _opened.GetAsync(newest!.Id, id => OpenFromStoreAsync(id, context), counts: false, CancellationToken.None).ConfigureAwait(false);
            }
            catch (FieldCryptException exception) when (exception.Error is FieldCryptError.KeyDisabled or FieldCryptError.KeyDestroyed && epoch != _active.Epoch)
            {
                // Revoked since the store was asked which key writes: another one does now.
                continue;
            }

            key.Allowance = allowance;
            if (_active.TrySet(context, allowance, _rotation.LeftOf(newest), epoch))
                return key;
        }
    }

    /// <summary>While the store is out of reach, the key under a live lease writes on; what it writes is counted later.</summary>
    private BranchKey? TryLend(EncryptionContext context)
    {
        if (_active.TryGet(context) is not { } active || _opened.TryGet(active.Id, out _) is not BranchKey key)
            return null;
        active.Lend(active.Block);
        return key;
    }

    private async Task<BranchKeyRecord> CreateAsync(EncryptionContext context, BranchKeyRecord? newest, string operation, string reason)
    {
        var id = BranchKeyId.Random();
        BranchKeyRecord? record = null;
        await _opened.AddAsync(id, async () =>
        {
            (record, BranchKey? key) = await _factory.CreateAsync(id, context, newest, operation, reason).ConfigureAwait(false);
            return key;
        }).ConfigureAwait(false);
        return record!;
    }

    private async Task<OpenedKey> OpenFromStoreAsync(BranchKeyId id, EncryptionContext? context)
    {
        BranchKey key = await _factory.OpenAsync(id, context).ConfigureAwait(false);
        if (_active.Find(key.Context) is { } active && active.Id == id)
            key.Allowance = active;
        return key;
    }

    /// <summary>Opens a key anew before its lease ends, and with it looks again which key writes.</summary>
    private async Task RenewAsync(BranchKeyId id, EncryptionContext context)
    {
        if (await _opened.RenewAsync(id, id => OpenFromStoreAsync(id, context)).ConfigureAwait(false) is not null && _active.Find(context)?.Id == id)
            await ActivateOnce(context).ConfigureAwait(false);
    }
}
