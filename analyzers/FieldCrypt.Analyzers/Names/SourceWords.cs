using System.Collections.Immutable;

namespace FieldCrypt.Analyzers;

/// <summary>The words of identifiers by the built-in vocabulary.</summary>
internal static class SourceWords
{
    public static ImmutableArray<NameWord> Of(string identifier) => NameClassifier.BuiltIn.WordsOf(identifier).Words;

    public static bool Has(string identifier, string word)
    {
        foreach (var candidate in Of(identifier))
        {
            if (candidate.Text == word)
                return true;
        }

        return false;
    }
}
