using System.Globalization;

namespace FieldCrypt.Analyzers.Performance;

/// <summary>Processor seconds over all threads.</summary>
/// <param name="Total">All of them.</param>
/// <param name="JustInTime">Of these the ones of the just-in-time compiler's threads.</param>
internal readonly record struct ServerTime(double Total, double JustInTime)
{
    /// <summary>
    /// Without the just-in-time compiler, which translates what has run often, once in the server's life, in bursts that are
    /// longer than what is to be measured.
    /// </summary>
    public double Work => Total - JustInTime;

    public static ServerTime operator -(ServerTime left, ServerTime right) => new(left.Total - right.Total, left.JustInTime - right.JustInTime);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Work:F2} s (and {JustInTime:F2} s of just-in-time compilation)");
}
