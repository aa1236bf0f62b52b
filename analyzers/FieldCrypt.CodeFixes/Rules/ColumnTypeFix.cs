using System.Collections.Immutable;
using System.Composition;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using FieldCrypt.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace FieldCrypt.CodeFixes;

/// <summary>FC2006: widens a column type that is too short, and removes one that cannot hold an envelope.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ColumnTypeFix)), Shared]
public sealed class ColumnTypeFix : RuleFix
{
    private static readonly Regex Length = new(@"\d+", RegexOptions.CultureInvariant);

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.EncryptedColumnType);

    private protected override string Title => "Correct the column type";

    private protected override FixTarget? FindTarget(Problem problem, CancellationToken cancellation)
    {
        var node = problem.Node;
        problem.Diagnostic.Properties.TryGetValue(EncryptedColumnTypeRule.NeededLength, out string? needed);
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { Expression: MemberAccessExpressionSyntax } call)
            return problem.Target(call, needed ?? "");

        var attribute = Members.DeclarationAt(node)?.DescendantNodes().OfType<AttributeSyntax>()
            .FirstOrDefault(static a => AttributeNames.Short(LastName.Of(a.Name)) == "Column" && TypeNameOf(a) is not null);
        return attribute is null ? null : problem.Target(attribute, needed ?? "");
    }

    private protected override void Edit(SyntaxEditor editor, SyntaxNode node, FixScope scope)
    {
        string needed = scope.Target.Variant;
        switch (node)
        {
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call:
                if (needed.Length > 0 && call.ArgumentList.Arguments.FirstOrDefault()?.Expression is LiteralExpressionSyntax literal)
                    Widen(editor, literal, needed);
                else
                    editor.ReplaceNode(call, access.Expression.WithTrailingTrivia(call.GetTrailingTrivia()));
                break;

            case AttributeSyntax attribute when TypeNameOf(attribute) is { } argument:
                if (needed.Length > 0 && argument.Expression is LiteralExpressionSyntax text)
                    Widen(editor, text, needed);
                else
                    Remove(editor, attribute, argument);
                break;
        }
    }

    private static AttributeArgumentSyntax? TypeNameOf(AttributeSyntax attribute) =>
        attribute.ArgumentList?.Arguments.FirstOrDefault(static a => a.NameEquals?.Name.Identifier.ValueText == "TypeName");

    private static void Widen(SyntaxEditor editor, LiteralExpressionSyntax literal, string needed)
    {
        int length = int.Parse(needed, CultureInfo.InvariantCulture);
        string widened = Length.Replace(literal.Token.ValueText, length.ToString(CultureInfo.InvariantCulture), count: 1);
        editor.ReplaceNode(literal, SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(widened)).WithTriviaFrom(literal));
    }

    /// <summary>The argument, or the attribute when it says nothing else, or its list when it holds no other.</summary>
    private static void Remove(SyntaxEditor editor, AttributeSyntax attribute, AttributeArgumentSyntax argument)
    {
        if (attribute.ArgumentList!.Arguments.Count > 1)
            editor.RemoveNode(argument, SyntaxRemoveOptions.KeepNoTrivia);
        else if (attribute.Parent is AttributeListSyntax { Attributes.Count: > 1 })
            editor.RemoveNode(attribute, SyntaxRemoveOptions.KeepNoTrivia);
        else
            editor.RemoveNode(attribute.Parent!, SyntaxRemoveOptions.KeepNoTrivia);
    }
}
