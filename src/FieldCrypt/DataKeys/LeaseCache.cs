using System.Collections.Concurrent;

namespace FieldCrypt;

/// <summary>
/// Opened keys under a lease of a maximum age and a maximum number of uses; when it ends the key is zeroed, by a timer
/// if nobody asks. Each key is opened by one caller at a time, whoever else waits for it; a failure is remembered
/// shortly, so that a broken key costs one call and not one per row. Thread-safe.
/// </summary>
internal sealed class LeaseCache<TKey> : IDisposable
    where TKey : notnull
{
    private static readonly TimeSpan s_failureAge = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<TKey, Lease> _leases = new();
    private readonly ConcurrentDictionary<TKey, Lazy<Task<OpenedKey>>> _opening = new();
    private readonly TimeProvider _time;
    private readonly LeaseTerms _terms;
    private readonly LeaseMetrics _metrics;
    private readonly Action<TKey>? _renewalDue;
    private readonly ITimer _timer;
    private readonly Lock _timerGate = new();
    private long _timerDue = long.MaxValue;
    private volatile bool _disposed;

    /// <param name="time">The clock.</param>
    /// <param name="terms">The terms of all leases.</param>
    /// <param name="metrics">Counts what happens.</param>
    /// <param name="renewalDue">Called, on any thread, when a lease that is in use should be renewed by <see cref="RenewAsync"/>; must not block.</param>
    public LeaseCache(TimeProvider time, LeaseTerms terms, LeaseMetrics metrics, Action<TKey>? renewalDue = null)
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
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (TryGet(id, counts, out FieldCryptException? failure) is { } key)
            return key;
        if (failure is not null)
            throw failure;

        _metrics.Miss();
        return await OpenOnce(id, open).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Opens a key anew and gives it a new lease. While it cannot be had for a passing reason the old lease goes on to its
    /// own end; for any other reason it ends at once.
    /// </summary>
    public Task<OpenedKey> RenewAsync(TKey id, Func<TKey, Task<OpenedKey>> open) => OpenOnce(id, open);

    /// <summary>Puts an opened key under a lease.</summary>
    public void Add(TKey id, OpenedKey key)
    {
        long now = _time.GetTimestamp();
        // Not all processes at the same moment: between 75 and 85 % of the age.
        long renewAt = _terms.Renews ? After(now, _terms.MaximumAge * (0.75 + (Random.Shared.NextDouble() / 10))) : long.MaxValue;
        _metrics.Opened();
        Put(id, Lease.Of(key, now, After(now, _terms.MaximumAge), renewAt, _terms.MaximumUses), LeaseEnd.Renewed);
    }

    /// <summary>Ends a lease now; the key is zeroed.</summary>
    public void End(TKey id)
    {
        if (_leases.TryGetValue(id, out Lease? lease))
            End(id, lease, LeaseEnd.Revoked);
    }

    /// <summary>Ends all leases now.</summary>
    public void EndAll(string reason = LeaseEnd.Revoked)
    {
        foreach ((TKey id, Lease lease) in _leases)
            End(id, lease, reason);
    }

    /// <summary>Ends all leases for good.</summary>
    public void Dispose()
    {
        lock (_timerGate)
        {
            _disposed = true;
            _timer.Dispose();
        }

        EndAll(LeaseEnd.Disposed);
    }

    private Task<OpenedKey> OpenOnce(TKey id, Func<TKey, Task<OpenedKey>> open)
        => _opening.GetOrAdd(
            id,
            static (id, state) => new Lazy<Task<OpenedKey>>(() => Task.Run(() => state.Cache.OpenAsync(id, state.Open))),
            (Cache: this, Open: open)).Value;

    private async Task<OpenedKey> OpenAsync(TKey id, Func<TKey, Task<OpenedKey>> open)
    {
        try
        {
            OpenedKey key = await open(id).ConfigureAwait(false);
            Add(id, key);
            return key;
        }
        catch (FieldCryptException exception)
        {
            long now = _time.GetTimestamp();
            if (!exception.IsTransient || !TryRetryRenewal(id, now))
                Put(id, Lease.OfFailure(exception, now, After(now, s_failureAge)), LeaseEnd.Revoked);
            throw;
        }
        catch
        {
            TryRetryRenewal(id, _time.GetTimestamp());
            throw;
        }
        finally
        {
            _opening.TryRemove(id, out _);
        }
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
        if (_renewalDue is not null && !_disposed && lease.TryStartRenewal())
            _renewalDue(id);
    }

    private void Put(TKey id, Lease lease, string endOfReplaced)
    {
        Lease? replaced = null;
        _leases.AddOrUpdate(id, lease, (_, old) =>
        {
            replaced = old;
            return lease;
        });
        if (replaced is not null)
            Release(replaced, endOfReplaced);
        if (_disposed)
        {
            EndAll(LeaseEnd.Disposed);
            return;
        }

        if (_leases.Count > _terms.Capacity)
            EndSoonest();
        Schedule(lease.NextEventAt(_time.GetTimestamp()));
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

    /// <summary>Over capacity: ends the tenth that would end first.</summary>
    private void EndSoonest()
    {
        foreach ((TKey id, Lease lease) in _leases.ToArray().OrderBy(static entry => entry.Value.ExpiresAt).Take(Math.Max(1, _terms.Capacity / 10)))
            End(id, lease, LeaseEnd.Evicted);
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
}
