namespace FieldCrypt.Analyzers;

/// <summary>What all descriptors have in common.</summary>
internal static class RuleInfo
{
    public const string ModelCategory = "FieldCrypt.Models";
    public const string MisuseCategory = "FieldCrypt.Misuse";
    public const string LeakCategory = "FieldCrypt.Leaks";
    public const string SourceCategory = "FieldCrypt.Source";

    /// <summary>CWE-312: cleartext storage of sensitive information.</summary>
    public const string CleartextStorage = "CWE-312";

    public static string HelpLink(string id) => $"https://github.com/fieldcrypt/fieldcrypt/blob/main/docs/rules/{id}.md";
}
