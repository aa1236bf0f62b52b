using Net.Pkcs11Interop.Common;

namespace FieldCrypt.Pkcs11;

/// <summary>Wraps and unwraps a key under one key version by each mechanism, with the encryption context bound.</summary>
/// <remarks>
/// Ciphertexts: for AES key wrap, the wrapped payload of <see cref="ContextBinding"/>; for AES-GCM, 12 bytes of nonce,
/// 32 of ciphertext and 16 of tag, with the ASCII bytes <c>FieldCrypt pkcs11 aes-gcm v1</c>, a zero byte and the
/// context's canonical bytes as additional authenticated data.
/// </remarks>
internal static class KeyWrapping
{
    public const int KeyLength = 32;

    private const ulong AesKeyWrapWithPadding = 0x210B; // CKM_AES_KEY_WRAP_KWP, PKCS#11 3.0; Pkcs11Interop stops at 2.40.
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private static ReadOnlySpan<byte> GcmDomain => "FieldCrypt pkcs11 aes-gcm v1\0"u8;

    public static byte[] Wrap(ITokenSession session, TokenKey kek, Pkcs11WrapMechanism mechanism, KeyMaterial key, EncryptionContext context, bool tokenRandom)
    {
        if (mechanism == Pkcs11WrapMechanism.AesGcm)
            return WrapByGcm(session, kek, key, context, tokenRandom);
        using KeyMaterial payload = ContextBinding.Bind(key, context);
        return session.WrapKey(kek.Handle, Native(mechanism), payload.Span);
    }

    /// <summary>The key; null if the ciphertext opens to another context.</summary>
    public static KeyMaterial? Unwrap(ITokenSession session, TokenKey kek, Pkcs11WrapMechanism mechanism, byte[] ciphertext, EncryptionContext context)
    {
        if (mechanism == Pkcs11WrapMechanism.AesGcm)
            return UnwrapByGcm(session, kek, ciphertext, context);

        // No mechanism makes the payload longer than its ciphertext.
        int payloadLength = KeyLength + ContextBinding.DigestLength;
        if (ciphertext.Length != payloadLength + 8)
            return null;
        using var payload = new KeyMaterial(ciphertext.Length);
        int length = session.UnwrapKey(kek.Handle, Native(mechanism), ciphertext, payload.Span);
        return ContextBinding.TryOpen(payload.Span[..length], KeyLength, context);
    }

    private static byte[] WrapByGcm(ITokenSession session, TokenKey kek, KeyMaterial key, EncryptionContext context, bool tokenRandom)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        if (tokenRandom)
            session.FillRandom(nonce);
        else
            System.Security.Cryptography.RandomNumberGenerator.Fill(nonce);

        // A module that makes nonces itself replaces ours: the one in the buffer afterwards is the one used.
        byte[] sealedKey = session.EncryptGcm(kek.Handle, nonce, AdditionalData(context), key.Span);
        return [.. nonce, .. sealedKey];
    }

    private static KeyMaterial? UnwrapByGcm(ITokenSession session, TokenKey kek, byte[] ciphertext, EncryptionContext context)
    {
        if (ciphertext.Length != NonceLength + KeyLength + TagLength)
            return null;

        // Some modules ask for room for the tag as well.
        using var opened = new KeyMaterial(KeyLength + TagLength);
        int length = session.DecryptGcm(kek.Handle, ciphertext.AsSpan(0, NonceLength), AdditionalData(context), ciphertext.AsSpan(NonceLength), opened.Span);
        return length == KeyLength ? KeyMaterial.CopyOf(opened.Span[..KeyLength]) : null;
    }

    private static byte[] AdditionalData(EncryptionContext context) => [.. GcmDomain, .. context.CanonicalBytes];

    private static ulong Native(Pkcs11WrapMechanism mechanism)
        => mechanism == Pkcs11WrapMechanism.AesKeyWrap ? (ulong)CKM.CKM_AES_KEY_WRAP : AesKeyWrapWithPadding;
}
