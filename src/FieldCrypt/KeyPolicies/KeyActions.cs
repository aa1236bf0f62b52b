namespace FieldCrypt;

/// <summary>The names that key policies give to what can be done with a key: those of AWS KMS, and one of FieldCrypt's own.</summary>
internal static class KeyActions
{
    public const string Prefix = "kms:";

    /// <summary>Actions of AWS KMS that an embedded key store has no call for; a policy may name them.</summary>
    private static readonly string[] s_others =
    [
        "GenerateDataKeyWithoutPlaintext", "GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext", "GenerateMac", "VerifyMac", "Sign", "Verify",
        "GetPublicKey", "ReEncryptFrom", "ReEncryptTo", "DeriveSharedSecret", "GetKeyRotationStatus", "ListKeyRotations", "ListKeyPolicies",
        "ListResourceTags", "ListAliases", "GetParametersForImport", "ImportKeyMaterial", "DeleteImportedKeyMaterial", "ReplicateKey", "UpdatePrimaryRegion",
    ];

    /// <summary>The action's names without prefix; the first is the usual one.</summary>
    public static string[] NamesOf(EmbeddedKeyAction action) => action switch
    {
        EmbeddedKeyAction.SetAlias => ["CreateAlias", "UpdateAlias"],
        EmbeddedKeyAction.TagKey => ["TagResource"],
        EmbeddedKeyAction.UntagKey => ["UntagResource"],
        EmbeddedKeyAction.RotateKey => ["RotateKeyOnDemand"],
        EmbeddedKeyAction.SetRotationPeriod => ["EnableKeyRotation", "DisableKeyRotation"],
        _ => [action.ToString()],
    };

    public static bool Matches(string pattern, EmbeddedKeyAction action) => NamesOf(action).Any(name => Matches(pattern, name));

    /// <summary>Whether a pattern means anything at all, so that a misspelt one is noticed.</summary>
    public static bool IsKnown(string pattern)
        => Enum.GetValues<EmbeddedKeyAction>().Any(action => Matches(pattern, action)) || s_others.Any(name => Matches(pattern, name));

    private static bool Matches(string pattern, string name) => pattern == "*" || Wildcards.IsMatch(pattern, Prefix + name, ignoreCase: true);
}
