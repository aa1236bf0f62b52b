using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>One rule about misuse of [Encrypted], or two that look at the same code.</summary>
internal abstract class EncryptedRule
{
    public abstract ImmutableArray<DiagnosticDescriptor> Diagnostics { get; }

    /// <summary>Asks for what the rule looks at; only called where the attribute is known.</summary>
    public abstract void Register(CompilationStartAnalysisContext context, CompilationFacts facts);
}
