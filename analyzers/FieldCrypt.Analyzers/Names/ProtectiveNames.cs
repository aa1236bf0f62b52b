using System;
using System.Collections.Immutable;

namespace FieldCrypt.Analyzers;

/// <summary>Names that promise a protected form of a value. "Encode" is not among them: base64 hides nothing.</summary>
internal static class ProtectiveNames
{
    /// <summary>Beginnings of words that stand for masking, hashing, encryption, tokens and truncation.</summary>
    private static readonly string[] Stems =
    [
        "mask", "redact", "obfuscat", "obscur", "scrub", "anonym", "pseudonym", "censor", "conceal", "hash", "hmac",
        "encrypt", "encipher", "cipher", "crypt", "tokeni", "truncat", "fingerprint", "protect", "digest", "sha",
        "shorten", "partial", "hidden", "hide", "last4", "first6", "lastfour", "firstsix", "lastdigits", "redigiert",
        "maskier", "masquer", "mascara", "enmascara", "ofusca", "oculta", "maskele", "gizle", "zamaskuj", "verschlussel",
    ];

    /// <summary>Words that undo protection: what they return is plaintext.</summary>
    private static readonly string[] Undoing = ["decrypt", "unprotect", "detokeni", "unmask", "decipher", "unseal", "reveal"];

    private static readonly NameCache<bool> Answers = new(Decide);

    /// <summary>Whether a method or type of this name gives back a protected form of what it is given.</summary>
    public static bool Protects(string name) => Answers.Of(name);

    private static bool Decide(string name)
    {
        var words = SourceWords.Of(name);
        bool protects = false;
        for (int i = 0; i < words.Length; i++)
        {
            string word = words[i].Text;
            if (StartsWithAny(word, Undoing))
                return false;

            protects |= (StartsWithAny(word, Stems) && !IsExempt(word)) || IsLastDigits(words, i);
        }

        return protects;
    }

    /// <summary>Whether a method of this name gives back plaintext from a protected form.</summary>
    public static bool Undoes(string name)
    {
        foreach (var word in SourceWords.Of(name))
        {
            if (StartsWithAny(word.Text, Undoing))
                return true;
        }

        return false;
    }

    /// <summary>Words that merely begin like a stem: share, shape, shadow, shared.</summary>
    private static bool IsExempt(string word) =>
        word.StartsWith("sha", StringComparison.Ordinal) && word.Length > 3 && !char.IsDigit(word[3]);

    /// <summary>"Last 4", "last four", "first six", "last digits" as separate words.</summary>
    private static bool IsLastDigits(ImmutableArray<NameWord> words, int i) =>
        (words[i].Text is "last" or "first" or "ending" or "final" or "trailing" or "son" or "ultimos" or "letzte")
        && i + 1 < words.Length
        && (words[i + 1].Text is "4" or "four" or "six" or "6" or "digits" or "digit" or "dort" or "cuatro" or "quatro" or "vier");

    private static bool StartsWithAny(string word, string[] stems)
    {
        foreach (string stem in stems)
        {
            if (word.StartsWith(stem, StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
