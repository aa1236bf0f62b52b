using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>FC3005: a ToString override or a [DebuggerDisplay] that shows plaintext.</summary>
internal static class PrintedTextRule
{
    public static ImmutableArray<DiagnosticDescriptor> Diagnostics { get; } = ImmutableArray.Create(DiagnosticCatalogue.LeakInToString);

    public static void Register(CompilationStartAnalysisContext start, FlowContext flow)
    {
        start.RegisterSyntaxNodeAction(node => AnalyzeToString(node, flow), SyntaxKind.MethodDeclaration);
        start.RegisterSymbolAction(symbol => AnalyzeDebuggerDisplay(symbol, flow), SymbolKind.NamedType);
    }

    private static void AnalyzeToString(SyntaxNodeAnalysisContext node, FlowContext flow)
    {
        var method = (MethodDeclarationSyntax)node.Node;
        if (method.Identifier.ValueText != "ToString" || method.Modifiers.Any(SyntaxKind.StaticKeyword))
            return;

        var tracer = new FlowTracer(flow, node.SemanticModel, node.CancellationToken);
        foreach (var returned in Returned(method))
        {
            foreach (var part in SinkParts.Of(new SinkArgument(returned, "", PrintMode.Text), node.SemanticModel))
            {
                if (tracer.Printed(part.Expression).Source is { } source)
                    node.ReportDiagnostic(LeakDiagnostic.Create(DiagnosticCatalogue.LeakInToString, part.Expression, source, "ToString"));
            }
        }
    }

    private static IEnumerable<ExpressionSyntax> Returned(MethodDeclarationSyntax method) =>
        method.ExpressionBody is { } arrow ? [arrow.Expression]
        : method.Body is { } body ? MethodSummaries.ReturnedExpressions(body)
        : [];

    private static void AnalyzeDebuggerDisplay(SymbolAnalysisContext context, FlowContext flow)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        foreach (var attribute in type.GetAttributes())
        {
            if (attribute.ShortName() != "DebuggerDisplay" || attribute.ApplicationSyntaxReference is not { } reference)
                continue;

            foreach (string format in Formats(attribute))
            {
                foreach (var source in DebuggerDisplayText.Sources(format, type, flow, context.CancellationToken))
                {
                    var at = Location.Create(reference.SyntaxTree, reference.Span);
                    context.ReportDiagnostic(LeakDiagnostic.Create(DiagnosticCatalogue.LeakInToString, at, source, "[DebuggerDisplay]"));
                }
            }
        }
    }

    private static IEnumerable<string> Formats(AttributeData attribute) =>
        attribute.ConstructorArguments.Concat(attribute.NamedArguments.Where(static n => n.Key is "Name" or "Type").Select(static n => n.Value))
            .Where(static constant => constant.Kind == TypedConstantKind.Primitive)
            .Select(static constant => constant.Value)
            .OfType<string>();
}
