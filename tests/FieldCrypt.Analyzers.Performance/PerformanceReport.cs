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
        page.Append(Line($"{SyntheticProject.Files:N0} files (entities, contracts, services that log, controllers, EF Core repositories, jobs, clients; one module in ten handles cards), compiles it {without.Count} times with FieldCrypt's analyzers and generator and {without.Count} times without, in turn, each time in a new compiler process, and takes the medians of the processor time, over all threads (the time on the clock, where analyzers run beside each other, grows less).\n\n"));
        page.Append("| | processor seconds | runs |\n| --- | --- | --- |\n");
        page.Append(Line($"| without | {baseline:F2} | {Runs(without)} |\n"));
        page.Append(Line($"| with | {measured:F2} | {Runs(with)} |\n"));
        page.Append(Line($"| added | {measured - baseline:F2} ({(measured / baseline - 1) * 100:F1} %) | budget 5 % |\n\n"));
        page.Append("By rule, from `/p:ReportAnalyzer=true` in one more run (as a share of the compile time without; budget 2 % each):\n\n");
        page.Append("| analyzer | seconds | share |\n| --- | --- | --- |\n");
        foreach (var (name, seconds) in analyzers.OrderByDescending(static a => a.Value).ThenBy(static a => a.Key, StringComparer.Ordinal))
            page.Append(Line($"| {name} | {seconds:F3} | {seconds / baseline * 100:F1} % |\n"));
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
