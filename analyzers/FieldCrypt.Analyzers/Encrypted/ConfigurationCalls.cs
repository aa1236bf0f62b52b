using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FieldCrypt.Analyzers;

/// <summary>
/// Finds calls of EF Core's configuration by name. Few files have any, so that the operations of all others, which are
/// dear to make, are never asked for.
/// </summary>
internal static class ConfigurationCalls
{
    /// <summary>Has every call that resolves, by one of the names, analyzed.</summary>
    /// <exception cref="ArgumentException">A name that files are not searched for.</exception>
    public static void Register(CompilationStartAnalysisContext context, Action<ConfigurationCall> analyze, params string[] names)
    {
        if (names.FirstOrDefault(static name => !ConfigurationNames.All.Contains(name)) is { } unknown)
        {
            throw new ArgumentException($"Add '{unknown}' to {nameof(ConfigurationNames)}.", nameof(names));
        }

        context.RegisterSemanticModelAction(file =>
        {
            foreach (var (name, call) in FileFacts.Of(file.SemanticModel.SyntaxTree).Configuration.Calls)
            {
                if (names.Contains(name) && file.SemanticModel.GetOperation(call, file.CancellationToken) is IInvocationOperation operation)
                {
                    analyze(new ConfigurationCall(operation, file));
                }
            }
        });
    }
}
