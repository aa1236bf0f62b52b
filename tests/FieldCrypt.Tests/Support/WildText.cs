using CsCheck;

namespace FieldCrypt.Tests.Support;

/// <summary>Texts that people, files and attackers give: at the limits of length, with white space, separators, control characters, halves of surrogate pairs and forms that normalisation would join.</summary>
internal static class WildText
{
    private static readonly Gen<string> s_piece = AnyOf(
        "a", "b", "Z", "k", "\u212A", "ſ", "İ", "ı", "é", "e\u0301", "ß", "€", "😀", "\uD83D", "\uDE00", "\uFFFD", "\uFEFF", "\uFFFF", "\u200B", "\u2028",
        " ", "\u00A0", "\u3000", "\t", "\r", "\n", "\0", "\u0007", "\u0085", "\u007F", ",", "=", "==", "\"", "'", "\\", "\\u0000", "{", "}", "$", "${", "${aws:username}", "*", "?", "/", ":", ".", "_", "-", "#", "%00", "null", "1");

    /// <summary>One of these.</summary>
    public static Gen<T> AnyOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>A few pieces.</summary>
    public static Gen<string> Short { get; } = s_piece.Array[0, 6].Select(string.Concat);

    /// <summary>Mostly names as they should be, so that much is accepted, and every kind of wild text.</summary>
    /// <param name="alphabet">What a good text consists of.</param>
    /// <param name="lengths">Lengths around the limits.</param>
    public static Gen<string> Around(string alphabet, params int[] lengths)
    {
        Gen<string> good = Gen.String[Gen.Char[alphabet], 1, 12];
        return Gen.Frequency(
            (16, good),
            (1, Short),
            (1, Gen.Select(good, Short, good, static (before, wild, after) => before + wild + after)),
            (1, Gen.Select(good, AnyOf(" ", "\t", "\u00A0", "\0"), Gen.Bool, static (text, blank, first) => first ? blank + text : text + blank)),
            (1, Gen.Select(AnyOf(lengths), Gen.Char[alphabet], static (length, c) => new string(c, length))));
    }
}
