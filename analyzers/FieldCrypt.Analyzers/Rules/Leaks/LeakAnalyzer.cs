using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>FC3001–FC3013: plaintext that leaves the program or is kept in the clear.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LeakAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.CreateRange(
    [
        .. SinkRule.Diagnostics,
        .. PlainColumnRule.Diagnostics,
        .. EntityExposureRule.Diagnostics,
        .. PrintedTextRule.Diagnostics,
        .. RecordPrintingRule.Diagnostics,
    ]);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            var flow = FlowContext.Of(CompilationFacts.Of(start.Compilation, start.Options));
            SinkRule.Register(start, flow);
            PlainColumnRule.Register(start, flow);
            EntityExposureRule.Register(start, flow);
            PrintedTextRule.Register(start, flow);
            RecordPrintingRule.Register(start, flow);
        });
    }
}
