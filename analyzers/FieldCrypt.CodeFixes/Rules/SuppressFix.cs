using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Reflection;
using System.Threading;
using FieldCrypt.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace FieldCrypt.CodeFixes;

/// <summary>
/// Any model, leak or source rule: [SuppressMessage] on the member, with a justification to be filled in; a pragma in
/// top-level statements, which have no member.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SuppressFix)), Shared]
public sealed class SuppressFix : RuleFix
{
    /// <summary>What a reviewer looks for.</summary>
    internal const string Placeholder = "TO BE JUSTIFIED: say why this is safe, and who agreed";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.CreateRange(
        typeof(RuleIds).GetFields(BindingFlags.Public | BindingFlags.Static | BindingFlags.NonPublic)
            .Where(static field => field.IsLiteral)
            .Select(static field => (string)field.GetRawConstantValue()!)
            .Where(static id => id.StartsWith("FC1", System.StringComparison.Ordinal) || id.StartsWith("FC3", System.StringComparison.Ordinal) || id.StartsWith("FC4", System.StringComparison.Ordinal)));

    private protected override string Title => "Suppress with a justification";

    private protected override string? NamespaceFor(FixTarget target) =>
        target.RawKind == (int)SyntaxKind.GlobalStatement ? null : "System.Diagnostics.CodeAnalysis";

    private protected override FixTarget? FindTarget(Problem problem, CancellationToken cancellation)
    {
        var holder = problem.Root.FindNode(problem.Diagnostic.Location.SourceSpan).AncestorsAndSelf()
            .FirstOrDefault(static n => n is MemberDeclarationSyntax and not BaseNamespaceDeclarationSyntax || Members.DeclarationAt(n) == n);
        return holder is null ? null : problem.Target(holder, problem.Diagnostic.Id);
    }

    private protected override void Edit(SyntaxEditor editor, SyntaxNode node, FixScope scope)
    {
        var rule = scope.Target.Diagnostic.Descriptor;
        if (node is GlobalStatementSyntax statement)
        {
            editor.ReplaceNode(statement, (current, _) => WithPragma((GlobalStatementSyntax)current, rule.Id, Members.LineEndOf(node)));
            return;
        }

        string title = rule.Title.ToString(System.Globalization.CultureInfo.InvariantCulture).Replace("\"", "\\\"");
        Members.AddAttribute(editor, node, $"SuppressMessage(\"{rule.Category}\", \"{rule.Id}:{title}\", Justification = \"{Placeholder}\")");
    }

    private static GlobalStatementSyntax WithPragma(GlobalStatementSyntax statement, string id, SyntaxTrivia end)
    {
        var disable = SyntaxFactory.ParseLeadingTrivia($"#pragma warning disable {id} // {Placeholder}{end}");
        var restore = SyntaxFactory.ParseTrailingTrivia($"#pragma warning restore {id}{end}");
        var leading = statement.GetLeadingTrivia();
        var indentation = Members.Indentation(leading);
        return statement
            .WithLeadingTrivia(leading.Take(leading.Count - indentation.Count).Concat(disable).Concat(indentation))
            .WithTrailingTrivia(statement.GetTrailingTrivia().Concat(SyntaxFactory.ParseLeadingTrivia(restore.ToFullString())));
    }
}
