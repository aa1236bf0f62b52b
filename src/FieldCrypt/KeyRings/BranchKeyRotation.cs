using Microsoft.Extensions.Logging;

namespace FieldCrypt;

/// <summary>
/// Decides when a context's next branch key is due, by state, uses and age; a clock that the store does not bear out makes
/// none by age. Thread-safe.
/// </summary>
internal sealed class BranchKeyRotation(AuthenticatedBranchKeys store, BranchKeyUses uses, KeyRingOptions options, ILogger logger)
{
    private readonly StoreClock _clock = new(options.TimeProvider, options.MaximumClockJump);

    /// <summary>Why a context needs its next branch key, one of <see cref="BranchKeyReason"/>; null if it does not.</summary>
    /// <param name="newest">The branch key of highest generation, if there is one.</param>
    public async ValueTask<string?> ReasonForNextAsync(BranchKeyRecord? newest)
    {
        if (newest is null)
            return BranchKeyReason.First;
        if (newest.State != BranchKeyState.Enabled)
            return BranchKeyReason.State;
        if (uses.IsUsedUp(newest))
            return BranchKeyReason.Uses;

        // Made while a clock was wrong: counted from then it would write for too long.
        if (_clock.Read(newest.CreatedAt) == ClockReading.Behind)
            return BranchKeyReason.Clock;
        if (!IsOld(newest.CreatedAt))
            return null;

        DateTimeOffset lastSeen = await FindLastSeenAsync(newest).ConfigureAwait(false);
        if (_clock.Read(lastSeen, quiet: options.BranchKeyCryptoperiod) != ClockReading.Ahead)
            return IsOld(lastSeen) ? BranchKeyReason.Age : null;
        KeyRingLog.ClockNotBelieved(logger, newest.Id, newest.Context, _clock.Now, lastSeen);
        return null;
    }

    /// <summary>For how long a branch key that writes now goes on to.</summary>
    public TimeSpan LeftOf(BranchKeyRecord writing)
    {
        TimeSpan left = writing.CreatedAt + options.BranchKeyCryptoperiod - _clock.Now;
        return left > TimeSpan.Zero && left < options.LeaseMaximumAge ? left : options.LeaseMaximumAge;
    }

    private bool IsOld(DateTimeOffset createdAt) => _clock.Now - createdAt >= options.BranchKeyCryptoperiod;

    /// <summary>
    /// The newest time among the context's branch keys, as far as it is not in the future. It is not the newest key's where a
    /// machine has made that whose clock was behind: counting from there, two machines whose clocks differ would replace each
    /// other's keys for ever.
    /// </summary>
    private async Task<DateTimeOffset> FindLastSeenAsync(BranchKeyRecord newest)
        => (await store.ListAsync(opensKeys: false, CancellationToken.None).ConfigureAwait(false))
            .Where(record => record.Purpose == BranchKeyPurpose.RecordKeys && record.Context.Equals(newest.Context))
            .Select(static record => record.CreatedAt)
            .Where(createdAt => _clock.Read(createdAt) != ClockReading.Behind)
            .Append(newest.CreatedAt)
            .Max();
}
