using System;
using System.Linq;
using System.Text.RegularExpressions;

namespace FieldCrypt.Analyzers;

/// <summary>Tells when a pair of an encryption context looks like personal data, account data or a secret.</summary>
internal static class ContextValues
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private static readonly Regex Email = new(@"^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$", RegexOptions.CultureInvariant, Patience);

    private static readonly Regex SocialSecurity = new(@"^\d{3}-\d{2}-\d{4}$", RegexOptions.CultureInvariant, Patience);

    private static readonly Regex Iban = new(@"^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$", RegexOptions.CultureInvariant, Patience);

    private static readonly Regex Phone = new(@"^\+\d[\d\s-]{7,14}\d$", RegexOptions.CultureInvariant, Patience);

    private static readonly string[] SecretNames = ["password", "passwd", "secret", "apikey", "privatekey", "accesstoken"];

    private static readonly TypeEvidence NoEvidence = TypeEvidence.None(Vocabulary.Default);

    /// <summary>What the pair looks like, with its article; <see langword="null"/> when harmless.</summary>
    public static string? Describe(string name, string value)
    {
        if (value.Length == 0)
        {
            return null;
        }

        if (Email.IsMatch(value))
        {
            return "an e-mail address";
        }

        var digits = new string(value.Where(static c => c is not (' ' or '-')).ToArray());
        if (digits.Length is >= 13 and <= 19 && digits.All(char.IsDigit) && IsLuhn(digits))
        {
            return "a PAN";
        }

        if (SocialSecurity.IsMatch(value))
        {
            return "a national identifier";
        }

        if (Iban.IsMatch(value.Replace(" ", "")))
        {
            return "a bank account";
        }

        if (Phone.IsMatch(value))
        {
            return "a telephone number";
        }

        var plainName = name.Replace("-", "").Replace("_", "").ToLowerInvariant();
        if (SecretNames.Any(plainName.EndsWith))
        {
            return "a secret";
        }

        return NameClassifier.BuiltIn.Classify(NameClassifier.BuiltIn.WordsOf(name), MemberShapes.Text, NoEvidence) is { Kind: not SensitiveKind.None } data ? data.Kind.Describe() : null;
    }

    private static bool IsLuhn(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[digits.Length - 1 - i] - '0';
            var doubled = i % 2 == 0 ? digit : digit * 2;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }

        return sum % 10 == 0;
    }
}
