using System.Text.RegularExpressions;

namespace FieldCrypt.Analyzers.Tests.Leaks;

/// <summary>
/// Runs the rules over call sites as they are written in shops, gateways and bank back ends. A line that must be
/// reported ends in "// leak FC3001"; any other line must not be. A file whose first line says "no packages" is compiled
/// without the packages it uses, as code is that a tool looks at before a restore.
/// </summary>
public sealed partial class LeakCorpusTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Leaks", "Corpus");

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder, "*.cs").Select(static path => Path.GetFileName(path)).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Reports_each_marked_line_and_no_other(string file)
    {
        string text = await File.ReadAllTextAsync(Path.Combine(Folder, file), TestContext.Current.CancellationToken);
        var reported = await LeakRun.IdsByLine(text, resolvePackages: !text.StartsWith("// no packages", StringComparison.Ordinal), "FC3");

        var wrong = new List<string>();
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            var expected = Mark().Match(lines[i]) is { Success: true } mark ? mark.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
            var actual = reported[i + 1].Distinct().Order().ToArray();
            if (!expected.Order().SequenceEqual(actual))
                wrong.Add($"{file}:{i + 1} expected [{string.Join(' ', expected)}] but was [{string.Join(' ', actual)}]: {lines[i].Trim()}");
        }

        wrong.ShouldBeEmpty(string.Join('\n', wrong));
    }

    [Fact]
    public void The_corpus_holds_leaks_and_harmless_calls()
    {
        var lines = Directory.EnumerateFiles(Folder, "*.cs").SelectMany(File.ReadLines).ToList();
        lines.Count(line => Mark().IsMatch(line)).ShouldBeGreaterThan(150);
        lines.Count(line => line.Contains("// fine", StringComparison.Ordinal)).ShouldBeGreaterThan(100);
    }

    [GeneratedRegex("// leak ((?:FC\\d{4} ?)+)")]
    private static partial Regex Mark();
}
