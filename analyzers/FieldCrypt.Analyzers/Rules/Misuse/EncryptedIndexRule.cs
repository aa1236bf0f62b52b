using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FieldCrypt.Analyzers;

/// <summary>FC2003: an encrypted property is part of an index of its own; the blind index is the one to search by.</summary>
internal sealed class EncryptedIndexRule : EncryptedRule
{
    public override ImmutableArray<DiagnosticDescriptor> Diagnostics { get; } = ImmutableArray.Create(DiagnosticCatalogue.EncryptedIndex);

    public override void Register(CompilationStartAnalysisContext context, CompilationFacts facts)
    {
        context.RegisterSymbolAction(symbol => AnalyzeType(symbol, facts.Encrypted), SymbolKind.NamedType);
        ConfigurationCalls.Register(context, call => AnalyzeCall(call, facts.Encrypted), "HasIndex");
    }

    private static void AnalyzeType(SymbolAnalysisContext context, EncryptedMembers encrypted)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        foreach (var attribute in type.GetAttributes())
        {
            if (attribute.AttributeClass is not { Name: "IndexAttribute", ContainingNamespace.Name: "EntityFrameworkCore" })
            {
                continue;
            }

            foreach (var name in ClassAttributeNames.In(attribute))
            {
                if (encrypted.Find(type, name) is not null && attribute.ApplicationSyntaxReference is { } syntax)
                {
                    context.ReportDiagnostic(Diagnostic.Create(
                        DiagnosticCatalogue.EncryptedIndex, Location.Create(syntax.SyntaxTree, syntax.Span), name));
                }
            }
        }
    }

    private static void AnalyzeCall(ConfigurationCall context, EncryptedMembers encrypted)
    {
        var call = context.Operation;
        if (call.TargetMethod.Name != "HasIndex" || !call.TargetMethod.IsEntityFramework())
        {
            return;
        }

        foreach (var member in ModelBuilderCall.NamedMembers(call, encrypted))
        {
            context.ReportDiagnostic(Diagnostic.Create(DiagnosticCatalogue.EncryptedIndex, ModelBuilderCall.NameLocation(call), member.Name));
        }
    }
}
