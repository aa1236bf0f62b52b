using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace FieldCrypt.CodeFixes;

/// <summary>Fix-all for <see cref="RuleFix"/>: gathers the diagnostics of the scope and hands them over together.</summary>
internal sealed class RuleFixAll : FixAllProvider
{
    public static readonly RuleFixAll Instance = new();

    public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() => [FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution];

    public override async Task<CodeAction?> GetFixAsync(FixAllContext context)
    {
        if (context.CodeFixProvider is not RuleFix fix)
            return null;

        var problems = await ProblemsAsync(context).ConfigureAwait(false);
        return problems.Count == 0
            ? null
            : CodeAction.Create("Fix all", cancellation => fix.FixAsync(context.Solution, problems, cancellation), context.CodeActionEquivalenceKey);
    }

    private static async Task<List<(Document, Diagnostic)>> ProblemsAsync(FixAllContext context)
    {
        if (context is { Scope: FixAllScope.Document, Document: { } document })
            return [.. (await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false)).Select(found => (document, found))];

        var problems = new List<(Document, Diagnostic)>();
        foreach (var project in context.Scope == FixAllScope.Solution ? context.Solution.Projects : [context.Project])
        {
            foreach (var diagnostic in await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false))
            {
                if (project.Solution.GetDocument(diagnostic.Location.SourceTree) is { } holder)
                    problems.Add((holder, diagnostic));
            }
        }

        return problems;
    }
}
