using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace FieldCrypt.CodeFixes;

/// <summary>
/// A code fix that edits one declaration or expression per diagnostic, in the file of the diagnostic or in another. One
/// fix and fix-all take the same way: find every target, then edit each file once.
/// </summary>
public abstract class RuleFix : CodeFixProvider
{
    /// <summary>What the light bulb says.</summary>
    private protected abstract string Title { get; }

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => RuleFixAll.Instance;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (await FindTargetAsync((context.Document, diagnostic), context.CancellationToken).ConfigureAwait(false) is null)
                continue;

            context.RegisterCodeFix(
                CodeAction.Create(Title, cancellation => FixAsync(context.Document.Project.Solution, [(context.Document, diagnostic)], cancellation), GetType().Name),
                diagnostic);
        }
    }

    /// <summary>The node to edit for a diagnostic; null when this fix does not fit it.</summary>
    private protected abstract FixTarget? FindTarget(Problem problem, CancellationToken cancellation);

    /// <summary>Edits the target.</summary>
    private protected abstract void Edit(SyntaxEditor editor, SyntaxNode node, FixScope scope);

    /// <summary>The namespace whose types the edit uses, if any.</summary>
    private protected virtual string? NamespaceFor(FixTarget target) => null;

    internal async Task<Solution> FixAsync(Solution solution, IEnumerable<(Document, Diagnostic)> problems, CancellationToken cancellation)
    {
        var targets = new List<FixTarget>();
        foreach (var problem in problems)
        {
            if (await FindTargetAsync(problem, cancellation).ConfigureAwait(false) is { } target)
                targets.Add(target);
        }

        foreach (var file in targets.GroupBy(static target => target.DocumentId))
        {
            if (solution.GetDocument(file.Key) is { } document)
                solution = (await EditAsync(document, file, cancellation).ConfigureAwait(false)).Project.Solution;
        }

        return solution;
    }

    private async Task<FixTarget?> FindTargetAsync((Document Document, Diagnostic Diagnostic) found, CancellationToken cancellation) =>
        await Problem.ReadAsync(found.Document, found.Diagnostic, cancellation).ConfigureAwait(false) is { } problem
            ? FindTarget(problem, cancellation)
            : null;

    private async Task<Document> EditAsync(Document document, IEnumerable<FixTarget> targets, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root is null || model is null)
            return document;

        var editor = new SyntaxEditor(root, document.Project.Solution.Services);
        var namespaces = new SortedSet<string>(System.StringComparer.Ordinal);
        // Two leaks of one member ask for one attribute.
        foreach (var target in targets.GroupBy(static t => (t.Span, t.Variant)).Select(static same => same.First()))
        {
            var node = root.FindNode(target.Span, getInnermostNodeForTie: true);
            node = node.AncestorsAndSelf().FirstOrDefault(n => n.Span == target.Span && n.RawKind == target.RawKind) ?? node;
            Edit(editor, node, new FixScope(model, target, cancellation));
            if (NamespaceFor(target) is { } space && !UsingDirectives.IsInScope(space, model, node.SpanStart))
                namespaces.Add(space);
        }

        var changed = UsingDirectives.Add(editor.GetChangedRoot(), namespaces);
        return document.WithSyntaxRoot(changed);
    }
}
