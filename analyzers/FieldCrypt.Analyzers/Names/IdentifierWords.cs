using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace FieldCrypt.Analyzers;

/// <summary>
/// Splits identifiers into lower-case words without accents: at case changes, digits and separators, then, where a
/// part is no known word, into known words that cover it wholly (cardno: card no), or across a case change that
/// misleads (PANno, CVVnumber).
/// </summary>
internal static class IdentifierWords
{
    public static List<string> Split(string identifier, Vocabulary vocabulary)
    {
        var parts = SplitAtBoundaries(identifier);
        var words = new List<string>(parts.Count + 2);
        for (var i = 0; i < parts.Count; i++)
        {
            var part = parts[i];
            if (vocabulary.IsKnown(part) || part.Length < 4 && !CanRejoin(parts, i))
            {
                words.Add(part);
            }
            else if (Segment(part, vocabulary) is { } segments)
            {
                words.AddRange(segments);
            }
            else if (i + 1 < parts.Count && !vocabulary.IsKnown(parts[i + 1]) && Segment(part + parts[i + 1], vocabulary) is { } rejoined)
            {
                words.AddRange(rejoined);
                i++;
            }
            else
            {
                words.Add(part);
            }
        }

        RejoinMisledAcronyms(words, vocabulary);
        return words;
    }

    private static bool CanRejoin(List<string> parts, int i) => i + 1 < parts.Count && parts[i].Length + parts[i + 1].Length >= 4;

    // CVVnumber is cut as CV Vnumber, CARDnumber as CAR Dnumber.
    private static void RejoinMisledAcronyms(List<string> words, Vocabulary vocabulary)
    {
        for (var i = 0; i + 1 < words.Count; i++)
        {
            if (!vocabulary.IsKnown(words[i + 1]) && words[i].Length <= 10 && Segment(words[i] + words[i + 1], vocabulary) is { } segments)
            {
                words.RemoveRange(i, 2);
                words.InsertRange(i, segments);
            }
        }
    }

    private static List<string> SplitAtBoundaries(string identifier)
    {
        var text = Fold(identifier);
        var parts = new List<string>();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var inWord = i < text.Length && char.IsLetterOrDigit(text[i]);
            if (start >= 0 && (!inWord || IsBoundary(text, i)))
            {
                parts.Add(text.Substring(start, i - start).ToLowerInvariant());
                start = -1;
            }

            if (inWord && start < 0)
            {
                start = i;
            }
        }

        return parts;
    }

    private static bool IsBoundary(string text, int i)
    {
        char before = text[i - 1], here = text[i];
        if (char.IsDigit(before) != char.IsDigit(here))
        {
            return true;
        }

        return char.IsUpper(here)
            && (char.IsLower(before) || char.IsUpper(before) && i + 1 < text.Length && char.IsLower(text[i + 1]));
    }

    /// <summary>Letters without accents: Número becomes Numero, Prüfziffer Prufziffer, łódź lodz.</summary>
    private static string Fold(string identifier)
    {
        foreach (var c in identifier)
        {
            if (c > 127)
            {
                return FoldAccents(identifier);
            }
        }

        return identifier;
    }

    private static string FoldAccents(string identifier)
    {
        var result = new StringBuilder(identifier.Length);
        foreach (var c in identifier.Normalize(NormalizationForm.FormD))
        {
            switch (c)
            {
                case 'ı':
                    result.Append('i');
                    break;
                case 'ł' or 'Ł':
                    result.Append('l');
                    break;
                case 'ø' or 'Ø':
                    result.Append('o');
                    break;
                case 'æ' or 'Æ':
                    result.Append("ae");
                    break;
                case 'ß':
                    result.Append("ss");
                    break;
                default:
                    if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
                    {
                        result.Append(c);
                    }

                    break;
            }
        }

        return result.ToString();
    }

    /// <summary>Known words that cover the part wholly, the fewest; <see langword="null"/> when there are none.</summary>
    private static List<string>? Segment(string part, Vocabulary vocabulary)
    {
        const int ShortestWord = 2, ShortestPart = 4, LongestPart = 48;
        if (part.Length is < ShortestPart or > LongestPart)
        {
            return null;
        }

        var fewest = new int[part.Length + 1];
        var from = new int[part.Length + 1];
        for (var end = 1; end <= part.Length; end++)
        {
            fewest[end] = int.MaxValue;
            for (var start = Math.Max(0, end - vocabulary.LongestWord); start <= end - 1; start++)
            {
                var length = end - start;
                if (fewest[start] != int.MaxValue
                    && fewest[start] + 1 < fewest[end]
                    && (length >= ShortestWord || char.IsDigit(part[start]))
                    && IsPiece(part.Substring(start, length), start, part.Length - end, vocabulary))
                {
                    fewest[end] = fewest[start] + 1;
                    from[end] = start;
                }
            }
        }

        if (fewest[part.Length] == int.MaxValue)
        {
            return null;
        }

        var words = new List<string>();
        for (var end = part.Length; end > 0; end = from[end])
        {
            words.Insert(0, part.Substring(from[end], end - from[end]));
        }

        return words;
    }

    // An ignored word may join others (numerodetarjeta) or come first (strcardno); at the end it would split panel into pan el.
    private static bool IsPiece(string piece, int before, int after, Vocabulary vocabulary) =>
        vocabulary.HasConcept(piece) || vocabulary.IsIgnored(piece) && after > 0 && (before > 0 || piece.Length >= 3);
}
