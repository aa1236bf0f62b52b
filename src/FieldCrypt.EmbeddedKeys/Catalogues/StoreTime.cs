namespace FieldCrypt;

/// <summary>
/// The clock beside the time that the store has observed: the sum of the steps between its sightings of the clock, without
/// those too long to be believed. What happens by itself, deletions and rotations, goes by the observed time, so that a
/// moment of wrong clock brings neither about.
/// </summary>
/// <param name="Clock">The clock now.</param>
/// <param name="Observed">The time observed; never later than the latest clock seen.</param>
/// <param name="MaximumJump">The longest step that is believed.</param>
internal readonly record struct StoreTime(DateTimeOffset Clock, DateTimeOffset Observed, TimeSpan MaximumJump)
{
    /// <summary>The later of both: what a waiting period begins with, so that it is never cut short.</summary>
    public DateTimeOffset Latest => Clock > Observed ? Clock : Observed;

    public static StoreTime Of(StoreHeader header, DateTimeOffset clock, TimeSpan maximumJump)
    {
        TimeSpan step = clock - header.ClockAt;
        DateTimeOffset observed = header.ObservedAt;
        // A clock set back and forth again must not add up: the observed time never passes the clock.
        if (step > TimeSpan.Zero && step <= maximumJump && observed < clock)
            observed = observed + step < clock ? observed + step : clock;
        return new StoreTime(clock, observed, maximumJump);
    }

    /// <summary>Whether a moment lies ahead of the clock by more than a believable step: a wrong clock set it.</summary>
    public bool IsOfWrongClock(DateTimeOffset moment) => moment - Clock > MaximumJump;
}
