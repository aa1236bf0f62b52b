using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace FieldCrypt.Analyzers;

/// <summary>FC1000: a project's own vocabulary file cannot be read and is left out.</summary>
internal static class VocabularyFileRule
{
    public static void Register(AnalysisContext context) =>
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
