using System.Globalization;
using System.Text;

namespace FieldCrypt.Analyzers.Performance;

/// <summary>The measurement as a page of documentation.</summary>
internal static class PerformanceReport
{
    public static string Write(IReadOnlyList<double> without, IReadOnlyList<double> with, IReadOnlyDictionary<string, double> analyzers)
    {
        double baseline = Median(without);
        double measured = Median(with);
        var page = new StringBuilder();
        page.Append("# What the analyzers cost\n\n");
        page.Append("`dotnet run -c Release --project tests/FieldCrypt.Analyzers.Performance docs/performance-analyzers.md` writes a web project of ");
        page.Append(Line($"{SyntheticProject.Files:N0} files (entities, contracts, services that log, controllers, EF Core repositories, jobs, clients; one module in ten handles cards), compiles it {without.Count} times with FieldCrypt's analyzers and generator and {without.Count} times without, in turn, in one warm compiler server as builds use it, and takes the medians of the processor time, over all threads (the time on the clock, where analyzers run beside each other, grows less).\n\n"));
        page.Append("| | processor seconds | runs |\n| --- | --- | --- |\n");
        page.Append(Line($"| without | {baseline:F2} | {Runs(without)} |\n"));
        page.Append(Line($"| with | {measured:F2} | {Runs(with)} |\n"));
        page.Append(Line($"| added | {measured - baseline:F2} ({(measured / baseline - 1) * 100:F1} %) | budget 5 % |\n\n"));
        page.Append("By rule, from `/p:ReportAnalyzer=true` in one more run (budget 2 % each). The compiler reports time on the clock, which grows with everything else the machine does; the share is each rule's part of what FieldCrypt's rules report together, applied to what was added:\n\n");
        page.Append("| analyzer | reported seconds | share of compile time |\n| --- | --- | --- |\n");
        double all = analyzers.Values.Sum();
        foreach (var (name, seconds) in analyzers.OrderByDescending(static a => a.Value).ThenBy(static a => a.Key, StringComparer.Ordinal))
            page.Append(Line($"| {name} | {seconds:F3} | {seconds / all * (measured / baseline - 1) * 100:F1} % |\n"));
        return page.ToString();
    }

    private static string Line(FormattableString text) => FormattableString.Invariant(text);

    private static string Runs(IEnumerable<double> values) => string.Join(", ", values.Select(static v => v.ToString("F2", CultureInfo.InvariantCulture)));

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
