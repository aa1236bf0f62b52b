using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FieldCrypt.Analyzers;

/// <summary>
/// FC2004: an encrypted property is a concurrency token, a row version or the discriminator. [ConcurrencyCheck] and
/// [Timestamp] are the generator's to report (FC0009).
/// </summary>
internal sealed class EncryptedConcurrencyTokenRule : EncryptedRule
{
    public override ImmutableArray<DiagnosticDescriptor> Diagnostics { get; } = ImmutableArray.Create(DiagnosticCatalogue.EncryptedConcurrencyToken);

    public override void Register(CompilationStartAnalysisContext context, CompilationFacts facts)
    {
        context.RegisterSymbolAction(symbol => AnalyzeType(symbol, facts.Encrypted), SymbolKind.NamedType);
        ConfigurationCalls.Register(context, call => AnalyzeCall(call, facts.Encrypted), "IsConcurrencyToken", "IsRowVersion", "HasDiscriminator");
    }

    private static void AnalyzeType(SymbolAnalysisContext context, EncryptedMembers encrypted)
    {
        foreach (var (member, _) in encrypted.DeclaredIn((INamedTypeSymbol)context.Symbol))
        {
            if (member.HasAttribute("DynamoDBVersion"))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    DiagnosticCatalogue.EncryptedConcurrencyToken, member.Locations[0], member.Name, "a row version"));
            }
        }
    }

    private static void AnalyzeCall(ConfigurationCall context, EncryptedMembers encrypted)
    {
        var call = context.Operation;
        var role = call.TargetMethod.Name switch
        {
            "IsConcurrencyToken" when ModelBuilderCall.ConstantArgument(call) is not false => "a concurrency token",
            "IsRowVersion" => "a row version",
            "HasDiscriminator" => "the discriminator",
            _ => null,
        };
        if (role is null || !call.TargetMethod.IsEntityFramework())
        {
            return;
        }

        var members = call.TargetMethod.Name == "HasDiscriminator"
            ? ModelBuilderCall.NamedMembers(call, encrypted)
            : ModelBuilderCall.ConfiguredMember(call, encrypted) is { } configured ? [configured] : [];
        foreach (var member in members)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                DiagnosticCatalogue.EncryptedConcurrencyToken, ModelBuilderCall.NameLocation(call), member.Name, role));
        }
    }
}
