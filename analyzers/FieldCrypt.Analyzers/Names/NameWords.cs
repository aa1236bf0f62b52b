using System.Collections.Immutable;

namespace FieldCrypt.Analyzers;

/// <summary>One word of an identifier with the concepts it may stand for.</summary>
internal readonly record struct NameWord(string Text, ImmutableArray<string> Concepts, bool IsSafe, bool IsEncryption, bool IsIgnored)
{
    public bool Means(string concept) => Concepts.Contains(concept);
}

/// <summary>A rule that a name matches, and which of the name's words (as bits) it takes.</summary>
internal readonly record struct RuleCandidate(VocabularyRule Rule, ulong Taken);

/// <summary>An identifier as words.</summary>
internal sealed class NameWords
{
    private const string EncryptionConcept = "encrypted";

    public NameWords(string identifier, Vocabulary vocabulary)
    {
        Identifier = identifier;
        var words = ImmutableArray.CreateBuilder<NameWord>();
        foreach (var text in IdentifierWords.Split(identifier, vocabulary))
        {
            var concepts = vocabulary.ConceptsOf(text);
            var isSafe = false;
            foreach (var concept in concepts)
            {
                isSafe |= vocabulary.IsSafeConcept(concept);
            }

            words.Add(new NameWord(text, concepts, isSafe, concepts.Contains(EncryptionConcept), vocabulary.IsIgnored(text)));
        }

        Words = words.ToImmutable();
        Candidates = HasConcepts() && !ContainsPhrase(vocabulary) ? FindCandidates(vocabulary) : ImmutableArray<RuleCandidate>.Empty;
        Key = string.Concat(System.Linq.Enumerable.Select(Words, static word => word.IsIgnored ? "" : word.Text));
    }

    public string Identifier { get; }

    public ImmutableArray<NameWord> Words { get; }

    /// <summary>The same for a property and its backing field: <c>Pan</c>, <c>_pan</c>, <c>m_Pan</c>.</summary>
    public string Key { get; }

    /// <summary>
    /// The rules that the name matches, whatever is around it, in their order. Most names match none, and the names of a
    /// code base repeat, so that this is what makes the classifier cheap.
    /// </summary>
    public ImmutableArray<RuleCandidate> Candidates { get; }

    /// <summary>Whether every concept is meant by a word of its own.</summary>
    public bool Holds(ImmutableArray<string> concepts) => Match(concepts, ordered: false, out _);

    /// <summary>Whether every concept is meant by a word of its own, and which words (as bits) are taken for it.</summary>
    /// <param name="concepts">The concepts looked for.</param>
    /// <param name="ordered">Whether they must stand side by side in this order.</param>
    /// <param name="taken">One bit for each word taken.</param>
    public bool Match(ImmutableArray<string> concepts, bool ordered, out ulong taken)
    {
        taken = 0;
        if (Words.Length > 64 || concepts.Length > Words.Length)
        {
            return false;
        }

        return ordered ? MatchOrdered(concepts, 0, out taken) : MatchAnyOrder(concepts, 0, ref taken);
    }

    private bool MatchAnyOrder(ImmutableArray<string> concepts, int next, ref ulong taken)
    {
        if (next == concepts.Length)
        {
            return true;
        }

        for (var i = 0; i < Words.Length; i++)
        {
            var bit = 1UL << i;
            if ((taken & bit) == 0 && Words[i].Means(concepts[next]))
            {
                taken |= bit;
                if (MatchAnyOrder(concepts, next + 1, ref taken))
                {
                    return true;
                }

                taken &= ~bit;
            }
        }

        return false;
    }

    private bool MatchOrdered(ImmutableArray<string> concepts, int firstStart, out ulong taken)
    {
        for (var start = firstStart; start + concepts.Length <= Words.Length; start++)
        {
            taken = 0;
            var i = 0;
            while (i < concepts.Length && Words[start + i].Means(concepts[i]))
            {
                taken |= 1UL << (start + i);
                i++;
            }

            if (i == concepts.Length)
            {
                return true;
            }
        }

        taken = 0;
        return false;
    }

    private bool HasConcepts()
    {
        foreach (var word in Words)
        {
            if (!word.Concepts.IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    private ImmutableArray<RuleCandidate> FindCandidates(Vocabulary vocabulary)
    {
        var candidates = ImmutableArray.CreateBuilder<RuleCandidate>();
        foreach (var rule in vocabulary.Rules)
        {
            if (Match(rule.Concepts, rule.Ordered, out var taken) && IsUncleared(rule, taken))
            {
                candidates.Add(new RuleCandidate(rule, taken));
            }
        }

        return candidates.ToImmutable();
    }

    // Authentication data must not be stored even encrypted.
    private bool IsUncleared(VocabularyRule rule, ulong taken)
    {
        for (var i = 0; i < Words.Length; i++)
        {
            if ((taken & (1UL << i)) == 0 && Words[i].IsSafe && !(Words[i].IsEncryption && rule.Kind.IsAuthenticationData()))
            {
                return false;
            }
        }

        return true;
    }

    private bool ContainsPhrase(Vocabulary vocabulary)
    {
        foreach (var phrase in vocabulary.SafePhrases)
        {
            if (phrase.Length <= Words.Length && Match(phrase, ordered: true, out _))
            {
                return true;
            }
        }

        return false;
    }
}
