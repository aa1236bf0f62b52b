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
    private readonly ConcurrentDictionary<SyntaxNode, bool> _known = new();

    /// <summary>
    /// Whether a body mentions something sensitive, or runs a member of a file that does, or its type works with a type of
    /// such a file. A chain of helpers through two files that mention nothing is not followed further.
    /// </summary>
    public bool MayBringPlaintext(SyntaxNode body) => _known.GetOrAdd(body, IsWorthALook);

    private bool IsWorthALook(SyntaxNode body) =>
        hints.AreAround(body)
        || Mentions(body, _leads.Value.Members)
        || (body.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type && Mentions(type, _leads.Value.Types));

    // By hash: a name that merely hashes alike costs a look.
    private static bool Mentions(SyntaxNode node, HashSet<int> names) => names.Count > 0
        && node.SyntaxTree.GetText().Read(node.Span, names, static (text, names) =>
        {
            var mentioned = new TextNames(text);
            while (mentioned.MoveNext())
            {
                if (names.Contains(mentioned.Hash))
                    return true;
            }

            return false;
        });

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
                names.Types.Add(TextNames.HashOf(type.Identifier.ValueText));
                break;
            case MethodDeclarationSyntax method:
                names.Members.Add(TextNames.HashOf(method.Identifier.ValueText));
                break;
            case PropertyDeclarationSyntax property when property.ExpressionBody is not null || HasCode(property.AccessorList):
                names.Members.Add(TextNames.HashOf(property.Identifier.ValueText));
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

    /// <summary>Names by the hashes of <see cref="TextNames"/>.</summary>
    private sealed record Names(HashSet<int> Types, HashSet<int> Members);
}
