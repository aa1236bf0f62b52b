using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>FC1004: an IBAN or bank account number is stored in plaintext. Off by default.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PlaintextBankAccountAnalyzer : StoredMemberAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(DiagnosticCatalogue.PlaintextBankAccount);

    private protected override bool IsViolation(SensitiveData data, bool isEncrypted) => data.Kind == SensitiveKind.BankAccount && !isEncrypted;

    private protected override Diagnostic Report(ISymbol member, SensitiveData data) =>
        Diagnostic.Create(DiagnosticCatalogue.PlaintextBankAccount, member.Locations[0], member.Name, member.ContainingType.Name);
}
