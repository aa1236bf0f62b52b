using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>
/// Which names may stand for sensitive data, whatever is around them: by their words, or because something in the
/// compilation that is marked is called so. Cached; thread-safe.
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
    private readonly Lazy<MarkedNames> _marked;

    public SensitiveHints(Compilation compilation, CompilationFacts facts)
    {
        _compilation = compilation;
        _facts = facts;
        _marked = new Lazy<MarkedNames>(FindMarkedNames);
    }

    /// <summary>Asks, for the identifiers of one file, whether they may stand for sensitive data.</summary>
    public Func<string, bool> NamesOf(SyntaxTree tree)
    {
        var settings = _facts.Settings.For(tree);
        return name => Mentions(name) || settings.KindOf(name) != SensitiveKind.None;
    }

    /// <summary>Whether a [LoggerMessage] method of this compilation has the name.</summary>
    public bool NamesLoggerMessage(string methodName) => _marked.Value.LoggerMessages.Contains(methodName);

    private bool Mentions(string name)
    {
        if (!_names.TryGetValue(name, out bool known))
        {
            known = MayBeSensitive(name);
            _names.TryAdd(name, known);
        }

        return known;
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

        return _marked.Value.Encrypted.Contains(name);
    }

    /// <summary>What may be called anything: [Encrypted] members and [LoggerMessage] methods.</summary>
    private MarkedNames FindMarkedNames()
    {
        var names = new MarkedNames([], []);
        // Under an alias too, and in referenced assemblies.
        names.Encrypted.UnionWith(EncryptedMembers.In(_compilation)?.Names ?? []);
        foreach (var tree in _compilation.SyntaxTrees)
        {
            string text = tree.GetText().ToString();
            if (text.IndexOf("Encrypted", StringComparison.Ordinal) < 0 && text.IndexOf("LoggerMessage", StringComparison.Ordinal) < 0)
                continue;

            foreach (var attribute in tree.GetRoot().DescendantNodes().OfType<AttributeSyntax>())
            {
                string name = AttributeNames.Short(SyntaxShapes.LastName(attribute.Name));
                if (name == "Encrypted")
                    AddDeclared(attribute.Parent?.Parent, names.Encrypted);
                else if (name == "LoggerMessage" && attribute.Parent?.Parent is MethodDeclarationSyntax method)
                    names.LoggerMessages.Add(method.Identifier.ValueText);
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

    private sealed record MarkedNames(HashSet<string> Encrypted, HashSet<string> LoggerMessages);
}
