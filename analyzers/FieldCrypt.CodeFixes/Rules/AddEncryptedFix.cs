using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
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

    private protected override async Task<FixTarget?> FindTargetAsync(Problem problem, CancellationToken cancellation)
    {
        var target = problem.Diagnostic.Id == RuleIds.LeakToPlainColumn
            ? await Members.DeclarationOfAsync(problem, LeakDiagnostic.TargetType, LeakDiagnostic.TargetMember, cancellation).ConfigureAwait(false)
            : await AtDiagnosticAsync(problem, cancellation).ConfigureAwait(false);
        if (target is null || problem.Document.Project.Solution.GetDocument(target.DocumentId) is not { } document)
            return null;

        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root is null || model is null || Members.DeclarationAt(root.FindNode(target.Span)) is not { } declaration || Members.HasAttribute(declaration, "Encrypted"))
            return null;

        var type = model.GetDeclaredSymbol(declaration.AncestorsAndSelf().OfType<TypeDeclarationSyntax>().First(), cancellation) as INamedTypeSymbol;
        return target with { Variant = AttributeFor(type, model.Compilation, cancellation) };
    }

    private protected override void Edit(SyntaxEditor editor, SyntaxNode node, FixScope scope)
    {
        if (Members.DeclarationAt(node) is { } declaration)
            Members.AddAttribute(editor, declaration, scope.Target.Variant);
    }

    private static async Task<FixTarget?> AtDiagnosticAsync(Problem problem, CancellationToken cancellation)
    {
        var root = await problem.Document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        return root is not null && Members.DeclarationAt(root.FindNode(problem.Diagnostic.Location.SourceSpan)) is { } declaration
            ? FixTarget.Of(problem.Document, declaration, problem.Diagnostic)
            : null;
    }

    /// <summary>Plain where a default holds; else the context most used in the type, else in the compilation.</summary>
    private static string AttributeFor(INamedTypeSymbol? type, Compilation compilation, CancellationToken cancellation)
    {
        if (type is null || type.HasAttribute("EncryptionContext") || compilation.Assembly.HasAttribute("EncryptionContext"))
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
            .Where(static attribute => AttributeNames.Short(LastName.Of(attribute.Name)) == "Encrypted")
            .SelectMany(static attribute => attribute.ArgumentList?.Arguments ?? default)
            .Where(static argument => argument.NameEquals?.Name.Identifier.ValueText == "Context" && argument.Expression is LiteralExpressionSyntax)
            .Select(static argument => argument.Expression.ToString());
}
