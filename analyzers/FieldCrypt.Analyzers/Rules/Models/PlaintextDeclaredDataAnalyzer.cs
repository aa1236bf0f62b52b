using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>FC1007: a member declared as cardholder data is stored in plaintext.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PlaintextDeclaredDataAnalyzer : StoredMemberAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(DiagnosticCatalogue.PlaintextDeclaredData);

    private protected override bool IsViolation(SensitiveData data, bool isEncrypted) => data.Kind == SensitiveKind.DeclaredCardholderData && !isEncrypted;

    private protected override Diagnostic Report(ISymbol member, SensitiveData data) =>
        Diagnostic.Create(DiagnosticCatalogue.PlaintextDeclaredData, member.Locations[0], member.Name, member.ContainingType.Name, data.DeclaredBy);
}
