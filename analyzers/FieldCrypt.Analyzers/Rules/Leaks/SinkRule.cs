using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>FC3001–FC3004, FC3010–FC3013: plaintext that reaches logs, output, exceptions, telemetry, caches, files and SQL.</summary>
internal static class SinkRule
{
    public static ImmutableArray<DiagnosticDescriptor> Diagnostics { get; } = ImmutableArray.Create(
        DiagnosticCatalogue.LeakToLog,
        DiagnosticCatalogue.LeakToConsole,
        DiagnosticCatalogue.LeakToException,
        DiagnosticCatalogue.LeakToTelemetry,
        DiagnosticCatalogue.LeakToCache,
        DiagnosticCatalogue.LeakToFile,
        DiagnosticCatalogue.LeakOfObject,
        DiagnosticCatalogue.LeakToSql);

    public static void Register(CompilationStartAnalysisContext start, FlowContext flow)
    {
        start.RegisterSyntaxNodeAction(
            node => Analyze(node, flow),
            SyntaxKind.InvocationExpression,
            SyntaxKind.ObjectCreationExpression,
            SyntaxKind.ImplicitObjectCreationExpression,
            SyntaxKind.BaseConstructorInitializer,
            SyntaxKind.PrimaryConstructorBaseType,
            SyntaxKind.SimpleAssignmentExpression,
            SyntaxKind.AddAssignmentExpression);
    }

    private static void Analyze(SyntaxNodeAnalysisContext node, FlowContext flow)
    {
        if (!SinkScanner.MayWrite(node.Node, flow))
            return;

        var tracer = new FlowTracer(flow, node.SemanticModel, node.CancellationToken);
        var scanner = new SinkScanner(flow, tracer, node.CancellationToken);
        foreach (var write in scanner.From(node.Node))
        {
            if (write.Flow.Source is { } source)
                node.ReportDiagnostic(LeakDiagnostic.Create(write.Rule, write.Expression, source, $"'{write.Via}'"));
        }
    }
}
