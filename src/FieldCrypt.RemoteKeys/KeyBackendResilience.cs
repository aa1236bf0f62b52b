namespace FieldCrypt;

/// <summary>
/// How calls to a remote key backend are repeated and when they stop. <see cref="KeyRingOptions.BackendTimeout"/> bounds
/// all attempts of a call together.
/// </summary>
public sealed record KeyBackendResilience
{
    /// <summary>How often a call is tried in all: 3; 1 to 10.</summary>
    public int MaximumAttempts { get; set; } = 3;

    /// <summary>How long one attempt may take: 3 seconds.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>The mean wait before the second attempt, doubled for each further one and jittered: 100 milliseconds.</summary>
    public TimeSpan BaseDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The share of transient failures that opens the circuit: 0.5; above 0, at most 1.</summary>
    public double FailureRatio { get; set; } = 0.5;

    /// <summary>How many calls within <see cref="SamplingDuration"/> the circuit needs before it judges: 10; at least 2.</summary>
    public int MinimumThroughput { get; set; } = 10;

    /// <summary>The window in which the circuit counts: 30 seconds; at least half a second.</summary>
    public TimeSpan SamplingDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an open circuit refuses calls before it lets one through to see: 5 seconds; at least half a second.</summary>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(5);

    internal void Validate()
    {
        TimeSpan least = TimeSpan.FromMilliseconds(500);
        Check(MaximumAttempts is >= 1 and <= 10, nameof(MaximumAttempts), "1 to 10");
        Check(AttemptTimeout >= TimeSpan.FromMilliseconds(10), nameof(AttemptTimeout), "at least 10 ms");
        Check(BaseDelay >= TimeSpan.Zero && BaseDelay <= TimeSpan.FromHours(1), nameof(BaseDelay), "zero to an hour");
        Check(FailureRatio is > 0 and <= 1, nameof(FailureRatio), "above 0 and at most 1");
        Check(MinimumThroughput >= 2, nameof(MinimumThroughput), "at least 2");
        Check(SamplingDuration >= least, nameof(SamplingDuration), "at least 0.5 s");
        Check(BreakDuration >= least, nameof(BreakDuration), "at least 0.5 s");

        static void Check(bool valid, string option, string expected)
            => FieldCryptException.ThrowUnlessValid(valid, $"{nameof(KeyBackendResilience)}.{option}", expected, FieldCryptError.InvalidArgument);
    }
}
