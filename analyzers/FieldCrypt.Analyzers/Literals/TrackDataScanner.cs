namespace FieldCrypt.Analyzers;

/// <summary>
/// Finds the data of a card's magnetic stripe (ISO/IEC 7813): track 1 <c>%B…^…^…</c> and track 2 <c>;…=…</c>, and the
/// chip's track 2 equivalent, which writes <c>D</c> for the field separator.
/// </summary>
internal static class TrackDataScanner
{
    private const int MinDigits = 12;
    private const int MaxDigits = 19;

    /// <summary>Expiry (4) and service code (3), which every track holds behind the separator.</summary>
    private const int FixedFields = 7;

    /// <summary>Finds the first track in a text; <paramref name="track"/> is 1 or 2.</summary>
    public static bool TryFind(string text, out int track, out int start, out int length)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '^' && IsTrack1(text, i, out start, out length))
            {
                track = 1;
                return true;
            }

            if (text[i] is '=' or 'D' or 'd' && IsTrack2(text, i, out start, out length))
            {
                track = 2;
                return true;
            }
        }

        track = start = length = 0;
        return false;
    }

    private static bool IsTrack1(string text, int caret, out int start, out int length)
    {
        length = 0;
        start = StartOfDigits(text, caret);
        string pan = text.Substring(start, caret - start).Replace(" ", "");
        if (pan.Length is < MinDigits or > MaxDigits || start == 0 || text[start - 1] is not ('B' or 'b'))
            return false;

        int second = text.IndexOf('^', caret + 1);
        // ISO/IEC 7813: the name has 2 to 26 characters.
        if (second < 0 || second - caret is < 3 or > 27 || !IsExpiryAndServiceCode(text, second + 1))
            return false;

        start -= start >= 2 && text[start - 2] == '%' ? 2 : 1;
        length = EndOfTrack(text, second + 1 + FixedFields) - start;
        return true;
    }

    private static bool IsTrack2(string text, int separator, out int start, out int length)
    {
        length = 0;
        start = StartOfDigits(text, separator);
        string pan = text.Substring(start, separator - start);
        if (pan.Length is < MinDigits or > MaxDigits || pan.IndexOf(' ') >= 0 || !IsExpiryAndServiceCode(text, separator + 1))
            return false;

        bool sentinel = start > 0 && text[start - 1] == ';';
        bool cardNumber = CardNetworks.Find(pan) is not null && (text[separator] == '=' || Luhn.IsValid(pan));
        bool touchesWord = start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '-');
        if (!cardNumber && !(sentinel && text[separator] == '=') || touchesWord)
            return false;

        if (sentinel)
            start--;
        length = EndOfTrack(text, separator + 1 + FixedFields) - start;
        return true;
    }

    private static int StartOfDigits(string text, int end)
    {
        int start = end;
        while (start > 0 && (text[start - 1] is >= '0' and <= '9' or ' ') && end - start < MaxDigits + 4)
            start--;
        while (start < end && text[start] == ' ')
            start++;
        return start;
    }

    /// <summary>YYMM and a service code, whose first digit is 1, 2, 5, 6, 7 or 9.</summary>
    private static bool IsExpiryAndServiceCode(string text, int at)
    {
        if (at + FixedFields > text.Length)
            return false;

        for (int i = at; i < at + FixedFields; i++)
        {
            if (text[i] is < '0' or > '9')
                return false;
        }

        int month = (text[at + 2] - '0') * 10 + (text[at + 3] - '0');
        return month is >= 1 and <= 12 && text[at + 4] is '1' or '2' or '5' or '6' or '7' or '9';
    }

    private static int EndOfTrack(string text, int at)
    {
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is ' ' or '^' or '='))
            at++;
        return at < text.Length && text[at] == '?' ? at + 1 : at;
    }
}
