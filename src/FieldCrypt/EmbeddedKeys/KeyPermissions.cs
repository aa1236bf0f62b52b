namespace FieldCrypt;

/// <summary>
/// The one place where a call on an embedded key store is allowed. Whoever opened the store holds its root key and with
/// it every key, so without key policies each principal may do everything.
/// </summary>
internal static class KeyPermissions
{
    /// <param name="principal">Who calls.</param>
    /// <param name="action">What for.</param>
    /// <param name="kek">The key concerned; null for the store itself.</param>
    /// <param name="context">The encryption context; empty for administration.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.AccessDenied"/>: the principal has no name, so nothing could be allowed or traced to it.</exception>
    public static void Demand(string principal, EmbeddedKeyAction action, Kek? kek, EncryptionContext context)
    {
        if (!string.IsNullOrWhiteSpace(principal))
            return;
        throw new FieldCryptException(FieldCryptError.AccessDenied,
            $"{action} on {(kek is null ? "the key store" : $"key {kek.IdText}")} under context \"{context}\" was called without a principal. Set EmbeddedKeyStoreOptions.Principal or KeyRingOptions.Principal.")
        { KeyId = kek?.IdText };
    }
}
