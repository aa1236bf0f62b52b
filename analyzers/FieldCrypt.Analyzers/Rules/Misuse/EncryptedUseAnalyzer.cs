using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>FC2001–FC2011: misuse of [Encrypted]. It does nothing where the attribute is unknown.</summary>
/// <remarks>
/// One analyzer for all rules of a family: the compiler goes through its list of analyzers for every symbol, so that each
/// further one is paid for in every build.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EncryptedUseAnalyzer : DiagnosticAnalyzer
{
    private static readonly ImmutableArray<EncryptedRule> Rules = ImmutableArray.Create<EncryptedRule>(
        new EncryptedColumnTypeRule(),
        new EncryptedConcurrencyTokenRule(),
        new EncryptedConversionRule(),
        new EncryptedIndexRule(),
        new EncryptedKeyRule(),
        new EncryptedNotPersistedRule(),
        new EncryptedSeedDataRule(),
        new MissingUseFieldCryptRule(),
        new QueryOnCiphertextRule(),
        new SensitiveContextRule());

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = Rules.SelectMany(static rule => rule.Diagnostics).ToImmutableArray();

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            var facts = CompilationFacts.Of(start.Compilation, start.Options);
            if (facts.Encrypted.Attribute is null)
                return;

            foreach (var rule in Rules)
                rule.Register(start, facts);
        });
    }
}
