using System;
using System.Collections.Generic;

namespace FieldCrypt.Analyzers;

/// <summary>One string for each name, whatever file it stands in: the files of a code base repeat each other's names. Thread-safe.</summary>
internal static class NamePool
{
    private const int Capacity = 100_000;

    private static readonly BoundedCache<int, string> Known = new(Capacity, EqualityComparer<int>.Default);

    /// <param name="characters">The name.</param>
    /// <param name="hash">Its hash by <see cref="TextNames"/>.</param>
    public static string Of(ReadOnlySpan<char> characters, int hash)
    {
        bool isKnown = Known.TryGetValue(hash, out string? known);
        if (isKnown && characters.SequenceEqual(known.AsSpan()))
            return known;

        string name = characters.ToString();
        // Of two names with one hash the first stays.
        Known.Add(hash, name);
        return name;
    }
}
