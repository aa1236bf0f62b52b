using System;

namespace FieldCrypt.Analyzers;

/// <summary>Applies the vocabulary's rules to one name and the names around it. Thread-safe.</summary>
internal sealed class NameClassifier
{
    private static readonly Lazy<NameClassifier> ByBuiltIn = new(static () => new NameClassifier(Vocabulary.Default));

    private readonly NameCache<NameWords> _words;

    private NameClassifier(Vocabulary vocabulary)
    {
        Vocabulary = vocabulary;
        _words = new NameCache<NameWords>(identifier => new NameWords(identifier, vocabulary));
    }

    /// <summary>By the vocabulary that ships with the analyzers; it remembers names from one compilation to the next.</summary>
    public static NameClassifier BuiltIn => ByBuiltIn.Value;

    public Vocabulary Vocabulary { get; }

    public static NameClassifier By(Vocabulary vocabulary) => vocabulary == Vocabulary.Default ? BuiltIn : new NameClassifier(vocabulary);

    public NameWords WordsOf(string identifier) => _words.Of(identifier);

    /// <summary>The first rule that a member's name, shapes and surroundings match decides.</summary>
    public SensitiveData Classify(NameWords name, MemberShapes shapes, TypeEvidence around)
    {
        foreach (var (rule, taken) in name.Candidates)
        {
            if ((rule.Shapes & shapes) != 0
                && (!rule.Only || IsAlone(rule, name, taken, around))
                && around.ShowsAll(rule.When, name)
                && !around.ShowsAny(rule.Unless, name))
            {
                return new SensitiveData(rule.Kind, rule.Confidence);
            }
        }

        return SensitiveData.None;
    }

    private static bool IsAlone(VocabularyRule rule, NameWords name, ulong taken, TypeEvidence around)
    {
        for (var i = 0; i < name.Words.Length; i++)
        {
            var word = name.Words[i];
            if ((taken & (1UL << i)) == 0
                && !word.IsIgnored
                && !(word.IsEncryption && rule.Kind.IsAuthenticationData())
                && !IsWordOfType(word, around))
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
