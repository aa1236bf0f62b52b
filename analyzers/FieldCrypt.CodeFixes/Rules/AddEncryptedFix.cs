using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using FieldCrypt.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace FieldCrypt.CodeFixes;

/// <summary>FC1001, FC1003–FC1007, FC3009: marks the stored member [Encrypted], under the nearest encryption context.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddEncryptedFix)), Shared]
public sealed class AddEncryptedFix : RuleFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(
        RuleIds.PlaintextPan,
        RuleIds.PlaintextCardholderData,
        RuleIds.PlaintextBankAccount,
        RuleIds.PlaintextNationalId,
        RuleIds.PlaintextPersonalData,
        RuleIds.PlaintextDeclaredData,
        RuleIds.LeakToPlainColumn);

    private protected override string Title => "Mark the stored member [Encrypted]";

    private protected override string NamespaceFor(FixTarget target) => "FieldCrypt";

    private protected override FixTarget? FindTarget(Problem problem, CancellationToken cancellation)
    {
        var member = problem.Diagnostic.Id == RuleIds.LeakToPlainColumn
            ? Members.NamedBy(problem, LeakDiagnostic.TargetType, LeakDiagnostic.TargetMember)
            : Members.DeclaredAt(problem.Node, problem.Model, cancellation);
        return member is not null && !EncryptedMembers.IsMarked(member) && Members.DeclarationOf(member, problem, cancellation) is { } target
            ? target with { Variant = AttributeFor(member.ContainingType, problem.CompilationOf(member), cancellation) }
            : null;
    }

    private protected override void Edit(SyntaxEditor editor, SyntaxNode node, FixScope scope)
    {
        if (Members.DeclarationAt(node) is { } declaration)
            Members.AddAttribute(editor, declaration, scope.Target.Variant);
    }

    /// <summary>Plain where a default holds; else the context most used in the type, else in the compilation.</summary>
    private static string AttributeFor(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        if (type.HasAttribute("EncryptionContext") || compilation.Assembly.HasAttribute("EncryptionContext"))
            return "Encrypted";

        var used = Contexts(type.DeclaringSyntaxReferences.Select(r => r.GetSyntax(cancellation))).ToList();
        if (used.Count == 0)
            used = [.. Contexts(compilation.SyntaxTrees.Select(tree => tree.GetRoot(cancellation)))];

        return used.GroupBy(static context => context).OrderByDescending(static same => same.Count()).ThenBy(static same => same.Key, System.StringComparer.Ordinal).FirstOrDefault() is { } most
            ? $"Encrypted(Context = {most.Key})"
            : "Encrypted";
    }

    private static IEnumerable<string> Contexts(IEnumerable<SyntaxNode> nodes) =>
        nodes.SelectMany(static node => node.DescendantNodes().OfType<AttributeSyntax>())
            .Where(static attribute => AttributeNames.Short(LastName.Of(attribute.Name)) == AttributeNames.Encrypted)
            .SelectMany(static attribute => attribute.ArgumentList?.Arguments ?? default)
            .Where(static argument => argument.NameEquals?.Name.Identifier.ValueText == "Context" && argument.Expression is LiteralExpressionSyntax)
            .Select(static argument => argument.Expression.ToString());
}
