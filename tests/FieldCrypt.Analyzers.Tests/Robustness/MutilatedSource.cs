using CsCheck;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FieldCrypt.Analyzers.Tests.Robustness;

/// <summary>Realistic sources cut, torn and stuffed the way an editor sees them between two keystrokes.</summary>
internal static class MutilatedSource
{
    private static readonly string[] Debris =
    [
        "{", "}", "(", ")", "[", "]", "<", ">", ";", ",", ".", "?.", "=>", "=", "+", "$\"{", "\"", "'", "..", "^", "@", "!", "??", "new", "record", "class",
        "static", "async", "await", "return", "yield return", "throw new Exception(", "using", "namespace", "if (", "foreach (var x in", "switch {", "is { }",
        "[Encrypted(Context = ", "[DebuggerDisplay(\"{Pan\")]", "[property: ", "partial", "out var y", "ref", "this", "base", "where T :", "#if X", "/*", "nameof(", "\\u0000",
        "override string ToString() =>", "_logger.LogInformation(", "card.Pan", "4539148803436467", "DbSet<", ".Select(c =>", ": base(",
    ];

    /// <summary>Sources of the corpus and of LeakyShop.</summary>
    public static IReadOnlyList<string> Originals { get; } =
    [
        .. new[] { Path.Combine("Leaks", "Corpus"), "LeakyShop", "Corpus" }
            .Select(static folder => Path.Combine(AppContext.BaseDirectory, folder))
            .SelectMany(static folder => Directory.EnumerateFiles(folder, "*.*", SearchOption.AllDirectories))
            .Where(static path => path.EndsWith(".cs", StringComparison.Ordinal) || path.EndsWith(".cs.txt", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllText),
    ];

    private static Gen<(int Kind, double Where, int Length, int Debris)> WoundGen { get; } =
        from kind in CsCheck.Gen.Int[0, 5]
        from place in CsCheck.Gen.Double[0, 1]
        from length in CsCheck.Gen.Int[1, 40]
        from debris in CsCheck.Gen.Int[0, Debris.Length - 1]
        select (kind, place, length, debris);

    public static Gen<string> Gen { get; } =
        from original in CsCheck.Gen.Int[0, Originals.Count - 1]
        from wounds in WoundGen.Array[1, 12]
        select wounds.Aggregate(Originals[original], Wound);

    private static string Wound(string text, (int Kind, double Where, int Length, int Debris) wound)
    {
        var tokens = SyntaxFactory.ParseTokens(text).Select(static t => t.FullSpan).ToList();
        int at = Math.Min((int)(wound.Where * tokens.Count), tokens.Count - 1);
        var token = tokens[at];
        int end = Math.Min(text.Length, token.Start + wound.Length);
        return wound.Kind switch
        {
            0 => text.Remove(token.Start, token.Length),
            1 => text.Insert(token.Start, " " + Debris[wound.Debris] + " "),
            2 => text[..token.Start],
            3 => text.Remove(token.Start, end - token.Start),
            4 => text.Insert(token.Start, text.Substring(token.Start, token.Length)),
            _ => text.Remove(token.Start, token.Length).Insert(token.Start, " " + Debris[wound.Debris] + " "),
        };
    }
}
