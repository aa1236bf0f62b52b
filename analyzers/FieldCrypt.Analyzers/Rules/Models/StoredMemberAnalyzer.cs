using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>What the model rules share: they look at each mapped member of each persisted type once.</summary>
public abstract class StoredMemberAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            var facts = CompilationFacts.Of(start.Compilation, start.Options);
            start.RegisterSymbolAction(symbol => AnalyzeType(symbol, facts), SymbolKind.NamedType);
        });
    }

    private protected StoredMemberAnalyzer()
    {
    }

    /// <summary>Whether data of a kind, stored so, breaks the rule.</summary>
    private protected abstract bool IsViolation(SensitiveData data, bool isEncrypted);

    private protected abstract Diagnostic Report(ISymbol member, SensitiveData data);

    /// <summary>Whether the rule holds for the type at all.</summary>
    private protected virtual bool Concerns(INamedTypeSymbol type, SensitiveDataClassifier classifier) => true;

    private void AnalyzeType(SymbolAnalysisContext context, CompilationFacts facts)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct) || type.IsStatic)
        {
            return;
        }

        // Names are cheap to ask about, persistence is not: it is asked about only where a name is sensitive.
        foreach (var (member, data) in facts.Classifier.SensitiveDeclaredIn(type))
        {
            if (IsViolation(data, facts.PersistedTypes.IsEncrypted(member))
                && facts.PersistedTypes.IsModel(type)
                && facts.PersistedTypes.IsMapped(member)
                && !IsBackingField(member, facts)
                && Concerns(type, facts.Classifier))
            {
                context.ReportDiagnostic(Report(member, data));
            }
        }
    }

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
