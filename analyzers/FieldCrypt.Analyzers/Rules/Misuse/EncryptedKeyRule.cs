using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FieldCrypt.Analyzers;

/// <summary>
/// FC2002: an encrypted property is (part of) a primary, alternate, foreign, partition or sort key. [Key] and [ForeignKey]
/// on the property itself are the generator's to report (FC0009).
/// </summary>
internal sealed class EncryptedKeyRule : EncryptedRule
{
    public override ImmutableArray<DiagnosticDescriptor> Diagnostics { get; } = ImmutableArray.Create(DiagnosticCatalogue.EncryptedKey);

    public override void Register(CompilationStartAnalysisContext context, CompilationFacts facts)
    {
        context.RegisterSymbolAction(symbol => AnalyzeType(symbol, facts.Encrypted), SymbolKind.NamedType);
        ConfigurationCalls.Register(context, call => AnalyzeCall(call, facts.Encrypted), "HasKey", "HasAlternateKey", "HasPrincipalKey", "HasForeignKey");
    }

    private static string? KeyRole(ISymbol member)
    {
        foreach (var attribute in member.GetAttributes())
        {
            switch (attribute.ShortName())
            {
                case "ExplicitKey" or "BsonId":
                    return "the key of its type";
                case "DynamoDBHashKey":
                    return "the partition key of its table";
                case "DynamoDBRangeKey":
                    return "the sort key of its table";
            }
        }

        if (member.HasAttribute("Key", "ForeignKey"))
        {
            return null;
        }

        var name = member.Name;
        return name == "Id" || name == member.ContainingType.Name + "Id" ? "the key of its type by EF Core's convention" : IsForeignKeyOfSibling(member) ? "a foreign key" : null;
    }

    private static bool IsForeignKeyOfSibling(ISymbol member) => member.ContainingType.GetMembers().Any(sibling =>
        sibling.FindAttribute("ForeignKey")?.PositionalArgument(0) is string names
        && names.Split(',').Any(name => name.Trim() == member.Name)
        && !SymbolEqualityComparer.Default.Equals(sibling, member));

    private static void AnalyzeType(SymbolAnalysisContext context, EncryptedMembers encrypted)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        foreach (var (member, _) in encrypted.DeclaredIn(type))
        {
            if (KeyRole(member) is { } role)
            {
                context.ReportDiagnostic(Diagnostic.Create(DiagnosticCatalogue.EncryptedKey, member.Locations[0], member.Name, role));
            }
        }

        // [PrimaryKey(nameof(A), nameof(B))] on the class.
        if (type.FindAttribute("PrimaryKey") is not { AttributeClass.ContainingNamespace.Name: "EntityFrameworkCore" } attribute)
        {
            return;
        }

        foreach (var name in ClassAttributeNames.In(attribute))
        {
            if (encrypted.Find(type, name) is { } member)
            {
                // A base class of another project cannot be pointed to.
                var at = SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, type.ContainingAssembly)
                    ? member.Locations[0]
                    : EncryptedMembers.LocationOf(attribute, context.Compilation);
                context.ReportDiagnostic(Diagnostic.Create(DiagnosticCatalogue.EncryptedKey, at, name, "part of the primary key"));
            }
        }
    }

    private static void AnalyzeCall(ConfigurationCall context, EncryptedMembers encrypted)
    {
        var call = context.Operation;
        var role = call.TargetMethod.Name switch
        {
            "HasKey" => "the primary key",
            "HasAlternateKey" or "HasPrincipalKey" => "an alternate key",
            "HasForeignKey" => "a foreign key",
            _ => null,
        };
        if (role is null || !call.TargetMethod.IsEntityFramework())
        {
            return;
        }

        foreach (var member in ModelBuilderCall.NamedMembers(call, encrypted))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                DiagnosticCatalogue.EncryptedKey, ModelBuilderCall.NameLocation(call), member.Name, role));
        }
    }
}
