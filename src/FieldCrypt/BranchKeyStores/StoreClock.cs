namespace FieldCrypt;

/// <summary>
/// Judges this machine's clock by the newest time that a store holds, so that a moment of wrong clock does no harm that
/// outlasts it: what follows from time alone (rotation by age, deletion) is done only at a plausible time. Thread-safe.
/// </summary>
/// <param name="time">The machine's clock.</param>
/// <param name="maximumJump">How much later than the newest time in the store may be believed without confirmation.</param>
internal sealed class StoreClock(TimeProvider time, TimeSpan maximumJump)
{
    /// <summary>How far the clocks of two machines may differ.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(10);

    /// <summary>What the machine's clock says.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Compares the machine's clock with the store.</summary>
    /// <param name="newest">The newest time in the store.</param>
    /// <param name="quiet">For how long nothing need have been stored.</param>
    public ClockReading Read(DateTimeOffset newest, TimeSpan quiet = default)
    {
        TimeSpan passed = Now - newest;
        if (passed < -Tolerance)
            return ClockReading.Behind;
        return passed - quiet > maximumJump ? ClockReading.Ahead : ClockReading.Plausible;
    }
}
