using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;

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

    private readonly CompilationFacts _facts;
    private readonly ConcurrentDictionary<string, bool> _names = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<SyntaxTree, NamePositions> _mentions = new();

    public SensitiveHints(CompilationFacts facts) => _facts = facts;

    /// <summary>
    /// Whether such a name occurs in the member around a node, as an identifier or in a literal. Members without are left
    /// alone by the rules that would otherwise have to bind every call and assignment.
    /// </summary>
    public bool AreAround(SyntaxNode node) =>
        PositionsIn(node.SyntaxTree) is { IsEmpty: false } positions && positions.AreIn(SyntaxShapes.MemberOf(node).Span);

    /// <summary>Whether a [LoggerMessage] method of this compilation has the name.</summary>
    public bool NamesLoggerMessage(string methodName) => _facts.Marked.LoggerMessages.Contains(methodName);

    /// <summary>Whether such a name occurs in a file.</summary>
    public bool AreIn(SyntaxTree tree) => !PositionsIn(tree).IsEmpty;

    private NamePositions PositionsIn(SyntaxTree tree) => _mentions.TryGetValue(tree, out var known) ? known : _mentions.GetOrAdd(tree, FindMentions);

    private NamePositions FindMentions(SyntaxTree tree)
    {
        var settings = _facts.Settings.For(tree);
        return FileFacts.Of(tree).Names.Where(name =>
            _names.GetOrAdd(name, MayBeSensitive) || (settings.HasNames && settings.KindOf(name) != SensitiveKind.None));
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

        return _facts.Marked.Encrypted.Contains(name);
    }
}
