namespace FieldCrypt;

/// <summary>
/// One key under a lease, or a failure that is remembered. Times are timestamps of the cache's clock. Thread-safe.
/// </summary>
internal sealed class Lease
{
    private readonly long _uses;
    private readonly long _renewAtUsesLeft;
    private long _usesLeft;
    private long _renewAt;
    private int _isRenewing;

    private Lease(OpenedKey? key, FieldCryptException? failure, long openedAt, long expiresAt, long renewAt, long uses, bool renews)
    {
        Key = key;
        Failure = failure;
        OpenedAt = openedAt;
        ExpiresAt = expiresAt;
        _renewAt = renewAt;
        _usesLeft = _uses = uses;
        _renewAtUsesLeft = renews ? uses / 5 : -1;
    }

    public OpenedKey? Key { get; }

    public FieldCryptException? Failure { get; }

    public long OpenedAt { get; }

    public long ExpiresAt { get; }

    /// <summary>Whether it was used since it began.</summary>
    public bool IsUsed => UsesLeft < _uses;

    public long UsesLeft => Volatile.Read(ref _usesLeft);

    /// <param name="key">The key.</param>
    /// <param name="openedAt">Now.</param>
    /// <param name="expiresAt">When it ends.</param>
    /// <param name="renewAt">From when on it may be renewed; <see cref="long.MaxValue"/> for never.</param>
    /// <param name="uses">How often it may be used.</param>
    public static Lease Of(OpenedKey key, long openedAt, long expiresAt, long renewAt, long uses) => new(key, null, openedAt, expiresAt, renewAt, uses, renews: renewAt != long.MaxValue);

    public static Lease OfFailure(FieldCryptException failure, long openedAt, long expiresAt) => new(null, failure, openedAt, expiresAt, long.MaxValue, 1, renews: false);

    public bool IsExpired(long now) => now >= ExpiresAt;

    /// <summary>Counts a use; false if none is left.</summary>
    public bool TryUse() => Interlocked.Decrement(ref _usesLeft) >= 0;

    /// <summary>Whether it is time to renew, by age or by uses left.</summary>
    public bool IsRenewalDue(long now) => now >= Volatile.Read(ref _renewAt) || UsesLeft <= _renewAtUsesLeft;

    /// <summary>True for the one caller who is to renew it.</summary>
    public bool TryStartRenewal() => Interlocked.Exchange(ref _isRenewing, 1) == 0;

    /// <summary>After a renewal that failed: it may be tried again from then on.</summary>
    public void RetryRenewal(long at)
    {
        Volatile.Write(ref _renewAt, at);
        Volatile.Write(ref _isRenewing, 0);
    }

    /// <summary>When the cache has to look at it next.</summary>
    public long NextEventAt(long now)
    {
        long renewAt = Volatile.Read(ref _renewAt);
        return renewAt > now && Volatile.Read(ref _isRenewing) == 0 ? Math.Min(renewAt, ExpiresAt) : ExpiresAt;
    }
}
