using System.Globalization;
using System.Text;

namespace FieldCrypt;

/// <summary>
/// Text that comes from storage or from a service, made fit for a message, a log or an audit line: of bounded length, and
/// with nothing in it that would break the line, steer a terminal or turn the reading direction.
/// </summary>
internal static class StoredText
{
    /// <summary>The longest key id that stands in a message; the longest that is stored has 2,048 bytes.</summary>
    public const int MaximumKeyId = 512;

    private const char Ellipsis = '…';

    /// <summary>The text with U+FFFD for each such character, its middle cut out where it is longer than the limit.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maximumLength">The most UTF-16 units of the result, at least 16.</param>
    public static string Clean(string text, int maximumLength)
    {
        if (text.Length > maximumLength)
        {
            int tail = (maximumLength - 1) / 4;
            text = string.Concat(text.AsSpan(0, maximumLength - 1 - tail), [Ellipsis], text.AsSpan(text.Length - tail));
        }

        int clean = CleanLength(text);
        if (clean == text.Length)
            return text;
        var builder = new StringBuilder(text, 0, clean, text.Length);
        foreach (Rune rune in text.AsSpan(clean).EnumerateRunes())
            builder.Append((IsClean(rune) ? rune : Rune.ReplacementChar).ToString());
        return builder.ToString();
    }

    private static int CleanLength(string text)
    {
        int length = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            // Half of a surrogate pair is enumerated as the replacement character.
            if (!IsClean(rune) || (rune == Rune.ReplacementChar && text[length] != '\uFFFD'))
                return length;
            length += rune.Utf16SequenceLength;
        }

        return length;
    }

    private static bool IsClean(Rune rune) => rune.IsAscii ? rune.Value is >= ' ' and < 0x7F : Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);
}
