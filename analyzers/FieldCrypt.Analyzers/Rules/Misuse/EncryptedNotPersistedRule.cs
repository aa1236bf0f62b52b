using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>FC2010: [Encrypted] on a member of a type that nothing in the compilation persists. Off by default: the DbContext may be elsewhere.</summary>
internal sealed class EncryptedNotPersistedRule : EncryptedRule
{
    public override ImmutableArray<DiagnosticDescriptor> Diagnostics { get; } = ImmutableArray.Create(DiagnosticCatalogue.EncryptedNotPersisted);

    public override void Register(CompilationStartAnalysisContext context, CompilationFacts facts)
    {
        context.RegisterSymbolAction(
            symbol =>
            {
                var member = symbol.Symbol;
                if (facts.Encrypted.IsEncrypted(member) && !facts.PersistedTypes.IsPersisted(member.ContainingType))
                {
                    symbol.ReportDiagnostic(Diagnostic.Create(
                        DiagnosticCatalogue.EncryptedNotPersisted, member.Locations[0], member.Name, member.ContainingType.Name));
                }
            },
            SymbolKind.Property,
            SymbolKind.Field);
    }
}
