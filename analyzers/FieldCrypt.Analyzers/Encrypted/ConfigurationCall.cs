using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FieldCrypt.Analyzers;

/// <summary>A call that configures a context or its model, with where to report about it.</summary>
internal readonly struct ConfigurationCall(IInvocationOperation operation, SemanticModelAnalysisContext file)
{
    public IInvocationOperation Operation { get; } = operation;

    /// <summary>The member that holds the call, however deep in lambdas and local functions it stands.</summary>
    public ISymbol? ContainingMember
    {
        get
        {
            var symbol = file.SemanticModel.GetEnclosingSymbol(Operation.Syntax.SpanStart, file.CancellationToken);
            while (symbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
            {
                symbol = symbol.ContainingSymbol;
            }

            return symbol;
        }
    }

    public void ReportDiagnostic(Diagnostic diagnostic) => file.ReportDiagnostic(diagnostic);
}
