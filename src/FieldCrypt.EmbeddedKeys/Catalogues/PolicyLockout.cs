namespace FieldCrypt;

/// <summary>Refuses a key policy after which nobody could put another one, as the safety check of AWS KMS does.</summary>
internal static class PolicyLockout
{
    /// <param name="kek">The key with its new policy.</param>
    /// <param name="author">Who puts it.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.InvalidArgument"/>.</exception>
    public static void Check(Kek kek, string author)
    {
        KeyPolicy policy = kek.Policy;
        if (!MayPut(policy, author))
            throw Refuse(kek, $"not let {author}, who puts it, put another one", author);

        // "*" stands for any principal that no statement names.
        IEnumerable<string> principals = policy.Statements.SelectMany(static statement => statement.Principals).Append(KeyPrincipals.Every);
        if (!principals.Any(principal => !AuditPrincipal.IsTransient(principal) && MayPut(policy, principal)))
            throw Refuse(kek, $"let only principals put another one whose names end with their process or container, such as {author}", "a principal whose name stays (KeyRingOptions.Principal, EmbeddedKeyStoreOptions.Principal)");
    }

    private static bool MayPut(KeyPolicy policy, string principal)
        => Any(policy, principal, KeyPolicyEffect.Allow) && !Any(policy, principal, KeyPolicyEffect.Deny);

    private static bool Any(KeyPolicy policy, string principal, KeyPolicyEffect effect)
        => policy.Statements.Any(statement => statement.Effect == effect && statement.Applies(principal, EmbeddedKeyAction.PutKeyPolicy, EncryptionContext.Empty));

    private static FieldCryptException Refuse(Kek kek, string what, string whom) => new(
        FieldCryptError.InvalidArgument,
        $"The new policy of key {kek.IdText} would {what}. It was not put; let it allow {whom} the action kms:PutKeyPolicy, or set bypassLockoutSafetyCheck.")
    { KeyId = kek.IdText };
}
