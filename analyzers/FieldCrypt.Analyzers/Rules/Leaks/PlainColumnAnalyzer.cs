using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>FC3009: plaintext assigned to a persisted property that is neither [Encrypted] nor reported for its own name.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PlainColumnAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(DiagnosticCatalogue.LeakToPlainColumn);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            var flow = FlowContext.Of(start.Compilation, CompilationFacts.Of(start.Compilation, start.Options));
            start.RegisterMemberAction(block => Analyze(block, flow));
        });
    }

    private static void Analyze(CodeBlockAnalysisContext block, FlowContext flow)
    {
        var outline = flow.OutlineOf(block.CodeBlock);
        FlowTracer? tracer = null;
        foreach (var assignment in outline.StartsIn(block.CodeBlock).OfType<AssignmentExpressionSyntax>())
        {
            if (!MayCarry(assignment, outline) || Target(assignment.Left, block) is not { } target || !IsPlainColumn(target, flow))
                continue;

            tracer ??= new FlowTracer(flow, block.SemanticModel, block.CancellationToken);
            foreach (var part in SinkParts.Of(new SinkArgument(assignment.Right, "", PrintMode.Text), block.SemanticModel))
            {
                if (tracer.Trace(part.Expression).Source is { } source)
                    block.ReportDiagnostic(LeakDiagnostic.ForColumn(part.Expression, source, target));
            }
        }
    }

    /// <summary>Decided by syntax alone: most assignments end here.</summary>
    private static bool MayCarry(AssignmentExpressionSyntax assignment, MemberOutline outline)
    {
        if (!assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) && !assignment.IsKind(SyntaxKind.AddAssignmentExpression)
            || assignment.Right is LiteralExpressionSyntax
            || assignment.Left is not (MemberAccessExpressionSyntax or IdentifierNameSyntax))
        {
            return false;
        }

        return outline.MentionsSensitive
            || assignment.Right.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().Any(static call => KnownCalls.IsSerializer(SyntaxShapes.LastName(call.Expression)));
    }

    private static ISymbol? Target(ExpressionSyntax left, CodeBlockAnalysisContext block) =>
        block.SemanticModel.GetSymbolInfo(left, block.CancellationToken).Symbol is { Kind: SymbolKind.Property or SymbolKind.Field, IsStatic: false } member ? member : null;

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
