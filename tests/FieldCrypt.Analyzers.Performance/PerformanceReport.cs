using System.Globalization;
using System.Text;

namespace FieldCrypt.Analyzers.Performance;

/// <summary>The measurement as a page of documentation.</summary>
internal static class PerformanceReport
{
    public static string Write(IReadOnlyList<Round> rounds, IReadOnlyList<AnalyzerReport> reports)
    {
        double[] without = [.. rounds.SelectMany(static round => round.Without).Select(static time => time.Work)];
        double[] with = [.. rounds.SelectMany(static round => round.With).Select(static time => time.Work)];
        double[] added = [.. rounds.Select(static round => round.Added).Order()];
        int rank = RankOfLowerBound(added.Length);
        var page = new StringBuilder();
        page.Append("# What the analyzers cost\n\n");
        page.Append("`dotnet run -c Release --project tests/FieldCrypt.Analyzers.Performance docs/performance-analyzers.md` writes a web project of ");
        page.Append(Line($"{SyntheticProject.Files:N0} files (entities, contracts, services that log, controllers, EF Core repositories, jobs, clients; one module in ten handles cards). Two warm compiler servers, each on a processor of its own, compile it at the same time, one with FieldCrypt's analyzers and generator and one without, then the other way round: {rounds.Count} times, {2 * rounds.Count} compilations of each kind. Counted is processor time over all threads, without that of the just-in-time compiler's own threads, which translate each method once in the server's life.\n\n"));
        page.Append("| processor seconds | fastest | lower quartile | median |\n| --- | --- | --- | --- |\n");
        page.Append(Line($"| without | {At(without, 0):F2} | {At(without, 0.25):F2} | {At(without, 0.5):F2} |\n"));
        page.Append(Line($"| with | {At(with, 0):F2} | {At(with, 0.25):F2} | {At(with, 0.5):F2} |\n"));
        page.Append(Line($"| added | {Added(without, with, 0)} | {Added(without, with, 0.25)} | {Added(without, with, 0.5)} |\n\n"));
        page.Append(Line($"From one compilation to the other at the same time, the analyzers added {Median(added):P1} (median of {added.Length} rounds; budget 5 %), with 95 % confidence between {added[rank]:P1} and {added[^(rank + 1)]:P1}.\n\n"));
        page.Append(Line($"The rounds: {string.Join(", ", rounds.Select(static round => round.Added.ToString("P1", CultureInfo.InvariantCulture)))}. The just-in-time compiler took {JustInTime(rounds.SelectMany(static round => round.Without)):F1} s in all compilations without and {JustInTime(rounds.SelectMany(static round => round.With)):F1} s in all with.\n\n"));
        page.Append(Line($"By analyzer, the median of {reports.Count} reports of `/p:ReportAnalyzer=true`, from a third server on both processors (budget 2 % each). The compiler reports time on the clock, waits included; the share is of the median processor time above:\n\n"));
        page.Append("| analyzer | reported seconds | share of compile time |\n| --- | --- | --- |\n");
        var medians = reports[0].Seconds.Keys.Select(name => (Name: name, Seconds: At([.. reports.Select(report => report.Seconds.GetValueOrDefault(name))], 0.5)));
        foreach (var (name, seconds) in medians.OrderByDescending(static a => a.Seconds).ThenBy(static a => a.Name, StringComparer.Ordinal))
            page.Append(Line($"| {name} | {seconds:F3} | {seconds / At(with, 0.5):P1} |\n"));
        return page.ToString();
    }

    /// <summary>
    /// The place, in sorted values, of the lower bound of the median's 95 % confidence interval; the upper bound is as far from
    /// the end. By the sign test: it asks nothing of how the values are spread.
    /// </summary>
    private static int RankOfLowerBound(int count) => Math.Max(0, (int)Math.Floor((count / 2.0) - (0.98 * Math.Sqrt(count))));

    private static double Median(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    private static string Line(FormattableString text) => FormattableString.Invariant(text);

    private static double JustInTime(IEnumerable<ServerTime> times) => times.Sum(static time => time.JustInTime);

    private static string Added(IReadOnlyList<double> without, IReadOnlyList<double> with, double part) =>
        string.Create(CultureInfo.InvariantCulture, $"{At(with, part) - At(without, part):F2} ({(At(with, part) / At(without, part) - 1) * 100:F1} %)");

    /// <summary>The value below which a part of the runs lie: 0 the fastest, 0.5 the median.</summary>
    private static double At(IReadOnlyList<double> values, double part) => values.Order().ElementAt((int)(values.Count * part));
}
