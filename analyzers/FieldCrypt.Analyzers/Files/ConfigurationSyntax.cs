using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>The calls in a file that, by their names, configure EF Core: few files have any.</summary>
internal sealed record ConfigurationSyntax(ImmutableArray<(string Name, InvocationExpressionSyntax Call)> Calls)
{
    private static readonly ConfigurationSyntax None = new(ImmutableArray<(string, InvocationExpressionSyntax)>.Empty);

    public static ConfigurationSyntax Read(SyntaxTree tree, FileNames names) => !names.Any(ConfigurationNames.All.Contains)
        ? None
        : new(tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Select(static call => (Name: LastName.Of(call.Expression), call))
            .Where(static named => ConfigurationNames.All.Contains(named.Name))
            .ToImmutableArray());
}
