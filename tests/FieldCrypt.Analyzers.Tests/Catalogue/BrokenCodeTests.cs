using Microsoft.CodeAnalysis.CSharp;

namespace FieldCrypt.Analyzers.Tests;

/// <summary>No analyzer throws on broken or incomplete code: the corpus cut off, shortened and shuffled.</summary>
public sealed class BrokenCodeTests
{
    [Fact]
    public Task Cut_off_anywhere() => Fuzz((random, text) => text[..random.Next(text.Length)]);

    [Fact]
    public Task With_pieces_missing() => Fuzz((random, text) =>
    {
        for (var i = 0; i < 8; i++)
        {
            var start = random.Next(text.Length);
            text = text.Remove(start, Math.Min(random.Next(12), text.Length - start));
        }

        return text;
    });

    [Fact]
    public Task With_tokens_swapped() => Fuzz((random, text) =>
    {
        var tokens = CSharpSyntaxTree.ParseText(text).GetRoot().DescendantTokens().Select(token => token.ToFullString()).ToArray();
        for (var i = 0; i < 6; i++)
        {
            var (left, right) = (random.Next(tokens.Length), random.Next(tokens.Length));
            (tokens[left], tokens[right]) = (tokens[right], tokens[left]);
        }

        return string.Concat(tokens);
    });

    // AnalyzerRun fails on AD0001, which is how the compiler reports an analyzer that threw.
    private static async Task Fuzz(Func<Random, string, string> damage)
    {
        var random = new Random(20261124);
        foreach (var item in CorpusCase.All)
        {
            await AnalyzerRun.Run(AnalyzerRun.Compile(damage(random, item.Source)), AnalyzerRun.AllAnalyzers);
        }
    }
}
