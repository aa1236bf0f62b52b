using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>FC3009: plaintext assigned to a persisted property that is neither [Encrypted] nor reported for its own name.</summary>
internal static class PlainColumnRule
{
    public static ImmutableArray<DiagnosticDescriptor> Diagnostics { get; } = ImmutableArray.Create(DiagnosticCatalogue.LeakToPlainColumn);

    public static void Register(CompilationStartAnalysisContext start, FlowContext flow)
    {
        start.RegisterSyntaxNodeAction(node => Analyze(node, flow), SyntaxKind.SimpleAssignmentExpression, SyntaxKind.AddAssignmentExpression);
    }

    private static void Analyze(SyntaxNodeAnalysisContext node, FlowContext flow)
    {
        var assignment = (AssignmentExpressionSyntax)node.Node;
        if (!MayCarry(assignment, flow) || Target(assignment.Left, node) is not { } target || !IsPlainColumn(target, flow))
            return;

        var tracer = new FlowTracer(flow, node.SemanticModel, node.CancellationToken);
        foreach (var part in SinkParts.Of(new SinkArgument(assignment.Right, "", PrintMode.Text), node.SemanticModel))
        {
            if (tracer.Trace(part.Expression).Source is { } source)
                node.ReportDiagnostic(LeakDiagnostic.ForColumn(part.Expression, source, target));
        }
    }

    /// <summary>Decided by syntax alone: most assignments end here.</summary>
    private static bool MayCarry(AssignmentExpressionSyntax assignment, FlowContext flow)
    {
        if (assignment.Right is LiteralExpressionSyntax || assignment.Left is not (MemberAccessExpressionSyntax or IdentifierNameSyntax))
            return false;

        return flow.Hints.AreAround(assignment)
            || assignment.Right.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().Any(static call => KnownCalls.IsSerializer(LastName.Of(call.Expression)));
    }

    private static ISymbol? Target(ExpressionSyntax left, SyntaxNodeAnalysisContext node) =>
        node.SemanticModel.GetSymbolInfo(left, node.CancellationToken).Symbol is { Kind: SymbolKind.Property or SymbolKind.Field, IsStatic: false } member ? member : null;

    private static bool IsPlainColumn(ISymbol member, FlowContext flow)
    {
        var type = member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type;
        return MemberShape.Of(type) != MemberShapes.None
            && member.ContainingType is { IsAnonymousType: false, IsTupleType: false } owner
            && flow.Sources.FromMember(member) is null
            && !flow.Facts.Classifier.Classify(member).IsSensitive
            && flow.Facts.PersistedTypes.IsModel(owner)
            && flow.Facts.PersistedTypes.IsMapped(member);
    }
}
