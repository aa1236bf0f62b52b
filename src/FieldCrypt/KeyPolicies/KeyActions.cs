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

    /// <summary>What is done with the store and not with a key of it, which no key policy decides.</summary>
    private static readonly EmbeddedKeyAction[] s_onTheStore =
    [
        EmbeddedKeyAction.CreateKey, EmbeddedKeyAction.ListKeys, EmbeddedKeyAction.ChangeRootKey, EmbeddedKeyAction.ResetKeyPolicy, EmbeddedKeyAction.ConfirmClock,
        EmbeddedKeyAction.ProvideRootKeyShare, EmbeddedKeyAction.VerifyRootKeyShare, EmbeddedKeyAction.UnlockKeyStore,
    ];

    /// <summary>The action's name without prefix.</summary>
    public static string NameOf(EmbeddedKeyAction action) => action switch
    {
        EmbeddedKeyAction.TagKey => "TagResource",
        EmbeddedKeyAction.UntagKey => "UntagResource",
        EmbeddedKeyAction.RotateKey => "RotateKeyOnDemand",
        _ => action.ToString(),
    };

    /// <summary>Whether a statement with this pattern is about the action. <c>kms:RetireGrant</c> has no effect in a key policy: the grant decides.</summary>
    public static bool Matches(string pattern, EmbeddedKeyAction action)
        => action != EmbeddedKeyAction.RetireGrant && !s_onTheStore.Contains(action) && Matches(pattern, NameOf(action));

    /// <summary>Whether a pattern means anything in a key policy, so that a misspelt one, or one that would not be enforced, is noticed.</summary>
    public static bool IsKnown(string pattern)
        => Enum.GetValues<EmbeddedKeyAction>().Except(s_onTheStore).Any(action => Matches(pattern, NameOf(action))) || s_others.Any(name => Matches(pattern, name));

    private static bool Matches(string pattern, string name) => pattern == "*" || Wildcards.IsMatch(pattern, Prefix + name, ignoreCase: true);
}
