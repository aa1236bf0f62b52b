namespace FieldCrypt.Pkcs11;

/// <summary>How the key-encryption key wraps. Recorded with every wrapped key, so that it may be changed later.</summary>
public enum Pkcs11WrapMechanism
{
    /// <summary>
    /// AES key wrap, NIST SP 800-38F KW (CKM_AES_KEY_WRAP). Deterministic, so without limit of uses. It takes no
    /// authenticated data: the encryption context is bound by <see cref="ContextBinding"/>, checked after unwrapping.
    /// </summary>
    AesKeyWrap,

    /// <summary>AES key wrap with padding, NIST SP 800-38F KWP (CKM_AES_KEY_WRAP_KWP of PKCS#11 3.0); otherwise like <see cref="AesKeyWrap"/>.</summary>
    AesKeyWrapPadded,

    /// <summary>
    /// AES-GCM (CKM_AES_GCM): the token itself checks the encryption context, as additional authenticated data. Each
    /// wrap takes a random 96-bit nonce, so a key version wraps at most 2^32 keys (NIST SP 800-38D, 8.3): ample for
    /// branch keys; in direct mode rotate before.
    /// </summary>
    AesGcm,
}
