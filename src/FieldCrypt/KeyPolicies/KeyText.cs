namespace FieldCrypt;

/// <summary>
/// What a text about keys must be that is stored and read again: as UTF-8, and as a text of SQLite, which many readers end at a NUL.
/// </summary>
internal static class KeyText
{
    /// <summary>Checks a text; returns what is wrong with it, or null.</summary>
    /// <param name="text">The text.</param>
    /// <param name="minimum">The fewest characters.</param>
    /// <param name="maximum">The most characters (UTF-16 code units).</param>
    /// <param name="allowsLines">Whether tabs and line ends may stand in it; other control characters never may.</param>
    public static string? Check(string? text, int minimum, int maximum, bool allowsLines = false)
    {
        if (text is null)
            return "is missing";
        if (text.Length < minimum || text.Length > maximum)
            return $"has {text.Length} characters instead of {minimum} to {maximum}";
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]) && !(allowsLines && text[i] is '\t' or '\n' or '\r'))
                return "holds a control character";
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsSurrogate(text[i]))
                return "holds half of a surrogate pair";
        }

        return null;
    }
}
