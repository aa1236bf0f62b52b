using System.Text.RegularExpressions;

namespace FieldCrypt.Architecture.Tests.Docs;

/// <summary>Each sentence of the threat model about what a writer can and cannot do names the test that shows it.</summary>
public sealed partial class ThreatModelTests
{
    private static readonly string[] s_writers = ["The application's database", "The branch key store", "The embedded store's file", "The audit file"];

    [Fact]
    public void Every_sentence_names_tests_that_there_are()
    {
        string[] sources = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)];
        foreach (string writer in s_writers)
        {
            string[] sentences = SentencesOf(writer);
            sentences.Length.ShouldBeGreaterThan(3, writer);
            foreach (string sentence in sentences)
            {
                Match[] tests = [.. TestName().Matches(sentence).Cast<Match>()];
                tests.ShouldNotBeEmpty(sentence);
                foreach (Match test in tests)
                    sources.ShouldContain(source => Holds(source, test.Groups["class"].Value, test.Groups["method"].Value), $"{test.Value}, which shows: {sentence}");
            }
        }
    }

    private static bool Holds(string source, string type, string method)
        => Regex.IsMatch(source, $@"\bclass {type}\b") && Regex.IsMatch(source, $@"\b{method}\(");

    private static string[] SentencesOf(string writer)
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "threat-model.md"));
        int start = page.IndexOf($"### {writer}\n", StringComparison.Ordinal);
        start.ShouldBeGreaterThan(0, writer);
        int end = page.IndexOf("\n#", start + 4, StringComparison.Ordinal);
        return [.. page[start..end].Split('\n').Where(static line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2)];
    }

    [GeneratedRegex(@"`(?<class>\w+)\.(?<method>\w+)`")]
    private static partial Regex TestName();
}
