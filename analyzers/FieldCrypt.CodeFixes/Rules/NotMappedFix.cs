using System.Collections.Immutable;
using System.Composition;
using System.Threading;
using System.Threading.Tasks;
using FieldCrypt.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace FieldCrypt.CodeFixes;

/// <summary>FC1002: keeps sensitive authentication data out of the database; encryption would not make it allowed.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NotMappedFix)), Shared]
public sealed class NotMappedFix : RuleFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.StoredAuthenticationData);

    private protected override string Title => "Do not store it: [NotMapped]";

    private protected override string NamespaceFor(FixTarget target) => "System.ComponentModel.DataAnnotations.Schema";

    private protected override async Task<FixTarget?> FindTargetAsync(Problem problem, CancellationToken cancellation)
    {
        var root = await problem.Document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        return root is not null && Members.DeclarationAt(root.FindNode(problem.Diagnostic.Location.SourceSpan)) is { } declaration && !Members.HasAttribute(declaration, "Encrypted")
            ? FixTarget.Of(problem.Document, declaration, problem.Diagnostic)
            : null;
    }

    private protected override void Edit(SyntaxEditor editor, SyntaxNode node, FixScope scope)
    {
        if (Members.DeclarationAt(node) is { } declaration)
            Members.AddAttribute(editor, declaration, "NotMapped");
    }
}
