using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>FC1003: cardholder name, expiry date or service code is stored in plaintext with a PAN.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PlaintextCardholderDataAnalyzer : StoredMemberAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(DiagnosticCatalogue.PlaintextCardholderData);

    private protected override bool IsViolation(SensitiveData data, bool isEncrypted) =>
        !isEncrypted && data.Kind is (SensitiveKind.CardholderName or SensitiveKind.Expiry or SensitiveKind.ServiceCode);

    private protected override bool Concerns(INamedTypeSymbol type, SensitiveDataClassifier classifier) => classifier.HasMember(type, SensitiveKind.Pan);

    private protected override Diagnostic Report(ISymbol member, SensitiveData data) =>
        Diagnostic.Create(DiagnosticCatalogue.PlaintextCardholderData, member.Locations[0], member.Name, member.ContainingType.Name, data.Kind.Describe());
}
