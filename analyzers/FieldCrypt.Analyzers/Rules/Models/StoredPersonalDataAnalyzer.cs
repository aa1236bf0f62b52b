using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>FC1004–FC1006: other personal data in a persisted type. An analyzer of its own, so that the compiler leaves it out where its rules are off, as they are by default.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StoredPersonalDataAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        DiagnosticCatalogue.PlaintextBankAccount,
        DiagnosticCatalogue.PlaintextNationalId,
        DiagnosticCatalogue.PlaintextPersonalData);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        StoredDataRule.Register(context, SupportedDiagnostics);
    }
}
