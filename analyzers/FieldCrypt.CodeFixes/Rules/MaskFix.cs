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

/// <summary>
/// FC3001–FC3005, FC3009–FC3011: shows the last four digits of a PAN where the whole was given, and stars for what may
/// not be shown at all.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MaskFix)), Shared]
public sealed class MaskFix : RuleFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(
        RuleIds.LeakToLog,
        RuleIds.LeakToConsole,
        RuleIds.LeakToException,
        RuleIds.LeakToTelemetry,
        RuleIds.LeakInToString,
        RuleIds.LeakToPlainColumn,
        RuleIds.LeakToCache,
        RuleIds.LeakToFile);

    private protected override string Title => "Mask the value";

    private protected override string? NamespaceFor(FixTarget target) => target.Variant == MaskText.UsesMath ? "System" : null;

    private protected override FixTarget? FindTarget(Problem problem, CancellationToken cancellation) =>
        problem.NodeOfSpan<ExpressionSyntax>() is { } value && MaskText.For(value, problem.Diagnostic, problem.Model, cancellation) is { } mask
            ? problem.Target(value, mask.NeedsMath ? MaskText.UsesMath : "mask")
            : null;

    private protected override void Edit(SyntaxEditor editor, SyntaxNode node, FixScope scope)
    {
        if (node is not ExpressionSyntax value || MaskText.For(value, scope.Target.Diagnostic, scope.Model, scope.Cancellation) is not { } mask)
            return;

        if (value.Parent is InterpolationSyntax hole)
        {
            // {card.Pan} becomes ****{…}: text of the string and, where something is shown, a hole.
            editor.InsertBefore(hole, InterpolatedText(mask.Stars));
            if (mask.Shown is null)
                editor.RemoveNode(hole, SyntaxRemoveOptions.KeepNoTrivia);
            else
                editor.ReplaceNode(value, SyntaxFactory.ParseExpression(mask.Shown));
            return;
        }

        string text = mask.Shown is null ? $"\"{mask.Stars}\"" : $"$\"{mask.Stars}{{{mask.Shown}}}\"";
        editor.ReplaceNode(value, SyntaxFactory.ParseExpression(text).WithTriviaFrom(value));
    }

    private static InterpolatedStringTextSyntax InterpolatedText(string text) =>
        SyntaxFactory.InterpolatedStringText(SyntaxFactory.Token(SyntaxTriviaList.Empty, SyntaxKind.InterpolatedStringTextToken, text, text, SyntaxTriviaList.Empty));
}
