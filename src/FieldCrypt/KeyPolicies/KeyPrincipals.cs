namespace FieldCrypt;

/// <summary>Names of principals: compared exactly, so that nothing may stand in one that looks as if it were matched.</summary>
internal static class KeyPrincipals
{
    /// <summary>Every principal; in key policies only, and only alone.</summary>
    public const string Every = "*";

    private const int MaximumLength = 256;

    /// <summary>Checks a principal's name; returns what is wrong with it, or null.</summary>
    public static string? Check(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
            return "is empty";
        if (name.AsSpan().ContainsAny('*', '?'))
            return "holds a wildcard; principals are compared exactly";
        return name.Contains(PolicyVariables.Start, StringComparison.Ordinal)
            ? "holds a policy variable, which would not be replaced"
            : KeyText.Check(name, 1, MaximumLength);
    }
}
