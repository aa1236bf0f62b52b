using System.Globalization;
using System.Text.RegularExpressions;

namespace FieldCrypt.Analyzers.Performance;

/// <summary>What the compiler says of FieldCrypt's analyzers with <c>/reportanalyzer</c>: seconds on the clock, by analyzer.</summary>
internal sealed partial record AnalyzerReport(IReadOnlyDictionary<string, double> Seconds)
{
    public static AnalyzerReport Parse(string output) => new(Line().Matches(output).ToDictionary(
        static line => line.Groups[2].Value,
        static line => double.Parse(line.Groups[1].Value.TrimStart('<'), CultureInfo.InvariantCulture)));

    // "   0.123   4   FieldCrypt.Analyzers.LeakAnalyzer (FC3001, ...)"
    [GeneratedRegex(@"^\s*(<?\d+\.\d+)\s+<?\d+\s+(FieldCrypt\.\S+) \(", RegexOptions.Multiline)]
    private static partial Regex Line();
}
