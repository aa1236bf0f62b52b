using System.Collections.Concurrent;

namespace FieldCrypt;

/// <summary>
/// Opened keys under a lease of a maximum age and a maximum number of uses; when it ends the key is zeroed, by a timer
/// if nobody asks. Each key is opened by one caller at a time, whoever else waits for it; a failure is remembered
/// shortly, so that a broken key costs one call and not one per row. A key whose lease is ended while it is being opened
/// gets none: what was read before a revocation is not used after it. Thread-safe.
/// </summary>
internal sealed class LeaseCache<TKey> : IDisposable
    where TKey : notnull
{
    private static readonly TimeSpan s_failureAge = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<TKey, Lease> _leases = new();
    private readonly ConcurrentDictionary<TKey, Lazy<Task<OpenedKey?>>> _opening = new();
    private readonly HashSet<Opening> _openings = [];
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly LeaseTerms _terms;
    private readonly LeaseMetrics _metrics;
    private readonly Action<TKey, OpenedKey>? _renewalDue;
    private readonly ITimer _timer;
    private readonly Lock _timerGate = new();
    private long _timerDue = long.MaxValue;
    private volatile bool _disposed;

    /// <param name="time">The clock.</param>
    /// <param name="terms">The terms of all leases.</param>
    /// <param name="metrics">Counts what happens.</param>
    /// <param name="renewalDue">Called, on any thread, when a lease that is in use should be renewed by <see cref="RenewAsync"/>; must not block.</param>
    public LeaseCache(TimeProvider time, LeaseTerms terms, LeaseMetrics metrics, Action<TKey, OpenedKey>? renewalDue = null)
    {
        _time = time;
        _terms = terms;
        _metrics = metrics;
        _renewalDue = renewalDue;
        _timer = time.CreateTimer(static state => ((LeaseCache<TKey>)state!).LookAtAll(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many keys are held.</summary>
    public int Count => _leases.Count;

    /// <summary>Finds a key under a live lease and counts a use; with a remembered failure, gives that instead.</summary>
    public OpenedKey? TryGet(TKey id, out FieldCryptException? failure) => TryGet(id, counts: true, out failure);

    private OpenedKey? TryGet(TKey id, bool counts, out FieldCryptException? failure)
    {
        failure = null;
        if (!_leases.TryGetValue(id, out Lease? lease))
            return null;
        long now = _time.GetTimestamp();
        if (lease.IsExpired(now))
        {
            End(id, lease, LeaseEnd.Expired);
            return null;
        }

        failure = lease.Failure;
        if (lease.Key is null)
            return null;
        if (counts ? !lease.TryUse() : lease.UsesLeft <= 0)
        {
            End(id, lease, LeaseEnd.UsedUp);
            return null;
        }

        if (counts && lease.IsRenewalDue(now))
            StartRenewal(id, lease);
        _metrics.Hit();
        return lease.Key;
    }

    /// <summary>Whether a live lease or a remembered failure is there; counts no use.</summary>
    public bool IsKnown(TKey id) => _leases.TryGetValue(id, out Lease? lease) && !lease.IsExpired(_time.GetTimestamp()) && lease.UsesLeft > 0;

    /// <summary>Finds a key or opens it. The caller's token ends its waiting, not the opening that others wait for too.</summary>
    /// <param name="id">The key's id.</param>
    /// <param name="open">Opens it.</param>
    /// <param name="counts">Whether that is a use; a lease that only housekeeping asks for is not renewed.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async ValueTask<OpenedKey> GetAsync(TKey id, Func<TKey, Task<OpenedKey>> open, bool counts, CancellationToken cancellationToken)
    {
        while (true)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (TryGet(id, counts, out FieldCryptException? failure) is { } key)
                return key;
            if (failure is not null)
                throw failure;

            _metrics.Miss();
            if (await OpenOnce(id, open).WaitAsync(cancellationToken).ConfigureAwait(false) is { } opened)
                return opened;
        }
    }

    /// <summary>
    /// Opens a key anew and gives it a new lease; null if the lease was ended meanwhile. While it cannot be had for a
    /// passing reason the old lease goes on to its own end; for any other reason it ends at once.
    /// </summary>
    public Task<OpenedKey?> RenewAsync(TKey id, Func<TKey, Task<OpenedKey>> open) => OpenOnce(id, open);

    /// <summary>Makes a key and puts it under a lease, unless its lease was ended meanwhile.</summary>
    /// <param name="id">The new key's id.</param>
    /// <param name="make">Makes it; null if there is none to keep.</param>
    public async Task AddAsync(TKey id, Func<Task<OpenedKey?>> make)
    {
        Opening opening = Begin(id);
        try
        {
            if (await make().ConfigureAwait(false) is { } key)
                Finish(opening, key);
        }
        finally
        {
            Forget(opening);
        }
    }

    /// <summary>Ends a lease now, and the opening that is under way: the key is zeroed, at the latest when it arrives.</summary>
    public void End(TKey id)
    {
        Lease? lease;
        lock (_gate)
        {
            foreach (Opening opening in _openings)
                opening.IsRevoked |= opening.Id.Equals(id);
            _leases.TryRemove(id, out lease);
        }

        if (lease is not null)
            Release(lease, LeaseEnd.Revoked);
    }

    /// <summary>Ends all leases now, and all openings that are under way.</summary>
    public void EndAll(string reason = LeaseEnd.Revoked)
    {
        lock (_gate)
        {
            foreach (Opening opening in _openings)
                opening.IsRevoked = true;
        }

        // What is put from here on was opened from here on.
        foreach ((TKey id, Lease lease) in _leases)
            End(id, lease, reason);
    }

    /// <summary>Ends all leases for good.</summary>
    public void Dispose()
    {
        lock (_gate)
            _disposed = true;
        lock (_timerGate)
            _timer.Dispose();
        EndAll(LeaseEnd.Disposed);
    }

    /// <summary>Opens a key, or waits for who does; null if it was revoked meanwhile.</summary>
    private Task<OpenedKey?> OpenOnce(TKey id, Func<TKey, Task<OpenedKey>> open)
        => _opening.GetOrAdd(
            id,
            static (id, state) => new Lazy<Task<OpenedKey?>>(() => Task.Run(() => state.Cache.OpenAsync(id, state.Open))),
            (Cache: this, Open: open)).Value;

    private async Task<OpenedKey?> OpenAsync(TKey id, Func<TKey, Task<OpenedKey>> open)
    {
        try
        {
            Opening opening = Begin(id);
            try
            {
                OpenedKey key = await open(id).ConfigureAwait(false);
                if (Finish(opening, key))
                    return key;
                return opening.IsRevoked || _disposed ? null : throw TookTooLong(id);
            }
            catch (FieldCryptException exception)
            {
                if (!Remember(opening, exception))
                    return null;
                throw;
            }
            catch
            {
                TryRetryRenewal(id, _time.GetTimestamp());
                throw;
            }
            finally
            {
                Forget(opening);
            }
        }
        finally
        {
            _opening.TryRemove(id, out _);
        }
    }

    /// <summary>Before anything is read: what ends the lease from here on ends the opening.</summary>
    private Opening Begin(TKey id)
    {
        var opening = new Opening(id, _time.GetTimestamp());
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _openings.Add(opening);
        }

        return opening;
    }

    private void Forget(Opening opening)
    {
        lock (_gate)
            _openings.Remove(opening);
    }

    /// <summary>Puts an opened key under a lease that counts from the opening's begin; zeroes it and returns false if that is over, or was ended meanwhile.</summary>
    private bool Finish(Opening opening, OpenedKey key)
    {
        // Not all processes at the same moment: between 75 and 85 % of the age.
        long renewAt = _terms.Renews ? After(opening.BeganAt, _terms.MaximumAge * (0.75 + (Random.Shared.NextDouble() / 10))) : long.MaxValue;
        var lease = Lease.Of(key, opening.BeganAt, After(opening.BeganAt, _terms.MaximumAge), renewAt, _terms.MaximumUses);
        if (lease.IsExpired(_time.GetTimestamp()) || !TryPut(opening, lease, LeaseEnd.Renewed))
        {
            key.Release();
            return false;
        }

        _metrics.Opened();
        return true;
    }

    private FieldCryptException TookTooLong(TKey id) => new(FieldCryptError.BackendTimeout,
        $"Opening key {id} took longer than the {_terms.MaximumAge.TotalSeconds:0.###} s that it may stay in memory from the moment it is asked for. Try again when store and key backend answer faster, or raise KeyRingOptions.LeaseMaximumAge.");

    /// <summary>Remembers a failure; false if what failed was revoked meanwhile, so that it tells nothing of the key now.</summary>
    private bool Remember(Opening opening, FieldCryptException failure)
    {
        long now = _time.GetTimestamp();
        if (failure.IsTransient && TryRetryRenewal(opening.Id, now))
            return !opening.IsRevoked;
        return TryPut(opening, Lease.OfFailure(failure, now, After(now, s_failureAge)), LeaseEnd.Revoked);
    }

    /// <summary>Leaves a live lease to its end, and has it renewed again after half of what is left; false if there is none.</summary>
    private bool TryRetryRenewal(TKey id, long now)
    {
        if (!_leases.TryGetValue(id, out Lease? lease) || lease.Key is null || lease.IsExpired(now))
            return false;
        lease.RetryRenewal(now + Math.Max((lease.ExpiresAt - now) / 2, _time.TimestampFrequency));
        Schedule(lease.NextEventAt(now));
        return true;
    }

    private void StartRenewal(TKey id, Lease lease)
    {
        if (_renewalDue is not null && lease.Key is not null && !_disposed && lease.TryStartRenewal())
            _renewalDue(id, lease.Key);
    }

    /// <summary>False, with nothing done, if the opening was revoked or the cache disposed.</summary>
    private bool TryPut(Opening opening, Lease lease, string endOfReplaced)
    {
        Lease? replaced;
        lock (_gate)
        {
            if (_disposed || opening.IsRevoked)
                return false;
            replaced = Exchange(opening.Id, lease);
        }

        if (replaced is not null)
            Release(replaced, endOfReplaced);
        if (_leases.Count > _terms.Capacity)
            EndSoonest(but: lease);
        Schedule(lease.NextEventAt(_time.GetTimestamp()));
        return true;
    }

    /// <summary>What it replaces, which nobody else releases.</summary>
    private Lease? Exchange(TKey id, Lease lease)
    {
        while (true)
        {
            if (_leases.TryGetValue(id, out Lease? old))
            {
                if (_leases.TryUpdate(id, lease, old))
                    return old;
            }
            else if (_leases.TryAdd(id, lease))
            {
                return null;
            }
        }
    }

    private void End(TKey id, Lease lease, string reason)
    {
        if (_leases.TryRemove(new KeyValuePair<TKey, Lease>(id, lease)))
            Release(lease, reason);
    }

    private void Release(Lease lease, string reason)
    {
        if (lease.Key is null)
            return;
        lease.Key.Release();
        _metrics.Ended(reason, _time.GetElapsedTime(lease.OpenedAt));
    }

    private void LookAtAll()
    {
        lock (_timerGate)
            _timerDue = long.MaxValue;
        long now = _time.GetTimestamp();
        foreach ((TKey id, Lease lease) in _leases)
        {
            if (lease.IsExpired(now))
            {
                End(id, lease, LeaseEnd.Expired);
                continue;
            }

            // One that nobody used is left to its end; should somebody use it before then, that renews it.
            if (lease.IsUsed && lease.IsRenewalDue(now))
                StartRenewal(id, lease);
            Schedule(lease.NextEventAt(now));
        }
    }

    /// <summary>
    /// Over capacity: ends the tenth that would end first, apart from the newest, which is yet to be used, and those that a
    /// save holds, which would stay in memory all the same.
    /// </summary>
    private void EndSoonest(Lease but)
    {
        foreach ((TKey id, Lease lease) in _leases.ToArray()
            .Where(entry => entry.Value != but && entry.Value.Key is not { IsHeld: true })
            .OrderBy(static entry => entry.Value.ExpiresAt)
            .Take(Math.Max(1, _terms.Capacity / 10)))
        {
            End(id, lease, LeaseEnd.Evicted);
        }
    }

    /// <summary>Sets the timer to this moment unless it is due before.</summary>
    private void Schedule(long at)
    {
        lock (_timerGate)
        {
            if (_disposed || at >= _timerDue)
                return;
            _timerDue = at;
            TimeSpan due = _time.GetElapsedTime(_time.GetTimestamp(), at);
            _timer.Change(due < TimeSpan.Zero ? TimeSpan.Zero : due + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        }
    }

    private long After(long now, TimeSpan age) => now + (long)(age.TotalSeconds * _time.TimestampFrequency);

    /// <summary>A key on its way into the cache. Guarded by <see cref="_gate"/>.</summary>
    private sealed class Opening(TKey id, long beganAt)
    {
        public TKey Id { get; } = id;

        /// <summary>When it began, before anything was read; the lease counts from then.</summary>
        public long BeganAt { get; } = beganAt;

        /// <summary>Whether the lease was ended since then.</summary>
        public bool IsRevoked { get; set; }
    }
}
