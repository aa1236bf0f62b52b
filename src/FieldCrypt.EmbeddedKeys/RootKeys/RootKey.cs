using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FieldCrypt;

/// <summary>
/// An embedded key store's root key in memory, and all that is derived from it (docs/format-embedded.md): the check
/// value that tells a wrong root key, the key that authenticates the store's rows, and per key version the key that
/// wraps it. Derivation: NIST SP 800-108 counter mode, HMAC-SHA-512. Wrapping: AES-KWP (SP 800-38F).
/// </summary>
internal sealed class RootKey : IDisposable
{
    public const int CheckLength = 32;
    public const int MacLength = 32;

    private readonly KeyMaterial _key;
    private readonly KeyMaterial _macKey = new(32);
    private readonly Guid _storeId;

    /// <param name="key">The root key, 32 bytes; owned from here on.</param>
    /// <param name="storeId">The store it belongs to.</param>
    public RootKey(KeyMaterial key, Guid storeId)
    {
        _key = key;
        _storeId = storeId;
        Span<byte> context = stackalloc byte[16];
        WriteId(storeId, context);
        Derive(key, "FieldCrypt embedded mac"u8, context, _macKey.Span);
        Derive(key, "FieldCrypt embedded check"u8, context, Check);
    }

    /// <summary>Whether a stored check value is this root key's.</summary>
    public byte[] Check { get; } = new byte[CheckLength];

    /// <summary>The key's memory, for tests that look at it after disposal.</summary>
    internal IReadOnlyList<KeyMaterial> Material => [_key, _macKey];

    /// <summary>HMAC-SHA-256 under the key for rows.</summary>
    public byte[] Mac(ReadOnlySpan<byte> bytes) => HMACSHA256.HashData(_macKey.Span, bytes);

    /// <summary>Wraps a version of a key-encryption key.</summary>
    public byte[] Wrap(KeyMaterial kek, Guid keyId, int version)
    {
        using Aes aes = CreateAes(keyId, version);
        return aes.EncryptKeyWrapPadded(kek.Span);
    }

    /// <summary>Unwraps a version of a key-encryption key; null if it is not what this root key wrapped for it.</summary>
    public KeyMaterial? TryUnwrap(ReadOnlySpan<byte> wrapped, Guid keyId, int version)
    {
        using Aes aes = CreateAes(keyId, version);
        if (wrapped.Length != Aes.GetKeyWrapPaddedLength(RootKeySource.KeyLength))
            return null;
        var kek = new KeyMaterial(RootKeySource.KeyLength);
        try
        {
            if (aes.TryDecryptKeyWrapPadded(wrapped, kek.Span, out int length) && length == RootKeySource.KeyLength)
                return kek;
        }
        catch (CryptographicException)
        {
            // The integrity check of SP 800-38F failed: the same answer as a wrong length.
        }

        kek.Dispose();
        return null;
    }

    public void Dispose()
    {
        _key.Dispose();
        _macKey.Dispose();
    }

    /// <summary>The 16 bytes of an id in the order its text has (RFC 9562).</summary>
    public static void WriteId(Guid id, Span<byte> destination) => id.TryWriteBytes(destination, bigEndian: true, out _);

    private Aes CreateAes(Guid keyId, int version)
    {
        Span<byte> context = stackalloc byte[36];
        WriteId(_storeId, context);
        WriteId(keyId, context[16..]);
        BinaryPrimitives.WriteInt32BigEndian(context[32..], version);
        Span<byte> wrappingKey = stackalloc byte[32];
        try
        {
            Derive(_key, "FieldCrypt embedded wrap"u8, context, wrappingKey);
            Aes aes = Aes.Create();
            aes.SetKey(wrappingKey);
            return aes;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(wrappingKey);
        }
    }

    private static void Derive(KeyMaterial key, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, Span<byte> destination)
        => SP800108HmacCounterKdf.DeriveBytes(key.Span, HashAlgorithmName.SHA512, label, context, destination);
}
