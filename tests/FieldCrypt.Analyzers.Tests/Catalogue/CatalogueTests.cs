namespace FieldCrypt.Analyzers.Tests;

public sealed class CatalogueTests
{
    [Fact]
    public void Ids_are_unique() => RuleDocuments.Descriptors.Select(descriptor => descriptor.Id).ShouldBeUnique();

    [Fact]
    public void Every_rule_links_to_its_page_and_says_what_to_do()
    {
        foreach (var descriptor in RuleDocuments.Descriptors)
        {
            descriptor.HelpLinkUri.ShouldBe($"https://github.com/fieldcrypt/fieldcrypt/blob/main/docs/rules/{descriptor.Id}.md");
            descriptor.MessageFormat.ToString().Length.ShouldBeGreaterThan(20);
        }
    }

    [Fact]
    public void Every_descriptor_of_the_catalogue_is_reported_by_an_analyzer()
    {
        var supported = AnalyzerRun.AllAnalyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).Select(descriptor => descriptor.Id).Distinct();

        RuleDocuments.Descriptors.Select(descriptor => descriptor.Id).Where(id => !id.StartsWith("FC0", StringComparison.Ordinal))
            .ShouldBeSubsetOf(supported);
    }
}
