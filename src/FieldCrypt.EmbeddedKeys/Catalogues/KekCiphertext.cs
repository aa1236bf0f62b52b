using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FieldCrypt;

/// <summary>
/// A payload encrypted directly under a version of a key-encryption key, as self-describing bytes
/// (docs/format-embedded.md). Each message has a key of its own, derived from the key version and 32 fresh random bytes,
/// so that AES-GCM's limit of 2^32 messages per key (NIST SP 800-38D) is never near, and commits to it.
/// </summary>
/// <remarks>
/// <code>
/// 0    1  format, 1
/// 1   16  key id
/// 17   4  key version, big-endian
/// 21  32  salt
/// 53  32  key commitment
/// 85   n  ciphertext, 1 to 4,096
///     16  tag
/// </code>
/// </remarks>
internal static class KekCiphertext
{
    public const int MaximumPlaintextLength = 4096;
    private const byte Format = 1;
    private const int KeyIdAt = 1;
    private const int KeyVersionAt = 17;
    private const int SaltAt = 21;
    private const int SaltLength = 32;
    private const int CommitmentAt = 53;
    private const int CommitmentLength = 32;
    private const int CiphertextAt = 85;
    private const int TagLength = 16;
    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int DerivedLength = KeyLength + CommitmentLength + NonceLength;

    public static byte[] Encrypt(KeyMaterial kek, Guid keyId, int keyVersion, ReadOnlySpan<byte> plaintext, EncryptionContext context)
    {
        byte[] bytes = new byte[CiphertextAt + plaintext.Length + TagLength];
        bytes[0] = Format;
        RootKey.WriteId(keyId, bytes.AsSpan(KeyIdAt));
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(KeyVersionAt), keyVersion);
        RandomNumberGenerator.Fill(bytes.AsSpan(SaltAt, SaltLength));

        Span<byte> derived = stackalloc byte[DerivedLength];
        try
        {
            Derive(kek, bytes, derived);
            derived.Slice(KeyLength, CommitmentLength).CopyTo(bytes.AsSpan(CommitmentAt));
            using var aes = new AesGcm(derived[..KeyLength], TagLength);
            aes.Encrypt(derived[^NonceLength..], plaintext, bytes.AsSpan(CiphertextAt, plaintext.Length), bytes.AsSpan(^TagLength..), Aad(bytes, context));
            return bytes;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    /// <summary>Which key and version encrypted these bytes; false if they have not the form.</summary>
    public static bool TryReadKey(ReadOnlySpan<byte> bytes, out Guid keyId, out int keyVersion)
    {
        keyId = default;
        keyVersion = 0;
        if (bytes.Length is < CiphertextAt + 1 + TagLength or > CiphertextAt + MaximumPlaintextLength + TagLength || bytes[0] != Format)
            return false;
        keyId = new Guid(bytes.Slice(KeyIdAt, 16), bigEndian: true);
        keyVersion = BinaryPrimitives.ReadInt32BigEndian(bytes[KeyVersionAt..]);
        return true;
    }

    /// <summary>Decrypts; null for another context or changed bytes.</summary>
    public static KeyMaterial? TryDecrypt(KeyMaterial kek, ReadOnlySpan<byte> bytes, EncryptionContext context)
    {
        Span<byte> derived = stackalloc byte[DerivedLength];
        var plaintext = new KeyMaterial(bytes.Length - CiphertextAt - TagLength);
        try
        {
            Derive(kek, bytes, derived);
            if (CryptographicOperations.FixedTimeEquals(derived.Slice(KeyLength, CommitmentLength), bytes.Slice(CommitmentAt, CommitmentLength)))
            {
                using var aes = new AesGcm(derived[..KeyLength], TagLength);
                aes.Decrypt(derived[^NonceLength..], bytes[CiphertextAt..^TagLength], bytes[^TagLength..], plaintext.Span, Aad(bytes, context));
                return plaintext;
            }
        }
        catch (AuthenticationTagMismatchException)
        {
            // The same answer as another commitment.
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }

        plaintext.Dispose();
        return null;
    }

    private static void Derive(KeyMaterial kek, ReadOnlySpan<byte> bytes, Span<byte> derived)
        => SP800108HmacCounterKdf.DeriveBytes(kek.Span, HashAlgorithmName.SHA512, "FieldCrypt embedded message"u8, bytes[..CommitmentAt], derived);

    private static byte[] Aad(ReadOnlySpan<byte> bytes, EncryptionContext context) => [.. bytes[..CommitmentAt], .. context.CanonicalBytes];
}
