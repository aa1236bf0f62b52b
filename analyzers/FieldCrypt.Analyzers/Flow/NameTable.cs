using System;
using System.Collections.Concurrent;
using System.Collections.Generic;

namespace FieldCrypt.Analyzers;

/// <summary>What is known of each name of a compilation; no string is made of a name that was seen before. Thread-safe.</summary>
/// <param name="judge">Whether a name may stand for sensitive data.</param>
internal sealed class NameTable(Func<string, bool> judge)
{
    private readonly ConcurrentDictionary<int, KnownName> _byHash = new();

    /// <summary>Adds the positions in a text at which such a name begins, in ascending order.</summary>
    public void AddMentions(ReadOnlySpan<char> text, Func<string, bool>? alsoSensitive, List<int> positions)
    {
        var names = new TextNames(text);
        while (names.MoveNext())
        {
            var name = Of(names.Current, names.Hash);
            if (name.MayBeSensitive || alsoSensitive?.Invoke(name.Text) == true)
                positions.Add(names.Start);
        }
    }

    private KnownName Of(ReadOnlySpan<char> characters, int hash)
    {
        bool isKnown = _byHash.TryGetValue(hash, out var known);
        if (isKnown && characters.SequenceEqual(known.Text.AsSpan()))
            return known;

        string text = characters.ToString();
        var name = new KnownName(text, judge(text));
        if (!isKnown)
            _byHash.TryAdd(hash, name);
        return name;
    }

    private readonly record struct KnownName(string Text, bool MayBeSensitive);
}
