using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>What kinds of data may not stand in a persisted type, and by which rule.</summary>
internal static class StoredDataRule
{
    /// <summary>Has each mapped member of each persisted type looked at, for the rules given.</summary>
    public static void Register(AnalysisContext context, ImmutableArray<DiagnosticDescriptor> rules) =>
        context.RegisterCompilationStartAction(start =>
        {
            var facts = CompilationFacts.Of(start.Compilation, start.Options);
            start.RegisterSymbolAction(symbol => AnalyzeType(symbol, facts, rules), SymbolKind.NamedType);
        });

    private static DiagnosticDescriptor? RuleFor(SensitiveKind kind) => kind switch
    {
        SensitiveKind.Pan => DiagnosticCatalogue.PlaintextPan,
        SensitiveKind.CardholderName or SensitiveKind.Expiry or SensitiveKind.ServiceCode => DiagnosticCatalogue.PlaintextCardholderData,
        SensitiveKind.BankAccount => DiagnosticCatalogue.PlaintextBankAccount,
        SensitiveKind.NationalId => DiagnosticCatalogue.PlaintextNationalId,
        SensitiveKind.PersonalData => DiagnosticCatalogue.PlaintextPersonalData,
        SensitiveKind.DeclaredCardholderData => DiagnosticCatalogue.PlaintextDeclaredData,
        _ when kind.IsAuthenticationData() => DiagnosticCatalogue.StoredAuthenticationData,
        _ => null,
    };

    private static void AnalyzeType(SymbolAnalysisContext context, CompilationFacts facts, ImmutableArray<DiagnosticDescriptor> rules)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct) || type.IsStatic)
        {
            return;
        }

        // Names are cheap to ask about, persistence is not: it is asked about only where a name is sensitive.
        foreach (var (member, data) in facts.Classifier.SensitiveDeclaredIn(type))
        {
            if (RuleFor(data.Kind) is { } rule
                && rules.Contains(rule)
                && IsViolation(rule, member, facts)
                && facts.PersistedTypes.IsModel(type)
                && facts.PersistedTypes.IsMapped(member)
                && !IsBackingField(member, facts))
            {
                string? what = rule == DiagnosticCatalogue.PlaintextDeclaredData ? data.DeclaredBy : data.Kind.Describe();
                context.ReportDiagnostic(Diagnostic.Create(rule, member.Locations[0], member.Name, type.Name, what));
            }
        }
    }

    /// <summary>Encrypted data is stored well, but for authentication data (PCI DSS 3.3.1); a cardholder's data counts beside the PAN.</summary>
    private static bool IsViolation(DiagnosticDescriptor rule, ISymbol member, CompilationFacts facts) =>
        rule == DiagnosticCatalogue.StoredAuthenticationData
        || (!facts.Encrypted.IsStoredEncrypted(member)
            && (rule != DiagnosticCatalogue.PlaintextCardholderData || facts.Classifier.HasMember(member.ContainingType, SensitiveKind.Pan)));

    // One finding for one datum: the property, where both it and its field are mapped.
    private static bool IsBackingField(ISymbol member, CompilationFacts facts)
    {
        if (member is not IFieldSymbol field)
        {
            return false;
        }

        var name = field.Name.TrimStart('_');
        foreach (var other in field.ContainingType.GetMembers())
        {
            if (other is IPropertySymbol property
                && property.Name.Equals(name, System.StringComparison.OrdinalIgnoreCase)
                && facts.PersistedTypes.IsMapped(property))
            {
                return true;
            }
        }

        return false;
    }
}
