using System;
using System.Collections.Concurrent;
using System.Collections.Generic;

namespace FieldCrypt.Analyzers;

/// <summary>
/// What is known of each name of a compilation, found by the characters of a file's text: no string is made of a name that
/// was seen before. Thread-safe.
/// </summary>
/// <param name="judge">Whether a name may stand for sensitive data.</param>
internal sealed class NameTable(Func<string, bool> judge)
{
    private readonly ConcurrentDictionary<int, KnownName> _byHash = new();

    /// <summary>The names in a text, in code, comments and literals alike, each with the position where it begins.</summary>
    public void AddMentions(ReadOnlySpan<char> text, Func<string, bool>? alsoSensitive, List<int> positions)
    {
        int i = 0;
        while (i < text.Length)
        {
            if (!IsNamePart(text[i]))
            {
                i++;
                continue;
            }

            int start = i;
            int hash = 17;
            for (; i < text.Length && IsNamePart(text[i]); i++)
                hash = unchecked((hash * 31) + text[i]);

            if (text[start] is >= '0' and <= '9')
                continue;

            var name = Of(text.Slice(start, i - start), hash);
            if (name.MayBeSensitive || alsoSensitive?.Invoke(name.Text) == true)
                positions.Add(start);
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

    private static bool IsNamePart(char c) =>
        c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' || (c > 127 && char.IsLetterOrDigit(c));

    private readonly record struct KnownName(string Text, bool MayBeSensitive);
}
