using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.CodeFixes;

/// <summary>Using directives for what an edit brings in.</summary>
internal static class UsingDirectives
{
    /// <summary>Whether the namespace is imported at a position: by a using, a global using, or by lying around it.</summary>
    public static bool IsInScope(string name, SemanticModel model, int position)
    {
        foreach (var scope in model.GetImportScopes(position))
        {
            if (scope.Imports.Any(import => import.NamespaceOrType.ToDisplayString() == name))
                return true;
        }

        for (var space = (model.GetEnclosingSymbol(position) as INamespaceSymbol) ?? model.GetEnclosingSymbol(position)?.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            if (space.ToDisplayString() == name)
                return true;
        }

        return false;
    }

    /// <summary>Adds usings in order, below those of System.</summary>
    public static SyntaxNode Add(SyntaxNode root, IEnumerable<string> names)
    {
        if (root is not CompilationUnitSyntax unit)
            return root;

        foreach (string name in names)
        {
            if (!unit.Usings.Any(u => u.Alias is null && u.Name?.ToString() == name))
                unit = Add(unit, name);
        }

        return unit;
    }

    private static CompilationUnitSyntax Add(CompilationUnitSyntax unit, string name)
    {
        var directive = SyntaxFactory.UsingDirective(SyntaxFactory.ParseName(name).WithLeadingTrivia(SyntaxFactory.Space))
            .WithTrailingTrivia(LineEnd(unit));
        if (unit.Usings.Count == 0)
            return AddFirst(unit, directive);

        int at = unit.Usings.TakeWhile(u => u.Alias is null && u.StaticKeyword.RawKind == 0 && Precedes(u.Name?.ToString() ?? "", name)).Count();
        if (at == 0)
        {
            var first = unit.Usings[0];
            directive = directive.WithLeadingTrivia(first.GetLeadingTrivia());
            return unit.WithUsings(unit.Usings.Replace(first, first.WithLeadingTrivia()).Insert(0, directive));
        }

        return unit.WithUsings(unit.Usings.Insert(at, directive));
    }

    /// <summary>A header comment stays above the first using.</summary>
    private static CompilationUnitSyntax AddFirst(CompilationUnitSyntax unit, UsingDirectiveSyntax directive)
    {
        var end = LineEnd(unit);
        var trivia = unit.GetLeadingTrivia();
        return unit
            .WithLeadingTrivia()
            .WithUsings(SyntaxFactory.SingletonList(directive.WithLeadingTrivia(trivia).WithTrailingTrivia(end, end)));
    }

    private static bool Precedes(string existing, string name)
    {
        bool system = IsSystem(existing);
        return system != IsSystem(name) ? system : string.CompareOrdinal(existing, name) < 0;
    }

    private static bool IsSystem(string name) => name == "System" || name.StartsWith("System.", StringComparison.Ordinal);

    private static SyntaxTrivia LineEnd(SyntaxNode root) =>
        root.DescendantTrivia().FirstOrDefault(static t => t.IsKind(SyntaxKind.EndOfLineTrivia)) is { RawKind: not 0 } existing ? existing : SyntaxFactory.ElasticLineFeed;
}
