using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>
/// What methods of this compilation do with plaintext: which of their own sources and which parameters are in what they
/// return, and which parameters they write to a sink. Made on demand, to a bounded depth, and kept. Thread-safe.
/// </summary>
internal sealed class MethodSummaries(FlowContext context)
{
    /// <summary>Helpers of helpers of helpers.</summary>
    private const int MaxDepth = 3;

    // By depth: how far a summary could look depends on where it was asked for, and results must not depend on order.
    private readonly ConcurrentDictionary<IMethodSymbol, ValueFlow>[] _returns = Tables<ValueFlow>();
    private readonly ConcurrentDictionary<IMethodSymbol, IReadOnlyList<SinkParameter>>[] _sinks = Tables<IReadOnlyList<SinkParameter>>();

    /// <summary>The flow of what a method or getter returns; unknown where its body cannot be seen.</summary>
    public ValueFlow Returns(IMethodSymbol method, int depth, CancellationToken cancellation)
    {
        if (depth >= MaxDepth)
            return ValueFlow.Unknown;

        var definition = Definition(method);
        if (_returns[depth].TryGetValue(definition, out var known))
            return known;

        var flow = ReadReturns(definition, depth, cancellation);
        _returns[depth].TryAdd(definition, flow);
        return flow;
    }

    /// <summary>The parameters that a method hands on to a sink and that do not say by their own name what they hold.</summary>
    public IReadOnlyList<SinkParameter> Sinks(IMethodSymbol method, int depth, CancellationToken cancellation)
    {
        if (depth >= MaxDepth)
            return [];

        var definition = Definition(method);
        if (_sinks[depth].TryGetValue(definition, out var known))
            return known;

        var sinks = ReadSinks(definition, depth, cancellation);
        _sinks[depth].TryAdd(definition, sinks);
        return sinks;
    }

    /// <summary>Whether a method of this compilation may return plaintext that is not given to it; judged by names.</summary>
    public bool MayBringPlaintext(IMethodSymbol method, CancellationToken cancellation) =>
        BodyOf(Definition(method), cancellation) is { } body && context.Helpers.MayBringPlaintext(body);

    private ValueFlow ReadReturns(IMethodSymbol method, int depth, CancellationToken cancellation)
    {
        if (BodyOf(method, cancellation) is not { } body)
            return ValueFlow.Unknown;

        var tracer = context.TracerFor(body.SyntaxTree, depth + 1, method, cancellation);
        if (body is ArrowExpressionClauseSyntax arrow)
            return tracer.Trace(arrow.Expression);
        if (body is ExpressionSyntax expression)
            return tracer.Trace(expression);

        bool any = false;
        var flow = ValueFlow.Cleared;
        foreach (var returned in ReturnedExpressions(body))
        {
            any = true;
            flow = flow.Or(tracer.Trace(returned));
        }

        return any ? flow : ValueFlow.Unknown;
    }

    private IReadOnlyList<SinkParameter> ReadSinks(IMethodSymbol method, int depth, CancellationToken cancellation)
    {
        if (method.Parameters.IsEmpty || BodyOf(method, cancellation) is not { } body)
            return [];

        var scanner = new SinkScanner(context, context.TracerFor(body.SyntaxTree, depth + 1, method, cancellation), cancellation, depth + 1);
        var found = new List<SinkParameter>();
        foreach (var write in scanner.Scan(body))
        {
            for (int i = 0; i < method.Parameters.Length; i++)
            {
                bool flows = write.Flow.Source is null && i < 64 && (write.Flow.Parameters & (1UL << i)) != 0;
                if (flows && !found.Any(known => known.Ordinal == i))
                    found.Add(new SinkParameter(i, write.Rule, (write.Flow.Serialized & (1UL << i)) != 0 ? PrintMode.Serialized : PrintMode.Text));
            }
        }

        return found;
    }

    /// <summary>The values a body returns or yields, without those of functions nested in it.</summary>
    public static IEnumerable<ExpressionSyntax> ReturnedExpressions(SyntaxNode body)
    {
        foreach (var node in body.DescendantNodes(static n => n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
        {
            if (node is ReturnStatementSyntax { Expression: { } value })
                yield return value;
            else if (node is YieldStatementSyntax { Expression: { } yielded })
                yield return yielded;
        }
    }

    private SyntaxNode? BodyOf(IMethodSymbol method, CancellationToken cancellation)
    {
        var implementation = method.PartialImplementationPart ?? method;
        if (implementation.IsAbstract || implementation.DeclaringSyntaxReferences.Length == 0)
            return null;

        var syntax = implementation.DeclaringSyntaxReferences[0].GetSyntax(cancellation);
        // A project reference may bring a method of another compilation in source.
        if (!context.Facts.Compilation.ContainsSyntaxTree(syntax.SyntaxTree))
            return null;

        return syntax switch
        {
            BaseMethodDeclarationSyntax declaration => (SyntaxNode?)declaration.Body ?? declaration.ExpressionBody,
            LocalFunctionStatementSyntax function => (SyntaxNode?)function.Body ?? function.ExpressionBody,
            AccessorDeclarationSyntax accessor => (SyntaxNode?)accessor.Body ?? accessor.ExpressionBody,
            ArrowExpressionClauseSyntax arrow => arrow,
            AnonymousFunctionExpressionSyntax lambda => lambda.Body,
            _ => null,
        };
    }

    private static IMethodSymbol Definition(IMethodSymbol method) => (method.ReducedFrom ?? method).OriginalDefinition;

    private static ConcurrentDictionary<IMethodSymbol, T>[] Tables<T>() =>
        [.. Enumerable.Range(0, MaxDepth).Select(static _ => new ConcurrentDictionary<IMethodSymbol, T>(SymbolEqualityComparer.Default))];
}
