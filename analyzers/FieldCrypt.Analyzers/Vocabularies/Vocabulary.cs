using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace FieldCrypt.Analyzers;

/// <summary>The words, evidence and rules of one or more vocabulary files; immutable once parsed.</summary>
internal sealed class Vocabulary
{
    private static readonly Lazy<Vocabulary> BuiltIn = new(static () => VocabularyParser.Parse([VocabularyResource.Read()]));

    private readonly Dictionary<string, ImmutableArray<string>> _words;
    private readonly HashSet<string> _ignored;
    private readonly HashSet<string> _safeConcepts;
    private readonly Dictionary<string, Evidence> _evidence;

    public Vocabulary(
        Dictionary<string, ImmutableArray<string>> words,
        HashSet<string> ignored,
        HashSet<string> safeConcepts,
        IReadOnlyList<ImmutableArray<string>> safePhrases,
        Dictionary<string, Evidence> evidence,
        IReadOnlyList<VocabularyRule> rules)
    {
        (_words, _ignored, _safeConcepts, _evidence) = (words, ignored, safeConcepts, evidence);
        SafePhrases = safePhrases;
        Rules = rules;
        LongestWord = words.Keys.Concat(ignored).Max(static word => word.Length);
    }

    /// <summary>The vocabulary that ships with the analyzers.</summary>
    public static Vocabulary Default => BuiltIn.Value;

    public IReadOnlyList<ImmutableArray<string>> SafePhrases { get; }

    public IReadOnlyList<VocabularyRule> Rules { get; }

    public int LongestWord { get; }

    public IEnumerable<string> EvidenceNames => _evidence.Keys;

    public bool IsKnown(string word) => HasConcept(word) || IsIgnored(word);

    public bool HasConcept(string word) => _words.ContainsKey(word);

    public bool IsIgnored(string word) => _ignored.Contains(word);

    public ImmutableArray<string> ConceptsOf(string word) => _words.TryGetValue(word, out var concepts) ? concepts : ImmutableArray<string>.Empty;

    public bool IsSafeConcept(string concept) => _safeConcepts.Contains(concept);

    public Evidence EvidenceOf(string name) => _evidence[name];
}
