using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>
/// Whether a member mentions anything by a name that may stand for sensitive data. Members that do not are left alone
/// by the rules that would otherwise have to bind every call. Cached; thread-safe.
/// </summary>
internal sealed class SensitiveHints
{
    /// <summary>Concepts of the vocabulary without which no name stands for account data.</summary>
    private static readonly HashSet<string> Concepts = new(StringComparer.Ordinal)
    {
        "card", "cc", "pan", "cvv", "cvshort", "csc", "track", "stripe", "swipe", "pin", "cardholder", "holder", "security",
        "verification", "credit", "magnetic", "iban", "ssn", "social", "passport",
    };

    private readonly Compilation _compilation;
    private readonly CompilationFacts _facts;
    private readonly ConcurrentDictionary<string, bool> _names = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<SyntaxNode, object> _members = new();
    private readonly Lazy<HashSet<string>> _encryptedNames;

    public SensitiveHints(Compilation compilation, CompilationFacts facts)
    {
        _compilation = compilation;
        _facts = facts;
        _encryptedNames = new Lazy<HashSet<string>>(FindEncryptedNames);
    }

    public bool InMember(SyntaxNode node) => (bool)_members.GetValue(SyntaxShapes.MemberOf(node), member => In(member));

    public bool In(SyntaxNode node)
    {
        foreach (var token in node.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken) && _names.GetOrAdd(token.ValueText, MayBeSensitive))
                return true;
        }

        return false;
    }

    private bool MayBeSensitive(string name)
    {
        foreach (var word in _facts.Names.WordsOf(name).Words)
        {
            foreach (string concept in word.Concepts)
            {
                if (Concepts.Contains(concept))
                    return true;
            }
        }

        return _encryptedNames.Value.Contains(name) || _facts.Settings.For((SyntaxTree?)null).KindOf(name) != SensitiveKind.None;
    }

    /// <summary>The names of [Encrypted] members, which may be called anything.</summary>
    private HashSet<string> FindEncryptedNames()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tree in _compilation.SyntaxTrees)
        {
            if (!tree.GetText().ToString().Contains("Encrypted"))
                continue;

            foreach (var attribute in tree.GetRoot().DescendantNodes().OfType<AttributeSyntax>())
            {
                if (AttributeNames.Short(SyntaxShapes.LastName(attribute.Name)) == "Encrypted")
                    AddDeclared(attribute.Parent?.Parent, names);
            }
        }

        return names;
    }

    private static void AddDeclared(SyntaxNode? declaration, HashSet<string> names)
    {
        switch (declaration)
        {
            case PropertyDeclarationSyntax property:
                names.Add(property.Identifier.ValueText);
                break;
            case ParameterSyntax parameter:
                names.Add(parameter.Identifier.ValueText);
                break;
            case FieldDeclarationSyntax field:
                foreach (var variable in field.Declaration.Variables)
                    names.Add(variable.Identifier.ValueText);
                break;
        }
    }
}
