using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>FC1002: sensitive authentication data is persisted, encrypted or not (PCI DSS 3.3.1).</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StoredAuthenticationDataAnalyzer : StoredMemberAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(DiagnosticCatalogue.StoredAuthenticationData);

    private protected override bool IsViolation(SensitiveData data, bool isEncrypted) => data.Kind.IsAuthenticationData();

    private protected override Diagnostic Report(ISymbol member, SensitiveData data) =>
        Diagnostic.Create(DiagnosticCatalogue.StoredAuthenticationData, member.Locations[0], member.Name, member.ContainingType.Name, data.Kind.Describe());
}
