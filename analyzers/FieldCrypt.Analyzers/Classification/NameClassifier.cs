using System.Collections.Concurrent;

namespace FieldCrypt.Analyzers;

/// <summary>Applies the vocabulary's rules to one name and the names around it. Thread-safe.</summary>
internal sealed class NameClassifier(Vocabulary vocabulary)
{
    private readonly ConcurrentDictionary<string, NameWords> _words = new(System.StringComparer.Ordinal);

    public Vocabulary Vocabulary => vocabulary;

    public NameWords WordsOf(string identifier) => _words.GetOrAdd(identifier, name => new NameWords(name, vocabulary));

    /// <summary>The first rule that a member's name, shapes and surroundings match decides.</summary>
    public SensitiveData Classify(NameWords name, MemberShapes shapes, TypeEvidence around)
    {
        if (shapes == MemberShapes.None || name.Words.Length == 0)
        {
            return SensitiveData.None;
        }

        foreach (var rule in vocabulary.Rules)
        {
            if ((rule.Shapes & shapes) != 0
                && name.Match(rule.Concepts, rule.Ordered, out var taken)
                && IsUncleared(rule, name, taken, around)
                && around.ShowsAll(rule.When, name)
                && !around.ShowsAny(rule.Unless, name))
            {
                return new SensitiveData(rule.Kind, rule.Confidence);
            }
        }

        return SensitiveData.None;
    }

    private static bool IsUncleared(VocabularyRule rule, NameWords name, ulong taken, TypeEvidence around)
    {
        if (name.HasSafePhrase)
        {
            return false;
        }

        for (var i = 0; i < name.Words.Length; i++)
        {
            if ((taken & (1UL << i)) != 0)
            {
                continue;
            }

            var word = name.Words[i];
            // Authentication data must not be stored even encrypted.
            if (word.IsSafe && !(word.IsEncryption && rule.Kind.IsAuthenticationData()))
            {
                return false;
            }

            if (rule.Only && !word.IsIgnored && !(word.IsEncryption && rule.Kind.IsAuthenticationData()) && !IsWordOfType(word, around))
            {
                return false;
            }
        }

        return true;
    }

    // In class CreditCard, CreditCardPin says no more than Pin.
    private static bool IsWordOfType(NameWord word, TypeEvidence around)
    {
        if (around.TypeNames.IsEmpty)
        {
            return false;
        }

        foreach (var part in around.TypeNames[0].Words)
        {
            if (part.Text == word.Text)
            {
                return true;
            }
        }

        return false;
    }
}
