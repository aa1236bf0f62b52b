namespace FieldCrypt;

/// <summary>Patterns of key policies: <c>*</c> stands for any characters, <c>?</c> for one.</summary>
internal static class Wildcards
{
    public static bool IsMatch(string pattern, string text, bool ignoreCase)
    {
        int at = 0, inPattern = 0, star = -1, resume = 0;
        while (at < text.Length)
        {
            if (inPattern < pattern.Length && pattern[inPattern] == '*')
            {
                star = inPattern++;
                resume = at;
            }
            else if (inPattern < pattern.Length && (pattern[inPattern] == '?' || Same(pattern[inPattern], text[at], ignoreCase)))
            {
                inPattern++;
                at++;
            }
            else if (star >= 0)
            {
                inPattern = star + 1;
                at = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(inPattern).TrimStart('*').IsEmpty;
    }

    private static bool Same(char left, char right, bool ignoreCase)
        => left == right || (ignoreCase && char.ToUpperInvariant(left) == char.ToUpperInvariant(right));
}
