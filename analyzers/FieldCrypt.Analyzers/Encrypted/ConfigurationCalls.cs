using System;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FieldCrypt.Analyzers;

/// <summary>
/// Finds calls of EF Core's configuration by name. Few files have any, so that the operations of all others, which are
/// dear to make, are never asked for.
/// </summary>
internal static class ConfigurationCalls
{
    // What the text of a file must hold to be walked: every name that a rule registers begins so.
    private static readonly ImmutableArray<string> Beginnings = ImmutableArray.Create(
        "Has", "IsConcurrencyToken", "IsRowVersion", "Use", "AddDbContext", "AddPooledDbContext", "ConfigureDbContext", "AddSql", "AddNpgsql", "AddCosmos", "AddOracle");

    private static readonly ConditionalWeakTable<SyntaxTree, FileCalls> Cache = new();

    /// <summary>Has every call that resolves, by one of the names, analyzed.</summary>
    /// <exception cref="ArgumentException">A name begins otherwise than the gate on a file's text knows.</exception>
    public static void Register(CompilationStartAnalysisContext context, Action<ConfigurationCall> analyze, params string[] names)
    {
        if (names.FirstOrDefault(static name => !Beginnings.Any(beginning => name.StartsWith(beginning, StringComparison.Ordinal))) is { } unknown)
        {
            throw new ArgumentException($"Add how '{unknown}' begins to {nameof(Beginnings)}.", nameof(names));
        }

        context.RegisterSemanticModelAction(file =>
        {
            foreach (var (name, call) in In(file.SemanticModel.SyntaxTree, file.CancellationToken))
            {
                if (names.Contains(name) && file.SemanticModel.GetOperation(call, file.CancellationToken) is IInvocationOperation operation)
                {
                    analyze(new ConfigurationCall(operation, file));
                }
            }
        });
    }

    private static ImmutableArray<(string Name, InvocationExpressionSyntax Call)> In(SyntaxTree tree, CancellationToken cancellation) =>
        (Cache.TryGetValue(tree, out var known) ? known : Cache.GetValue(tree, key => Read(key, cancellation))).Calls;

    private static FileCalls Read(SyntaxTree tree, CancellationToken cancellation)
    {
        if (!tree.GetText(cancellation).ContainsAny(Beginnings))
        {
            return new FileCalls(ImmutableArray<(string, InvocationExpressionSyntax)>.Empty);
        }

        var calls = ImmutableArray.CreateBuilder<(string, InvocationExpressionSyntax)>();
        foreach (var call in tree.GetRoot(cancellation).DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            string name = LastName.Of(call.Expression);
            if (Beginnings.Any(beginning => name.StartsWith(beginning, StringComparison.Ordinal)))
            {
                calls.Add((name, call));
            }
        }

        return new FileCalls(calls.ToImmutable());
    }

    private sealed record FileCalls(ImmutableArray<(string Name, InvocationExpressionSyntax Call)> Calls);
}
