using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace FieldCrypt.Analyzers;

/// <summary>FC1000: a project's own vocabulary file cannot be read and is left out.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class VocabularyFileAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(DiagnosticCatalogue.InvalidVocabulary);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterAdditionalFileAction(static file =>
        {
            if (VocabularyFiles.Of(ImmutableArray.Create(file.AdditionalFile)).Any() && VocabularyFiles.Problem(file.AdditionalFile) is { } problem)
            {
                file.ReportDiagnostic(Diagnostic.Create(
                    DiagnosticCatalogue.InvalidVocabulary,
                    Location.Create(file.AdditionalFile.Path, default, default(LinePositionSpan)),
                    problem));
            }
        });
    }
}
