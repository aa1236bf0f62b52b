using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FieldCrypt.Analyzers;

/// <summary>
/// FC2009: a DbContext that maps encrypted properties is configured here without UseFieldCrypt. Reported only where its
/// configuration is in view: at AddDbContext, at the provider in OnConfiguring, at new DbContextOptionsBuilder.
/// </summary>
internal sealed class MissingUseFieldCryptRule : EncryptedRule
{
    public override ImmutableArray<DiagnosticDescriptor> Diagnostics { get; } = ImmutableArray.Create(DiagnosticCatalogue.MissingUseFieldCrypt);

    public override void Register(CompilationStartAnalysisContext context, CompilationFacts facts)
    {
        ConfigurationCalls.Register(context, call => Analyze(call, facts.Contexts), [.. ConfigurationNames.Registrations, .. ConfigurationNames.Providers]);
    }

    private static void Analyze(ConfigurationCall context, EncryptedContexts contexts)
    {
        var call = context.Operation;
        if (ConfiguredContext(call, context.ContainingMember) is { } dbContext
            && contexts.EncryptedMemberOf(dbContext) is { } member
            && !contexts.IsWired(dbContext))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                DiagnosticCatalogue.MissingUseFieldCrypt,
                ModelBuilderCall.NameLocation(call),
                dbContext.Name,
                $"{member.ContainingType.Name}.{member.Name}"));
        }
    }

    private static INamedTypeSymbol? ConfiguredContext(IInvocationOperation call, ISymbol? containing)
    {
        var method = call.TargetMethod;
        if (method.TypeArguments.Length > 0 && ConfigurationNames.Registrations.Contains(method.Name))
        {
            return ChoosesProvider(call) ? method.TypeArguments.OfType<INamedTypeSymbol>().FirstOrDefault(DbContextTypes.IsDbContext) : null;
        }

        if (!IsProvider(method))
        {
            return null;
        }

        // UseSqlite(...) in OnConfiguring, or on a DbContextOptionsBuilder<T> made by hand.
        if (containing is IMethodSymbol { Name: "OnConfiguring" } && DbContextTypes.IsDbContext(containing.ContainingType))
        {
            return containing.ContainingType;
        }

        return ModelBuilderCall.Unwrap(ModelBuilderCall.ReceiverValue(call)) is IObjectCreationOperation { Type: INamedTypeSymbol { Name: "DbContextOptionsBuilder", TypeArguments: { Length: 1 } arguments } }
            ? arguments[0] as INamedTypeSymbol
            : null;
    }

    // A lambda that hands its options on to a method elsewhere says nothing.
    private static bool ChoosesProvider(IInvocationOperation registration) =>
        registration.TargetMethod.Name is "AddSqlite" or "AddSqlServer" or "AddNpgsql" or "AddCosmos" or "AddOracle"
        || registration.Arguments.Any(static argument => argument.Value.Descendants().OfType<IInvocationOperation>().Any(static inner => IsProvider(inner.TargetMethod)));

    private static bool IsProvider(IMethodSymbol method) =>
        method.IsExtensionMethod && ConfigurationNames.Providers.Contains(method.Name);
}
