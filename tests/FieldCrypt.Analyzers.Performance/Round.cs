using System.Globalization;

namespace FieldCrypt.Analyzers.Performance;

/// <summary>
/// Two servers compile at the same time, one with the analyzers and one without, and then again the other way round: what else
/// the machine does, and that one processor or server is quicker, weighs on both sides alike.
/// </summary>
/// <param name="First">The first server's two compilations.</param>
/// <param name="Second">The second server's.</param>
internal sealed record Round((ServerTime Without, ServerTime With) First, (ServerTime Without, ServerTime With) Second)
{
    /// <summary>The part by which the analyzers lengthen the compiler's work, as geometric mean over the servers: 0.05 for 5 %.</summary>
    public double Added => Math.Sqrt(First.With.Work / First.Without.Work * (Second.With.Work / Second.Without.Work)) - 1;

    public IEnumerable<ServerTime> Without => [First.Without, Second.Without];

    public IEnumerable<ServerTime> With => [First.With, Second.With];

    public static async Task<Round> RunAsync(CompilerServer first, CompilerServer second, CompileRun without, CompileRun with)
    {
        var firstWithout = first.TimeAsync(without);
        var secondWith = second.TimeAsync(with);
        await Task.WhenAll(firstWithout, secondWith);
        var firstWith = first.TimeAsync(with);
        var secondWithout = second.TimeAsync(without);
        await Task.WhenAll(firstWith, secondWithout);
        return new Round((await firstWithout, await firstWith), (await secondWithout, await secondWith));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"without {First.Without}, {Second.Without}; with {First.With}, {Second.With}; added {Added:P1}");
}
