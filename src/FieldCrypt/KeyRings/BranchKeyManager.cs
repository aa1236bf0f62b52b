using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace FieldCrypt;

/// <summary>
/// Opens branch keys, finds the one that writes, and makes the next when there is none or it is due. Processes that
/// start together agree through the store's atomic <see cref="IBranchKeyStore.TryAddAsync"/>. Thread-safe.
/// </summary>
internal sealed class BranchKeyManager : IDisposable
{
    private readonly IBranchKeyStore _store;
    private readonly BranchKeyFactory _factory;
    private readonly BranchKeyUses _uses;
    private readonly KeyRingOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly LeaseCache<BranchKeyId> _opened;
    private readonly ConcurrentDictionary<EncryptionContext, Active> _active = new();
    private readonly ConcurrentDictionary<EncryptionContext, Lazy<Task<BranchKey>>> _activating = new();

    public BranchKeyManager(IBranchKeyStore store, BackendSet backends, AuditTrail audit, KeyRingOptions options, string keyRing, ILogger logger)
    {
        _store = store;
        _factory = new BranchKeyFactory(store, backends, audit, options.TimeProvider, keyRing, logger);
        _uses = new BranchKeyUses(store as IBranchKeyUseCounter, options.BranchKeyMaximumUses, logger);
        _options = options;
        _time = options.TimeProvider;
        _logger = logger;
        var metrics = new LeaseMetrics(keyRing, "branch");
        var renewal = new LeaseRenewal(keyRing, metrics, logger);
        var terms = new LeaseTerms(options.LeaseMaximumAge, options.LeaseMaximumUses, int.MaxValue, options.RenewLeases);
        _opened = new LeaseCache<BranchKeyId>(_time, terms, metrics, id => renewal.Start(id, () => RenewAsync(id)));
    }

    public IBranchKeyStore Store => _store;

    /// <summary>The opened key of an id, if its lease is live.</summary>
    public OpenedKey? TryGet(BranchKeyId id, out FieldCryptException? failure) => _opened.TryGet(id, out failure);

    public bool IsKnown(BranchKeyId id) => _opened.IsKnown(id);

    public ValueTask<OpenedKey> OpenAsync(BranchKeyId id, CancellationToken cancellationToken) => _opened.GetAsync(id, OpenFromStoreAsync, counts: true, cancellationToken);

    /// <summary>The branch key that writes new records of a context, if its lease is live and it may write more.</summary>
    public BranchKey? TryGetActive(EncryptionContext context)
        => _active.TryGetValue(context, out Active? active) && _time.GetTimestamp() < active.ValidUntil && active.Allowance.IsLeft
            ? _opened.TryGet(active.Allowance.Id, out _) as BranchKey
            : null;

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
        _active.TryRemove(context, out _);
        return created;
    }

    /// <summary>Forgets a key in this process.</summary>
    public void Forget(BranchKeyRecord record)
    {
        _opened.End(record.Id);
        _active.TryRemove(record.Context, out _);
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
        BranchKeyRecord? newest = await _factory.FindNewestAsync(context).ConfigureAwait(false);
        UseAllowance? current = _active.TryGetValue(context, out Active? active) ? active.Allowance : null;
        UseAllowance? allowance = null;
        string? reason = ReasonForNext(newest);
        while (allowance is null)
        {
            if (reason is not null)
                newest = await CreateAsync(context, newest, "CreateBranchKey", reason).ConfigureAwait(false);
            allowance = await _uses.ReserveAsync(newest!, current).ConfigureAwait(false);
            reason = BranchKeyReason.Uses;
        }

        var key = (BranchKey)await _opened.GetAsync(newest!.Id, OpenFromStoreAsync, counts: false, CancellationToken.None).ConfigureAwait(false);
        key.Allowance = allowance;
        TimeSpan left = newest.CreatedAt + _options.BranchKeyCryptoperiod - _time.GetUtcNow();
        TimeSpan valid = left < _options.LeaseMaximumAge ? left : _options.LeaseMaximumAge;
        _active[context] = new Active(allowance, _time.GetTimestamp() + (long)(valid.TotalSeconds * _time.TimestampFrequency));
        return key;
    }

    /// <summary>Why a context needs its next branch key; null if it does not.</summary>
    private string? ReasonForNext(BranchKeyRecord? newest)
    {
        if (newest is null)
            return BranchKeyReason.First;
        if (newest.State != BranchKeyState.Enabled)
            return BranchKeyReason.State;
        if (_time.GetUtcNow() - newest.CreatedAt >= _options.BranchKeyCryptoperiod)
            return BranchKeyReason.Age;
        return _uses.IsUsedUp(newest) ? BranchKeyReason.Uses : null;
    }

    /// <summary>While the store is out of reach, the key under a live lease writes on; what it writes is counted later.</summary>
    private BranchKey? TryLend(EncryptionContext context)
    {
        if (!_active.TryGetValue(context, out Active? active) || _time.GetTimestamp() >= active.ValidUntil)
            return null;
        var key = _opened.TryGet(active.Allowance.Id, out _) as BranchKey;
        if (key is not null)
            active.Allowance.Lend(active.Allowance.Block);
        return key;
    }

    private async Task<BranchKeyRecord> CreateAsync(EncryptionContext context, BranchKeyRecord? newest, string operation, string reason)
    {
        (BranchKeyRecord record, BranchKey? key) = await _factory.CreateAsync(context, newest, operation, reason).ConfigureAwait(false);
        if (key is not null)
            _opened.Add(record.Id, key);
        return record;
    }

    private async Task<OpenedKey> OpenFromStoreAsync(BranchKeyId id)
    {
        BranchKey key = await _factory.OpenAsync(id).ConfigureAwait(false);
        if (_active.TryGetValue(key.Context, out Active? active) && active.Allowance.Id == id)
            key.Allowance = active.Allowance;
        return key;
    }

    /// <summary>Opens a key anew before its lease ends, and with it looks again which key writes.</summary>
    private async Task RenewAsync(BranchKeyId id)
    {
        OpenedKey key = await _opened.RenewAsync(id, OpenFromStoreAsync).ConfigureAwait(false);
        if (_active.TryGetValue(key.Context, out Active? active) && active.Allowance.Id == id)
            await ActivateOnce(key.Context).ConfigureAwait(false);
    }

    private sealed record Active(UseAllowance Allowance, long ValidUntil);
}
