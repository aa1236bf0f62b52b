namespace FieldCrypt.Pkcs11;

/// <summary>
/// A logged-in session, used by one thread at a time. Every method blocks and throws
/// <see cref="Net.Pkcs11Interop.Common.Pkcs11Exception"/> with the module's return value.
/// </summary>
internal interface ITokenSession : IDisposable
{
    string TokenLabel { get; }

    IReadOnlyList<TokenKey> FindKeys(string label);

    void FillRandom(Span<byte> destination);

    byte[] WrapKey(ulong kek, ulong mechanism, ReadOnlySpan<byte> payload);

    int UnwrapKey(ulong kek, ulong mechanism, byte[] wrapped, Span<byte> destination);

    byte[] EncryptGcm(ulong kek, Span<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> payload);

    int DecryptGcm(ulong kek, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> sealedBytes, Span<byte> destination);

    void CreateKey(string label, byte[] id, bool forGcm);

    void SetUsable(TokenKey key, bool usable, bool forGcm);

    void Destroy(TokenKey key);
}
