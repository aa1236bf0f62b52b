using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;

namespace FieldCrypt.Analyzers;

/// <summary>Reads vocabulary files; the grammar is described at the top of the built-in one.</summary>
internal sealed class VocabularyParser
{
    private static readonly char[] Blanks = [' ', '\t'];

    private readonly Dictionary<string, List<string>> _words = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ignored = new(StringComparer.Ordinal);
    private readonly HashSet<string> _safeConcepts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _concepts = new(StringComparer.Ordinal);
    private readonly List<ImmutableArray<string>> _safePhrases = [];
    private readonly Dictionary<string, Evidence> _evidence = new(StringComparer.Ordinal);
    private readonly List<VocabularyRule> _rules = [];

    /// <summary>Parses texts in order; rules of earlier texts win.</summary>
    /// <exception cref="InvalidDataException">A line is not of the grammar, or uses an unknown name; the message holds line and reason.</exception>
    public static Vocabulary Parse(IEnumerable<string> texts)
    {
        var parser = new VocabularyParser();
        foreach (var text in texts)
        {
            parser.Read(text);
        }

        parser.CheckNames();
        return new Vocabulary(
            parser._words.ToDictionary(static pair => pair.Key, static pair => pair.Value.ToImmutableArray(), StringComparer.Ordinal),
            parser._ignored,
            parser._safeConcepts,
            parser._safePhrases,
            parser._evidence,
            parser._rules);
    }

    private void Read(string text)
    {
        var section = "";
        var lineNumber = 0;
        foreach (var rawLine in text.Split('\n'))
        {
            lineNumber++;
            var comment = rawLine.IndexOf('#');
            var line = (comment < 0 ? rawLine : rawLine.Substring(0, comment)).Trim();
            if (line.Length == 0)
            {
                continue;
            }

            if (line[0] == '[')
            {
                section = line;
                continue;
            }

            try
            {
                ReadLine(section, line);
            }
            catch (FormatException reason)
            {
                throw new InvalidDataException($"Vocabulary line {lineNumber}: {reason.Message}", reason);
            }
        }
    }

    private void ReadLine(string section, string line)
    {
        switch (section)
        {
            case "[ignored words]":
                _ignored.UnionWith(Split(line));
                break;
            case "[words]":
                ReadWords(line);
                break;
            case "[safe words]":
                _safeConcepts.Add(ReadWords(line));
                break;
            case "[safe phrases]":
                _safePhrases.Add(Split(line).ToImmutableArray());
                break;
            case "[evidence]":
                ReadEvidence(line);
                break;
            case "[rules]":
                _rules.Add(ReadRule(line));
                break;
            default:
                throw new FormatException($"a line stands in the unknown section '{section}'.");
        }
    }

    private string ReadWords(string line)
    {
        var (concept, spellings) = Cut(line, '=');
        _concepts.Add(concept);
        foreach (var spelling in Split(spellings))
        {
            if (!_words.TryGetValue(spelling, out var concepts))
            {
                _words.Add(spelling, concepts = []);
            }

            if (!concepts.Contains(concept))
            {
                concepts.Add(concept);
            }
        }

        return concept;
    }

    private void ReadEvidence(string line)
    {
        var (name, alternatives) = Cut(line, '=');
        _evidence[name] = new Evidence(
            name,
            alternatives.Split('|').Select(static alternative => alternative.Split('+').Select(ReadTerm).ToImmutableArray()).ToImmutableArray());
    }

    private static EvidenceTerm ReadTerm(string text)
    {
        if (text.IndexOf(':') < 0)
        {
            return new EvidenceTerm(EvidencePlace.Named, ImmutableArray.Create(text.Trim()));
        }

        var (place, concepts) = Cut(text, ':');
        return new EvidenceTerm(
            place switch
            {
                "type" => EvidencePlace.Type,
                "space" => EvidencePlace.Space,
                "sibling" => EvidencePlace.Sibling,
                "member" => EvidencePlace.Member,
                _ => throw new FormatException($"'{place}' is no place; use type, space, sibling or member."),
            },
            Split(concepts).ToImmutableArray());
    }

    private static VocabularyRule ReadRule(string line)
    {
        var (head, rest) = Cut(line, ':');
        var parts = Split(head);
        var kind = parts.Length == 2 ? SensitiveKinds.Parse(parts[0]) : SensitiveKind.None;
        if (kind == SensitiveKind.None || !Enum.TryParse<Confidence>(parts[1], ignoreCase: true, out var confidence))
        {
            throw new FormatException($"'{head}' must be a kind and low, medium or high.");
        }

        var concepts = new List<string>();
        ImmutableArray<string> when = ImmutableArray<string>.Empty, unless = when;
        bool only = false, ordered = false;
        var shapes = MemberShapes.None;
        foreach (var group in rest.Split(';'))
        {
            var words = Split(group);
            switch (words.FirstOrDefault())
            {
                case "when":
                    when = words.Skip(1).ToImmutableArray();
                    continue;
                case "unless":
                    unless = words.Skip(1).ToImmutableArray();
                    continue;
            }

            foreach (var word in words)
            {
                switch (word)
                {
                    case "only":
                        only = true;
                        break;
                    case "ordered":
                        ordered = true;
                        break;
                    case "text":
                        shapes |= MemberShapes.Text;
                        break;
                    case "numeric":
                        shapes |= MemberShapes.Numeric;
                        break;
                    case "bytes":
                        shapes |= MemberShapes.Bytes;
                        break;
                    default:
                        concepts.Add(word);
                        break;
                }
            }
        }

        if (concepts.Count == 0)
        {
            throw new FormatException("a rule needs at least one concept.");
        }

        return new VocabularyRule(
            kind, confidence, concepts.ToImmutableArray(), only, ordered, shapes == MemberShapes.None ? kind.Shapes() : shapes, when, unless);
    }

    private void CheckNames()
    {
        var used = _rules.SelectMany(static rule => rule.Concepts)
            .Concat(_safePhrases.SelectMany(static phrase => phrase))
            .Concat(Terms().Where(static term => term.Place != EvidencePlace.Named).SelectMany(static term => term.Concepts));
        if (used.FirstOrDefault(concept => !_concepts.Contains(concept)) is { } unknownConcept)
        {
            throw new InvalidDataException($"Vocabulary: there are no [words] for '{unknownConcept}'.");
        }

        var named = _rules.SelectMany(static rule => rule.When.Concat(rule.Unless))
            .Concat(Terms().Where(static term => term.Place == EvidencePlace.Named).SelectMany(static term => term.Concepts));
        if (named.FirstOrDefault(name => !_evidence.ContainsKey(name)) is { } unknownEvidence)
        {
            throw new InvalidDataException($"Vocabulary: there is no [evidence] named '{unknownEvidence}'.");
        }
    }

    private IEnumerable<EvidenceTerm> Terms() =>
        _evidence.Values.SelectMany(static evidence => evidence.Alternatives.SelectMany(static terms => terms));

    private static (string Left, string Right) Cut(string text, char separator)
    {
        var at = text.IndexOf(separator);
        return at > 0
            ? (text.Substring(0, at).Trim(), text.Substring(at + 1).Trim())
            : throw new FormatException($"'{text}' lacks '{separator}'.");
    }

    private static string[] Split(string text) => text.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
}
