namespace FieldCrypt;

/// <summary>
/// The one place where a call on an embedded key store is allowed: by the key's policy or a grant, unless a statement
/// denies it. Calls on the store itself need a principal's name only: whoever opened the store holds its root key.
/// </summary>
internal static class KeyPermissions
{
    /// <param name="principal">Who calls.</param>
    /// <param name="action">What for.</param>
    /// <param name="kek">The key concerned; null for the store itself.</param>
    /// <param name="context">The encryption context; empty for administration.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.AccessDenied"/>.</exception>
    public static void Demand(string principal, EmbeddedKeyAction action, Kek? kek, EncryptionContext context)
    {
        RequireName(principal, action, kek, context);
        if (kek is null || AllowedByPolicy(kek, principal, action, context))
            return;
        if (!kek.Grants.Values.Any(grant => grant.Allows(principal, action, context)))
            throw Denied(principal, action, kek, context);
    }

    /// <summary>Whether the policy allows the call; false if nothing is said of it.</summary>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.AccessDenied"/>: a statement denies it, which no grant outweighs.</exception>
    public static bool AllowedByPolicy(Kek kek, string principal, EmbeddedKeyAction action, EncryptionContext context)
    {
        bool allowed = false;
        for (int i = 0; i < kek.Policy.Statements.Count; i++)
        {
            KeyPolicyStatement statement = kek.Policy.Statements[i];
            if (!statement.Applies(principal, action, context))
                continue;
            if (statement.Effect == KeyPolicyEffect.Deny)
                throw Refuse(principal, action, kek, context, $"statement {statement.NameAt(i)} of its key policy denies it, whatever else allows it. Change that statement with PutKeyPolicyAsync");
            allowed = true;
        }

        return allowed;
    }

    /// <summary>Whether the policy allows administration, without an error where a statement denies it.</summary>
    public static bool IsAllowedByPolicy(Kek kek, string principal, EmbeddedKeyAction action)
    {
        KeyPolicyEffect[] effects = [.. kek.Policy.Statements.Where(statement => statement.Applies(principal, action, EncryptionContext.Empty)).Select(static statement => statement.Effect)];
        return effects.Contains(KeyPolicyEffect.Allow) && !effects.Contains(KeyPolicyEffect.Deny);
    }

    public static FieldCryptException Denied(string principal, EmbeddedKeyAction action, Kek kek, EncryptionContext context)
    {
        string[] grants = [.. kek.Grants.Values
            .Where(grant => grant.GranteePrincipal == principal)
            .OrderBy(static grant => grant.CreatedAt)
            .Select(static grant => $"{string.Join('/', grant.Operations)} under {grant.Constraints?.ToString() ?? "any context"}")
            .Take(5)];
        string granted = grants.Length == 0 ? "none is made to it" : $"it has {string.Join("; ", grants)}";
        string under = context.Pairs.Count == 0 ? "" : $" under context \"{context}\"";
        string byGrant = Enum.TryParse(action.ToString(), out KeyGrantOperation _) ? ", or make it a grant with CreateGrantAsync" : "";
        return Refuse(principal, action, kek, context,
            $"no statement of its key policy and no grant allows it ({granted}). To allow it, have PutKeyPolicyAsync add a statement that allows {principal} the action {KeyActions.Prefix}{KeyActions.NameOf(action)}{under}{byGrant}");
    }

    /// <summary>As AWS KMS documents it: the grant decides who retires it, whatever the key policy says.</summary>
    public static void DemandRetiring(string principal, Kek kek, KeyGrant grant)
    {
        if (grant.RetiringPrincipal == principal || grant.Allows(principal, EmbeddedKeyAction.RetireGrant, EncryptionContext.Empty))
            return;
        throw Refuse(principal, EmbeddedKeyAction.RetireGrant, kek, EncryptionContext.Empty,
            $"grant {grant.GrantId} is retired by its retiring principal ({grant.RetiringPrincipal ?? "it names none"}), or by its grantee if it has RetireGrant; key policies do not decide it. Have somebody with kms:RevokeGrant revoke the grant");
    }

    private static void RequireName(string principal, EmbeddedKeyAction action, Kek? kek, EncryptionContext context)
    {
        if (!string.IsNullOrWhiteSpace(principal))
            return;
        throw new FieldCryptException(FieldCryptError.AccessDenied,
            $"{action} on {(kek is null ? "the key store" : $"key {kek.IdText}")} under context \"{context}\" was called without a principal. Set EmbeddedKeyStoreOptions.Principal or KeyRingOptions.Principal.")
        { KeyId = kek?.IdText };
    }

    private static FieldCryptException Refuse(string principal, EmbeddedKeyAction action, Kek kek, EncryptionContext context, string why)
        => new(FieldCryptError.AccessDenied, $"Principal {principal} may not {action} with key {kek.IdText} under context \"{context}\": {why}.") { KeyId = kek.IdText };
}
