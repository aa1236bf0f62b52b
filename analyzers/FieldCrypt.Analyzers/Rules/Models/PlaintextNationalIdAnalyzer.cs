using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>FC1005: a national identifier is stored in plaintext. Off by default.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PlaintextNationalIdAnalyzer : StoredMemberAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(DiagnosticCatalogue.PlaintextNationalId);

    private protected override bool IsViolation(SensitiveData data, bool isEncrypted) => data.Kind == SensitiveKind.NationalId && !isEncrypted;

    private protected override Diagnostic Report(ISymbol member, SensitiveData data) =>
        Diagnostic.Create(DiagnosticCatalogue.PlaintextNationalId, member.Locations[0], member.Name, member.ContainingType.Name);
}
