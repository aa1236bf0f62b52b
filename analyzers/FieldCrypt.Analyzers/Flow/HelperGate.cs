using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>
/// Decides by names alone whether a helper may bring in plaintext of its own: looking into one means binding another
/// file's code, and few helpers are worth it. Thread-safe.
/// </summary>
internal sealed class HelperGate(Compilation compilation, SensitiveHints hints)
{
    private readonly Lazy<Names> _leads = new(() => FindLeads(compilation, hints));
    private readonly ConcurrentDictionary<SyntaxTree, (NamePositions Members, NamePositions Types)> _mentions = new();
    private readonly ConcurrentDictionary<SyntaxNode, bool> _known = new();

    /// <summary>
    /// Whether a body mentions something sensitive, or runs a member of a file that does, or its type works with a type of
    /// such a file. A chain of helpers through two files that mention nothing is not followed further.
    /// </summary>
    public bool MayBringPlaintext(SyntaxNode body) => _known.GetOrAdd(body, IsWorthALook);

    private bool IsWorthALook(SyntaxNode body)
    {
        if (hints.AreAround(body))
            return true;

        var (members, types) = _mentions.GetOrAdd(body.SyntaxTree, FindMentions);
        return members.AreIn(body.Span) || (body.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type && types.AreIn(type.Span));
    }

    private (NamePositions, NamePositions) FindMentions(SyntaxTree tree)
    {
        var names = FileFacts.Of(tree).Names;
        return (names.Where(_leads.Value.Members.Contains), names.Where(_leads.Value.Types.Contains));
    }

    /// <summary>What is declared in files that mention something sensitive: types, and members with code.</summary>
    private static Names FindLeads(Compilation compilation, SensitiveHints hints)
    {
        var names = new Names([], []);
        foreach (var tree in compilation.SyntaxTrees)
        {
            if (!hints.AreIn(tree))
                continue;

            foreach (var node in tree.GetRoot().DescendantNodes(static node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax))
                AddName(node, names);
        }

        return names;
    }

    private static void AddName(SyntaxNode declaration, Names names)
    {
        switch (declaration)
        {
            case BaseTypeDeclarationSyntax type:
                names.Types.Add(type.Identifier.ValueText);
                break;
            case MethodDeclarationSyntax method:
                names.Members.Add(method.Identifier.ValueText);
                break;
            case PropertyDeclarationSyntax property when property.ExpressionBody is not null || HasCode(property.AccessorList):
                names.Members.Add(property.Identifier.ValueText);
                break;
        }
    }

    private static bool HasCode(AccessorListSyntax? accessors)
    {
        foreach (var accessor in accessors?.Accessors ?? default)
        {
            if (accessor.Body is not null || accessor.ExpressionBody is not null)
                return true;
        }

        return false;
    }

    private sealed record Names(HashSet<string> Types, HashSet<string> Members);
}
