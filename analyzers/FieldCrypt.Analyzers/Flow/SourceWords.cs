using System.Collections.Concurrent;
using System.Collections.Generic;

namespace FieldCrypt.Analyzers;

/// <summary>The words of identifiers by the built-in vocabulary, remembered: the same names come up all the time.</summary>
internal static class SourceWords
{
    /// <summary>A long-lived compiler server sees names without end.</summary>
    private const int MaxRemembered = 20_000;

    private static readonly ConcurrentDictionary<string, List<string>> Remembered = new();

    public static IReadOnlyList<string> Of(string identifier)
    {
        if (Remembered.TryGetValue(identifier, out var words))
            return words;

        if (Remembered.Count > MaxRemembered)
            Remembered.Clear();
        words = IdentifierWords.Split(identifier, Vocabulary.Default);
        Remembered[identifier] = words;
        return words;
    }

    public static bool Has(string identifier, string word)
    {
        foreach (string candidate in Of(identifier))
        {
            if (candidate == word)
                return true;
        }

        return false;
    }
}
