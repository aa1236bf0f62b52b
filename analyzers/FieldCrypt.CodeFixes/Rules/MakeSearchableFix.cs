using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using FieldCrypt.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace FieldCrypt.CodeFixes;

/// <summary>FC2008: gives the property that is compared a blind index.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakeSearchableFix)), Shared]
public sealed class MakeSearchableFix : RuleFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.EqualityNotSearchable);

    private protected override string Title => "Make the property searchable";

    private protected override FixTarget? FindTarget(Problem problem, CancellationToken cancellation)
    {
        // The model may be in another project than the query.
        var member = problem.Model.GetSymbolInfo(problem.Node, cancellation).Symbol;
        return problem.Facts.Encrypted.AttributeOf(member)?.ApplicationSyntaxReference is { } attribute
            && problem.Document.Project.Solution.GetDocument(attribute.SyntaxTree) is { } document
            ? FixTarget.Of(document, attribute.GetSyntax(cancellation), problem.Diagnostic)
            : null;
    }

    private protected override void Edit(SyntaxEditor editor, SyntaxNode node, FixScope scope)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is not { } attribute)
            return;

        var kept = (attribute.ArgumentList?.Arguments ?? default).Where(static a => a.NameEquals?.Name.Identifier.ValueText != "Searchable");
        var searchable = SyntaxFactory.AttributeArgument(
            SyntaxFactory.NameEquals("Searchable").WithTrailingTrivia(),
            nameColon: null,
            SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression)).NormalizeWhitespace();
        var arguments = SyntaxFactory.AttributeArgumentList(SyntaxFactory.SeparatedList(
            kept.Append(searchable),
            Enumerable.Repeat(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space), kept.Count())));
        editor.ReplaceNode(attribute, attribute.WithArgumentList(arguments));
    }
}
