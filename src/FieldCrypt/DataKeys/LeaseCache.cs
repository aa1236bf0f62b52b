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
    private readonly TimeSpan _maximumAge;
    private readonly long _maximumUses;
    private readonly int _capacity;
    private readonly ITimer _timer;
    private readonly Lock _timerGate = new();
    private long _timerDue = long.MaxValue;
    private volatile bool _disposed;

    public LeaseCache(TimeProvider time, TimeSpan maximumAge, long maximumUses, int capacity)
    {
        _time = time;
        _maximumAge = maximumAge;
        _maximumUses = maximumUses;
        _capacity = capacity;
        _timer = time.CreateTimer(static state => ((LeaseCache<TKey>)state!).EndExpired(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many keys are held.</summary>
    public int Count => _leases.Count;

    /// <summary>Finds a key under a live lease and counts a use; with a remembered failure, gives that instead.</summary>
    public OpenedKey? TryGet(TKey id, out FieldCryptException? failure)
    {
        failure = null;
        if (!_leases.TryGetValue(id, out Lease? lease))
            return null;
        if (lease.IsExpired(_time.GetTimestamp()))
        {
            End(id, lease);
            return null;
        }

        failure = lease.Failure;
        if (lease.Key is not null && Interlocked.Decrement(ref lease.UsesLeft) < 0)
        {
            End(id, lease);
            return null;
        }

        return lease.Key;
    }

    /// <summary>Whether a live lease or a remembered failure is there; counts no use.</summary>
    public bool IsKnown(TKey id) => _leases.TryGetValue(id, out Lease? lease) && !lease.IsExpired(_time.GetTimestamp()) && Volatile.Read(ref lease.UsesLeft) > 0;

    /// <summary>Finds a key or opens it. The caller's token ends its waiting, not the opening that others wait for too.</summary>
    public async ValueTask<OpenedKey> GetAsync(TKey id, Func<TKey, Task<OpenedKey>> open, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (TryGet(id, out FieldCryptException? failure) is { } key)
            return key;
        if (failure is not null)
            throw failure;

        Lazy<Task<OpenedKey>> opening = _opening.GetOrAdd(
            id,
            static (id, state) => new Lazy<Task<OpenedKey>>(() => Task.Run(() => state.Cache.OpenAsync(id, state.Open))),
            (Cache: this, Open: open));
        return await opening.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Puts an opened key under a lease.</summary>
    public void Add(TKey id, OpenedKey key) => Put(id, new Lease(key, null, ExpiryAfter(_maximumAge), _maximumUses));

    /// <summary>Ends a lease now; the key is zeroed.</summary>
    public void End(TKey id)
    {
        if (_leases.TryGetValue(id, out Lease? lease))
            End(id, lease);
    }

    /// <summary>Ends all leases.</summary>
    public void Dispose()
    {
        lock (_timerGate)
        {
            _disposed = true;
            _timer.Dispose();
        }

        EndAll();
    }

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
            Put(id, new Lease(null, exception, ExpiryAfter(s_failureAge), 1));
            throw;
        }
        finally
        {
            _opening.TryRemove(id, out _);
        }
    }

    private void Put(TKey id, Lease lease)
    {
        Lease? replaced = null;
        _leases.AddOrUpdate(id, lease, (_, old) =>
        {
            replaced = old;
            return lease;
        });
        replaced?.Key?.Release();
        if (_disposed)
        {
            EndAll();
            return;
        }

        if (_leases.Count > _capacity)
            EndSoonest();
        ScheduleEnd(lease.ExpiresAt);
    }

    private void End(TKey id, Lease lease)
    {
        if (!_leases.TryRemove(new KeyValuePair<TKey, Lease>(id, lease)))
            return;
        if (lease.Key is null)
            return;
        lease.Key.Release();
        FieldCryptMeter.LeaseEnds.Add(1);
    }

    private void EndAll()
    {
        foreach ((TKey id, Lease lease) in _leases)
            End(id, lease);
    }

    private void EndExpired()
    {
        long now = _time.GetTimestamp();
        foreach ((TKey id, Lease lease) in _leases)
        {
            if (lease.IsExpired(now))
                End(id, lease);
        }

        lock (_timerGate)
            _timerDue = long.MaxValue;
        foreach ((_, Lease lease) in _leases)
            ScheduleEnd(lease.ExpiresAt);
    }

    /// <summary>Over capacity: ends the tenth that would end first.</summary>
    private void EndSoonest()
    {
        foreach ((TKey id, Lease lease) in _leases.ToArray().OrderBy(static entry => entry.Value.ExpiresAt).Take(Math.Max(1, _capacity / 10)))
            End(id, lease);
    }

    /// <summary>Sets the timer to this expiry unless it is due before.</summary>
    private void ScheduleEnd(long expiresAt)
    {
        lock (_timerGate)
        {
            if (_disposed || expiresAt >= _timerDue)
                return;
            _timerDue = expiresAt;
            TimeSpan due = _time.GetElapsedTime(_time.GetTimestamp(), expiresAt);
            _timer.Change(due < TimeSpan.Zero ? TimeSpan.Zero : due + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        }
    }

    private long ExpiryAfter(TimeSpan age) => _time.GetTimestamp() + (long)(age.TotalSeconds * _time.TimestampFrequency);

    private sealed class Lease(OpenedKey? key, FieldCryptException? failure, long expiresAt, long uses)
    {
        public long UsesLeft = uses;

        public OpenedKey? Key { get; } = key;

        public FieldCryptException? Failure { get; } = failure;

        public long ExpiresAt { get; } = expiresAt;

        public bool IsExpired(long now) => now >= ExpiresAt;
    }
}
