using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FieldCrypt.Analyzers;

/// <summary>FC2011: seed data or a database default writes an encrypted property's plaintext into the model and its migrations.</summary>
internal sealed class EncryptedSeedDataRule : EncryptedRule
{
    public override ImmutableArray<DiagnosticDescriptor> Diagnostics { get; } = ImmutableArray.Create(DiagnosticCatalogue.EncryptedSeedData);

    public override void Register(CompilationStartAnalysisContext context, CompilationFacts facts) =>
        ConfigurationCalls.Register(context, call => AnalyzeCall(call, facts.Encrypted), "HasData", "HasDefaultValue", "HasDefaultValueSql", "HasComputedColumnSql");

    private static void AnalyzeCall(ConfigurationCall context, EncryptedMembers encrypted)
    {
        var call = context.Operation;
        switch (call.TargetMethod.Name)
        {
            case "HasData" when call.TargetMethod.IsEntityFramework():
                AnalyzeSeed(context, call, encrypted);
                break;
            case "HasDefaultValue" or "HasDefaultValueSql" or "HasComputedColumnSql" when call.TargetMethod.IsEntityFramework():
                if (ModelBuilderCall.ConfiguredMember(call, encrypted) is { } member)
                {
                    Report(context, ModelBuilderCall.NameLocation(call), member.Name, call.TargetMethod.Name);
                }

                break;
        }
    }

    private static void AnalyzeSeed(ConfigurationCall context, IInvocationOperation call, EncryptedMembers encrypted)
    {
        var entity = ModelBuilderCall.ReceiverValue(call)?.Type is INamedTypeSymbol { TypeArguments: { Length: > 0 } arguments } ? arguments[0] : null;
        foreach (var assignment in call.Arguments.SelectMany(static argument => argument.Value.DescendantsAndSelf()).OfType<ISimpleAssignmentOperation>())
        {
            if (assignment.Target is IPropertyReferenceOperation or IFieldReferenceOperation
                && assignment.Target is IMemberReferenceOperation target
                && assignment.Value.ConstantValue is not { HasValue: true, Value: null }
                && (encrypted.IsEncrypted(target.Member) || target.Member.ContainingType.IsAnonymousType && encrypted.Find(entity, target.Member.Name) is not null))
            {
                Report(context, assignment.Syntax.GetLocation(), target.Member.Name, "HasData");
            }
        }
    }

    private static void Report(ConfigurationCall context, Location location, string member, string method) =>
        context.ReportDiagnostic(Diagnostic.Create(DiagnosticCatalogue.EncryptedSeedData, location, member, method));
}
