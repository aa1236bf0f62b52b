using System.Collections.Immutable;
using System.Composition;
using System.Threading;
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

    private protected override FixTarget? FindTarget(Problem problem, CancellationToken cancellation) =>
        Members.DeclaredAt(problem.Node, problem.Model, cancellation) is { } member && !EncryptedMembers.IsMarked(member)
            ? Members.DeclarationOf(member, problem, cancellation)
            : null;

    private protected override void Edit(SyntaxEditor editor, SyntaxNode node, FixScope scope)
    {
        if (Members.DeclarationAt(node) is { } declaration)
            Members.AddAttribute(editor, declaration, "NotMapped");
    }
}
