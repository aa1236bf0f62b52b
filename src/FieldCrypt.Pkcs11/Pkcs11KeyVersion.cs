namespace FieldCrypt.Pkcs11;

/// <summary>A version of a key-encryption key on a token.</summary>
/// <param name="KeyId">The key's full id, a PKCS#11 URI.</param>
/// <param name="Version">CKA_ID in lower-case hexadecimal; <c>00</c> for a key without one.</param>
/// <param name="State">Whether the token lets it be used.</param>
/// <param name="IsActive">Whether it wraps new keys.</param>
public sealed record Pkcs11KeyVersion(string KeyId, string Version, KeyState State, bool IsActive);
