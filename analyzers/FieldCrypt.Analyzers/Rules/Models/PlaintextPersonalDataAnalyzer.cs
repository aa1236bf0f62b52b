using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>FC1006: personal data is stored in plaintext. Off by default.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PlaintextPersonalDataAnalyzer : StoredMemberAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(DiagnosticCatalogue.PlaintextPersonalData);

    private protected override bool IsViolation(SensitiveData data, bool isEncrypted) => data.Kind == SensitiveKind.PersonalData && !isEncrypted;

    private protected override Diagnostic Report(ISymbol member, SensitiveData data) =>
        Diagnostic.Create(DiagnosticCatalogue.PlaintextPersonalData, member.Locations[0], member.Name, member.ContainingType.Name);
}
