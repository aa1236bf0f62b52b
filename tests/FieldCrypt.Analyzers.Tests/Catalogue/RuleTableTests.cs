using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers.Tests;

/// <summary>
/// The table in docs/rules/README.md is made from the code. When this test fails, run it with UPDATE_RULE_TABLE=1 in the
/// environment, which rewrites the table, and look at the difference.
/// </summary>
public sealed class RuleTableTests
{
    private const string Begin = "<!-- rules:begin -->";
    private const string End = "<!-- rules:end -->";

    private static readonly string Page = Path.Combine(RuleDocuments.Folder, "README.md");

    [Fact]
    public void The_table_says_what_the_code_says()
    {
        var page = File.ReadAllText(Page);
        var start = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = page.IndexOf(End, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("UPDATE_RULE_TABLE") == "1")
        {
            File.WriteAllText(Page, page[..start] + "\n" + Table() + page[end..]);
            return;
        }

        page[start..end].Trim().ShouldBe(Table().Trim());
    }

    [Fact]
    public void Every_rule_has_a_page_that_names_it()
    {
        foreach (var descriptor in RuleDocuments.Descriptors)
        {
            File.Exists(RuleDocuments.PageOf(descriptor.Id)).ShouldBeTrue($"{descriptor.Id} has no page in docs/rules.");
            File.ReadAllLines(RuleDocuments.PageOf(descriptor.Id))[0].ShouldBe($"# {descriptor.Id}: {descriptor.Title}");
        }
    }

    [Fact]
    public void Every_page_belongs_to_a_rule() =>
        Directory.GetFiles(RuleDocuments.Folder, "FC*.md").Select(path => Path.GetFileNameWithoutExtension(path))
            .ShouldBeSubsetOf(RuleDocuments.Descriptors.Select(descriptor => descriptor.Id));

    private static string Table() =>
        "| rule | what it finds | category | default severity | tags |\n| --- | --- | --- | --- | --- |\n"
        + string.Concat(RuleDocuments.Descriptors.Select(Row));

    private static string Row(DiagnosticDescriptor rule)
    {
        var severity = rule.IsEnabledByDefault ? rule.DefaultSeverity.ToString() : "off";
        var tags = string.Join(", ", rule.CustomTags.Where(tag => tag.Contains(':', StringComparison.Ordinal) || tag.StartsWith("CWE", StringComparison.Ordinal)));
        return $"| [{rule.Id}]({rule.Id}.md) | {rule.Title} | {rule.Category} | {severity} | {tags} |\n";
    }
}
