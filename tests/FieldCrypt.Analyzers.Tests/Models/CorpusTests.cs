using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers.Tests;

/// <summary>Recall and precision of the model rules on the corpus: no miss and no false alarm in any case.</summary>
public sealed class CorpusTests
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> ModelRules =
        [new StoredDataAnalyzer()];

    public static TheoryData<string> Names => [.. CorpusCase.All.Select(item => item.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_marked_member_and_no_other_is_reported(string name)
    {
        var item = CorpusCase.All.Single(candidate => candidate.Name == name);

        var found = await Findings(item);

        found.Order(StringComparer.Ordinal).ShouldBe(item.Expected().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_corpus_is_large_and_two_sided()
    {
        var types = CorpusCase.All.Sum(item => AnalyzerRun.Compile(item.Source).SyntaxTrees[0].GetRoot(TestContext.Current.CancellationToken).DescendantNodes()
            .Count(node => node is Microsoft.CodeAnalysis.CSharp.Syntax.TypeDeclarationSyntax));
        types.ShouldBeGreaterThan(200);
        CorpusCase.All.Sum(item => item.Expected().Count()).ShouldBeGreaterThan(150);
        CorpusCase.All.Count(item => !item.Expected().Any()).ShouldBeGreaterThan(15);
    }

    private static async Task<IEnumerable<string>> Findings(CorpusCase item)
    {
        var diagnostics = await AnalyzerRun.Run(AnalyzerRun.Compile(item.Source), ModelRules);
        return diagnostics.Select(diagnostic => $"{diagnostic.Id} {NameAt(diagnostic.Location)}");
    }

    private static string NameAt(Location location) => location.SourceTree!.GetText().ToString(location.SourceSpan);
}
