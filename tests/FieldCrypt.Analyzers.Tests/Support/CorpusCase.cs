using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers.Tests;

/// <summary>
/// One compilation of the corpus of model classes: classes in the style of published code, with <c>!FC1001</c> in a
/// comment behind each member that a rule must report; every other member must stay clean.
/// </summary>
internal sealed partial record CorpusCase(string Name, string Source)
{
    public const string Usings = "using System; using System.Collections.Generic; using System.ComponentModel.DataAnnotations; ";

    public static IReadOnlyList<CorpusCase> All { get; } =
    [
        .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Corpus"), "*.cs.txt")
            .Order(StringComparer.Ordinal)
            .SelectMany(path => Split(Path.GetFileName(path), File.ReadAllText(path))),
    ];

    public IEnumerable<string> Expected()
    {
        var root = CSharpSyntaxTree.ParseText(Source, new CSharpParseOptions(LanguageVersion.Preview)).GetRoot();
        var members = root.DescendantNodes().Select(Identifier).Where(token => token != default).OrderBy(token => token.SpanStart).ToList();
        foreach (Match mark in Mark().Matches(Source))
        {
            yield return $"{mark.Groups[1].Value} {members.Last(token => token.SpanStart < mark.Index).ValueText}";
        }
    }

    private static SyntaxToken Identifier(SyntaxNode node) => node switch
    {
        PropertyDeclarationSyntax property => property.Identifier,
        VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax } field => field.Identifier,
        ParameterSyntax { Parent.Parent: RecordDeclarationSyntax } parameter => parameter.Identifier,
        _ => default,
    };

    private static IEnumerable<CorpusCase> Split(string file, string text) =>
        text.Split("//# ", StringSplitOptions.RemoveEmptyEntries).Select(part =>
        {
            var lineEnd = part.IndexOf('\n', StringComparison.Ordinal);
            return new CorpusCase($"{file}: {part[..lineEnd].Trim()}", Usings + part[lineEnd..]);
        });

    [GeneratedRegex(@"!(FC\d{4})")]
    private static partial Regex Mark();
}
