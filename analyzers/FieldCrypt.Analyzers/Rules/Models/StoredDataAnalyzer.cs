using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>FC1000–FC1003 and FC1007: account data in a persisted type, and vocabulary files that cannot be read.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StoredDataAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        DiagnosticCatalogue.InvalidVocabulary,
        DiagnosticCatalogue.PlaintextPan,
        DiagnosticCatalogue.StoredAuthenticationData,
        DiagnosticCatalogue.PlaintextCardholderData,
        DiagnosticCatalogue.PlaintextDeclaredData);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        StoredDataRule.Register(context, SupportedDiagnostics);
        VocabularyFileRule.Register(context);
    }
}
