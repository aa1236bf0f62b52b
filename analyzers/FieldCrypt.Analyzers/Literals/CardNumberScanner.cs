using System.Collections.Generic;
using System.Text;

namespace FieldCrypt.Analyzers;

/// <summary>
/// Finds PANs in text: 12 to 19 digits in an issuer range with a right check digit, unbroken or grouped as they are
/// embossed on cards. Numbers inside GUIDs, hex, decimals, versions and longer runs of digits are left out by shape.
/// </summary>
internal static class CardNumberScanner
{
    private const int MinDigits = 12;
    private const int MaxDigits = 19;

    /// <summary>The group lengths in which cards show their number (the last group of 4-4-4-4 may be followed by a rest).</summary>
    private static readonly int[][] Groupings =
    [
        [4, 4, 4, 4],
        [4, 4, 4, 4, 1],
        [4, 4, 4, 4, 2],
        [4, 4, 4, 4, 3],
        [4, 6, 5],
        [4, 6, 4],
        [4, 4, 4, 3],
        [4, 4, 4, 2],
        [4, 4, 4, 1],
        [6, 10],
        [6, 13],
        [8, 8],
    ];

    public static IEnumerable<CardNumberCandidate> Find(string text)
    {
        int i = 0;
        while (i < text.Length)
        {
            if (!IsDigit(text[i]))
            {
                i++;
                continue;
            }

            int start = i;
            i = EndOfRun(text, start, out string digits, out List<int> groups, out bool mixedSeparators);
            if (digits.Length is < MinDigits or > MaxDigits || mixedSeparators || !IsCardGrouping(groups) || !StandsAlone(text, start, i))
                continue;

            if (CardNetworks.Find(digits) is { } network && Luhn.IsValid(digits) && !IsPattern(digits))
                yield return new CardNumberCandidate(digits, start, i - start, network);
        }
    }

    /// <summary>Whether a literal is long enough, in digits, to be worth a scan.</summary>
    public static bool MayContainNumber(string text)
    {
        int digits = 0;
        foreach (char c in text)
        {
            if (IsDigit(c) && ++digits >= MinDigits)
                return true;
        }

        return false;
    }

    /// <summary>Reads digits and single separators between them; returns the index after the last digit.</summary>
    private static int EndOfRun(string text, int start, out string digits, out List<int> groups, out bool mixedSeparators)
    {
        var builder = new StringBuilder();
        groups = [];
        mixedSeparators = false;
        char separator = '\0';
        int inGroup = 0;
        int i = start;
        while (i < text.Length)
        {
            char c = text[i];
            if (IsDigit(c))
            {
                builder.Append(c);
                inGroup++;
                i++;
                continue;
            }

            bool between = IsSeparator(c) && i + 1 < text.Length && IsDigit(text[i + 1]);
            if (!between)
                break;

            mixedSeparators |= separator != '\0' && separator != c;
            separator = c;
            groups.Add(inGroup);
            inGroup = 0;
            i++;
        }

        groups.Add(inGroup);
        digits = builder.ToString();
        return i;
    }

    private static bool IsCardGrouping(List<int> groups)
    {
        if (groups.Count == 1)
            return true;

        foreach (var shape in Groupings)
        {
            if (shape.Length != groups.Count)
                continue;

            bool same = true;
            for (int i = 0; i < shape.Length; i++)
                same &= shape[i] == groups[i];
            if (same)
                return true;
        }

        return false;
    }

    /// <summary>False when a letter, digit, point or the like touches the number: GUIDs, hex, base64, decimals, phone numbers.</summary>
    private static bool StandsAlone(string text, int start, int end) =>
        (start == 0 || !Touches(text[start - 1], before: true)) && (end == text.Length || !TouchesAfter(text, end));

    private static bool Touches(char c, bool before) =>
        char.IsLetterOrDigit(c) || c is '_' or '-' or '#' || (before && c is '.' or '+' or '$' or '€');

    private static bool TouchesAfter(string text, int end)
    {
        char c = text[end];
        // A full stop ends a sentence; before a digit it is a decimal point.
        return c is '.' or ',' ? end + 1 < text.Length && IsDigit(text[end + 1]) && c == '.' : Touches(c, before: false);
    }

    /// <summary>Round and repeating numbers (limits, masks, fill patterns) that are nobody's card.</summary>
    private static bool IsPattern(string digits)
    {
        if (TestCardNumbers.Contains(digits))
            return false;

        int seen = 0;
        foreach (char c in digits)
            seen |= 1 << (c - '0');
        int distinct = 0;
        for (; seen != 0; seen &= seen - 1)
            distinct++;
        return distinct <= 2;
    }

    private static bool IsSeparator(char c) => c is ' ' or '-' or '\u00A0';

    private static bool IsDigit(char c) => c is >= '0' and <= '9';
}
