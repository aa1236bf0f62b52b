using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>
/// FC3006: a record whose compiler-written ToString prints plaintext. Only persisted records and [Encrypted] members
/// count: a request record is reported where it is logged.
/// </summary>
internal static class RecordPrintingRule
{
    public static ImmutableArray<DiagnosticDescriptor> Diagnostics { get; } = ImmutableArray.Create(DiagnosticCatalogue.LeakInRecordPrinting);

    public static void Register(CompilationStartAnalysisContext start, FlowContext flow) =>
        start.RegisterSymbolAction(symbol => Analyze(symbol, flow), SymbolKind.NamedType);

    private static void Analyze(SymbolAnalysisContext context, FlowContext flow)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (!RecordPrinting.IsSynthesized(type) || type.Locations.IsEmpty)
            return;

        if (flow.PrintedMembers.Find(type, PrintMode.Text, context.CancellationToken) is not { Symbol: { } member } source)
            return;

        if (EncryptedMembers.IsMarked(member) || flow.Facts.PersistedTypes.IsModel(type))
            context.ReportDiagnostic(LeakDiagnostic.Create(DiagnosticCatalogue.LeakInRecordPrinting, type.Locations[0], source, type.Name));
    }
}
