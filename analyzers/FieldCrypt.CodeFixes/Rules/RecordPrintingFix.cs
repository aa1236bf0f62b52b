using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Text;
using System.Threading;
using FieldCrypt.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace FieldCrypt.CodeFixes;

/// <summary>FC3006: writes PrintMembers for a record, with its harmless members.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RecordPrintingFix)), Shared]
public sealed class RecordPrintingFix : RuleFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.LeakInRecordPrinting);

    private protected override string Title => "Print only the harmless members";

    private protected override string NamespaceFor(FixTarget target) => "System.Text";

    private protected override FixTarget? FindTarget(Problem problem, CancellationToken cancellation) =>
        problem.Node.FirstAncestorOrSelf<RecordDeclarationSyntax>() is { } record && problem.Model.GetDeclaredSymbol(record, cancellation) is { } type
            ? problem.Target(record, MethodText(type, FlowContext.Of(problem.Facts), cancellation))
            : null;

    private protected override void Edit(SyntaxEditor editor, SyntaxNode node, FixScope scope)
    {
        if (node is not RecordDeclarationSyntax record || SyntaxFactory.ParseMemberDeclaration(scope.Target.Variant) is not { } method)
            return;

        var end = Members.LineEndOf(node);
        string indent = Members.Indentation(record.GetLeadingTrivia()).ToFullString();
        method = Indented(scope.Target.Variant, indent + "    ", end.ToString());
        if (record.Members.Count > 0)
            method = method.WithLeadingTrivia(method.GetLeadingTrivia().Insert(0, end));

        var changed = record.AddMembers(method);
        if (record.OpenBraceToken.RawKind == 0 || record.OpenBraceToken.IsMissing)
        {
            var trailing = record.SemicolonToken.TrailingTrivia;
            changed = changed
                .WithParameterList(changed.ParameterList?.WithTrailingTrivia(end))
                .WithSemicolonToken(default)
                .WithOpenBraceToken(SyntaxFactory.Token(SyntaxKind.OpenBraceToken).WithLeadingTrivia(SyntaxFactory.Whitespace(indent)).WithTrailingTrivia(end))
                .WithCloseBraceToken(SyntaxFactory.Token(SyntaxKind.CloseBraceToken).WithLeadingTrivia(SyntaxFactory.Whitespace(indent)).WithTrailingTrivia(trailing));
        }

        editor.ReplaceNode(record, changed);
    }

    private static string MethodText(INamedTypeSymbol type, FlowContext flow, CancellationToken cancellation)
    {
        bool derived = type.BaseType is { IsRecord: true };
        string modifiers = derived ? "protected override" : type.IsSealed || type.IsValueType ? "private" : "protected virtual";
        var body = new StringBuilder();
        body.Append(modifiers).Append(" bool PrintMembers(StringBuilder builder)\n{\n");
        if (derived)
            body.Append("    if (base.PrintMembers(builder))\n        builder.Append(\", \");\n");

        var shown = Harmless(type, flow, cancellation).ToList();
        for (int i = 0; i < shown.Count; i++)
            body.Append("    builder.Append(\"").Append(i == 0 ? "" : ", ").Append(shown[i]).Append(" = \").Append(").Append(shown[i]).Append(");\n");
        body.Append("    return ").Append(shown.Count > 0 || derived ? "true" : "false").Append(";\n}");
        return body.ToString();
    }

    private static IEnumerable<string> Harmless(INamedTypeSymbol type, FlowContext flow, CancellationToken cancellation) =>
        SensitiveDataClassifier.DataMembers(type)
            .Where(member => SymbolEqualityComparer.Default.Equals(member.ContainingType, type) && RecordPrinting.IsPrinted(member))
            .Where(member => flow.Sources.FromMember(member) is null && flow.PrintedMembers.Find(TypeOf(member), PrintMode.Text, cancellation) is null)
            .Select(static member => member.Name);

    private static ITypeSymbol TypeOf(ISymbol member) => member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type;

    private static MemberDeclarationSyntax Indented(string text, string indent, string end) =>
        SyntaxFactory.ParseMemberDeclaration(indent + text.Replace("\n", end + indent) + end)!;
}
