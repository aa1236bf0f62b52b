using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FieldCrypt.Analyzers;

/// <summary>FC2005: an encrypted property is given a value conversion of its own.</summary>
internal sealed class EncryptedConversionRule : EncryptedRule
{
    public override ImmutableArray<DiagnosticDescriptor> Diagnostics { get; } = ImmutableArray.Create(DiagnosticCatalogue.EncryptedConversion);

    public override void Register(CompilationStartAnalysisContext context, CompilationFacts facts) =>
        ConfigurationCalls.Register(context, call => AnalyzeCall(call, facts.Encrypted), "HasConversion");

    private static void AnalyzeCall(ConfigurationCall context, EncryptedMembers encrypted)
    {
        var call = context.Operation;
        if (call.TargetMethod.Name == "HasConversion"
            && call.TargetMethod.IsEntityFramework()
            && !IsReset(call)
            && ModelBuilderCall.ConfiguredMember(call, encrypted) is { } member)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                DiagnosticCatalogue.EncryptedConversion, ModelBuilderCall.NameLocation(call), member.Name, call.TargetMethod.Name));
        }
    }

    // HasConversion((ValueConverter?)null) takes a conversion of ConfigureConventions away.
    private static bool IsReset(IInvocationOperation call) =>
        call.Arguments.Length > 0 && call.Arguments[0].Value.ConstantValue is { HasValue: true, Value: null };
}
