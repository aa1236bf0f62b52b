using System;
using System.Collections.Generic;

namespace FieldCrypt;

/// <summary>
/// The grammar of <c>Context</c>, in one place: the source generator compiles this file too, so that what passes at
/// compile time is what the library accepts.
/// </summary>
/// <remarks>
/// <code>
/// context = [ pair *( "," pair ) ]
/// pair    = name "=" value          ; white space around either is dropped
/// name    = 1*64( ALPHA / DIGIT / "_" / "-" / "." / ":" / "/" )
/// value   = 1*384( any character but "," and control characters ) ; no white space at either end
/// </code>
/// At most 8 pairs and 2,048 characters; no two names alike without regard to case (limits of AWS KMS grants). Names that
/// begin with "fieldcrypt:", in any case, are FieldCrypt's own and refused. Pairs that pass <see cref="Check"/> are what
/// <see cref="Parse"/> reads from their text.
/// </remarks>
internal static class EncryptionContextGrammar
{
    public const int MaximumPairs = 8;
    public const int MaximumNameLength = 64;
    public const int MaximumValueLength = 384;
    public const int MaximumLength = 2048;

    /// <summary>What the names of pairs begin with that FieldCrypt adds itself.</summary>
    public const string ReservedPrefix = "fieldcrypt:";

    /// <summary>Parses a context into its pairs sorted by name (ordinal); returns what is wrong, or null.</summary>
    public static string? Parse(string text, out KeyValuePair<string, string>[] pairs)
    {
        pairs = [];
        if (text.Trim().Length == 0)
            return null;
        if (text.Length > MaximumLength)
            return $"it is {text.Length} characters long; the limit is {MaximumLength}";

        var found = new List<KeyValuePair<string, string>>();
        foreach (string part in text.Split(','))
        {
            int equals = part.IndexOf('=');
            if (equals < 0)
                return $"'{part.Trim()}' is not a Name=value pair";
            found.Add(new KeyValuePair<string, string>(part.Substring(0, equals).Trim(), part.Substring(equals + 1).Trim()));
        }

        string? error = Check(found);
        if (error is null)
        {
            found.Sort(static (left, right) => string.CompareOrdinal(left.Key, right.Key));
            pairs = found.ToArray();
        }

        return error;
    }

    /// <summary>Checks pairs already taken apart; returns what is wrong, or null.</summary>
    public static string? Check(IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        if (pairs.Count > MaximumPairs)
            return $"it has {pairs.Count} pairs; the limit is {MaximumPairs}";

        int length = pairs.Count - 1;
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, string> pair in pairs)
        {
            string? error = CheckName(pair.Key) ?? CheckValue(pair.Key, pair.Value);
            if (error is not null)
                return error;
            if (names.TryGetValue(pair.Key, out string? other))
            {
                return other == pair.Key
                    ? $"the name '{pair.Key}' stands twice"
                    : $"the names '{other}' and '{pair.Key}' differ only by case";
            }

            names.Add(pair.Key, pair.Key);
            length += pair.Key.Length + 1 + pair.Value.Length;
        }

        return length > MaximumLength ? $"it is {length} characters long; the limit is {MaximumLength}" : null;
    }

    /// <summary>Checks the name of a pair; returns what is wrong, or null.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isReservedToo">Whether the names of FieldCrypt's own pairs pass, which calls have and people do not write.</param>
    public static string? CheckName(string name, bool isReservedToo = false)
    {
        if (name.Length == 0)
            return "a pair has no name before '='";
        if (name.Length > MaximumNameLength)
            return $"the name '{name}' is {name.Length} characters long; the limit is {MaximumNameLength}";
        if (!isReservedToo && name.StartsWith(ReservedPrefix, StringComparison.OrdinalIgnoreCase))
            return $"the name '{name}' begins with '{ReservedPrefix}', which FieldCrypt keeps for itself";
        foreach (char c in name)
        {
            bool allowed = c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9')
                or '_' or '-' or '.' or ':' or '/';
            if (!allowed)
                return $"the name '{name}' holds '{c}'; names are letters, digits and _ - . : /";
        }

        return null;
    }

    private static string? CheckValue(string name, string value)
    {
        if (value.Length == 0)
            return $"'{name}' has no value";
        if (value.Length > MaximumValueLength)
            return $"the value of '{name}' is {value.Length} characters long; the limit is {MaximumValueLength}";
        if (char.IsWhiteSpace(value[0]) || char.IsWhiteSpace(value[value.Length - 1]))
            return $"the value of '{name}' begins or ends with white space";
        for (int i = 0; i < value.Length; i++)
        {
            if (value[i] == ',' || char.IsControl(value[i]))
                return $"the value of '{name}' holds a comma or a control character";
            if (char.IsHighSurrogate(value[i]) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
                i++;
            else if (char.IsSurrogate(value[i]))
                return $"the value of '{name}' holds half of a surrogate pair";
        }

        return null;
    }
}
