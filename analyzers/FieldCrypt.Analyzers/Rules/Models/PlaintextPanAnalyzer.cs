using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>FC1001: a PAN is stored in plaintext (PCI DSS 3.5.1).</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PlaintextPanAnalyzer : StoredMemberAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(DiagnosticCatalogue.PlaintextPan);

    private protected override bool IsViolation(SensitiveData data, bool isEncrypted) => data.Kind == SensitiveKind.Pan && !isEncrypted;

    private protected override Diagnostic Report(ISymbol member, SensitiveData data) =>
        Diagnostic.Create(DiagnosticCatalogue.PlaintextPan, member.Locations[0], member.Name, member.ContainingType.Name);
}
