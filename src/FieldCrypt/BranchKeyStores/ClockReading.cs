namespace FieldCrypt;

/// <summary>What a machine's clock is beside the newest time in a store.</summary>
internal enum ClockReading
{
    /// <summary>Not before it, and not later than may be believed.</summary>
    Plausible,

    /// <summary>So much later that the clock is wrong, or nothing was stored for very long: somebody has to confirm.</summary>
    Ahead,

    /// <summary>Before it: this clock is wrong now, or another machine's was when it stored.</summary>
    Behind,
}
