using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
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
    private readonly NameTable _names;
    private readonly ConcurrentDictionary<SyntaxTree, ImmutableArray<int>> _mentions = new();
    private readonly Lazy<MarkedNames> _marked;

    public SensitiveHints(Compilation compilation, CompilationFacts facts)
    {
        _facts = facts;
        _names = new NameTable(MayBeSensitive);
        _marked = new Lazy<MarkedNames>(() => MarkedNames.In(compilation));
    }

    /// <summary>
    /// Whether such a name occurs in the member around a node, as an identifier or in a literal. Members without are left
    /// alone by the rules that would otherwise have to bind every call and assignment.
    /// </summary>
    public bool AreAround(SyntaxNode node)
    {
        var positions = PositionsIn(node.SyntaxTree);
        if (positions.IsEmpty)
            return false;

        var member = SyntaxShapes.MemberOf(node).Span;
        int first = positions.BinarySearch(member.Start);
        return first >= 0 || (~first < positions.Length && positions[~first] < member.End);
    }

    /// <summary>Whether a [LoggerMessage] method of this compilation has the name.</summary>
    public bool NamesLoggerMessage(string methodName) => _marked.Value.LoggerMessages.Contains(methodName);

    /// <summary>Whether such a name occurs in a file.</summary>
    public bool AreIn(SyntaxTree tree) => !PositionsIn(tree).IsEmpty;

    private ImmutableArray<int> PositionsIn(SyntaxTree tree) => _mentions.TryGetValue(tree, out var known) ? known : _mentions.GetOrAdd(tree, FindMentions);

    private ImmutableArray<int> FindMentions(SyntaxTree tree)
    {
        var settings = _facts.Settings.For(tree);
        return tree.GetText().Read((Names: _names, settings), static (text, state) =>
        {
            var positions = new List<int>();
            state.Names.AddMentions(text, state.settings.HasNames ? name => state.settings.KindOf(name) != SensitiveKind.None : null, positions);
            return positions.ToImmutableArray();
        });
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
}
