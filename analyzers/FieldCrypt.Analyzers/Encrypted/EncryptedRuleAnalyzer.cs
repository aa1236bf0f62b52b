using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>What the rules about misuse of [Encrypted] share: they do nothing where the attribute is unknown.</summary>
public abstract class EncryptedRuleAnalyzer : DiagnosticAnalyzer
{
    private protected EncryptedRuleAnalyzer()
    {
    }

    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (EncryptedMembers.In(start.Compilation) is { } encrypted)
            {
                Register(start, encrypted);
            }
        });
    }

    private protected abstract void Register(CompilationStartAnalysisContext context, EncryptedMembers encrypted);
}
