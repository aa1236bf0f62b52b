using System.Security.Cryptography;

namespace FieldCrypt;

/// <summary>The layout of an envelope, specified in docs/format.md. Offsets and lengths are bytes.</summary>
/// <remarks>
/// <code>
/// 0   2   magic FC 45
/// 2   1   format version (high 4 bits, 1) and suite (low 4 bits)
/// 3   1   flags (high 3 bits) and value kind (low 5 bits)
/// 4   8   key id: the branch key's, or in direct mode the start of SHA-256 of the KEK's id
/// 12  24  record salt                    (suite 1, hierarchical)
/// 12  2+n length and direct key section  (suite 2, direct: context and wrapped data key)
///     32  key commitment
///     12  nonce
///     n   ciphertext
///     16  tag
/// </code>
/// </remarks>
internal static class EnvelopeFormat
{
    public const byte Magic0 = 0xFC;
    public const byte Magic1 = 0x45;
    public const int Version = 1;

    public const int HeaderLength = 4;
    public const int KeyIdLength = BranchKeyId.Length;
    public const int SaltLength = 24;
    public const int CommitmentLength = 32;
    public const int NonceLength = 12;
    public const int TagLength = 16;
    public const int DataKeyLength = 32;

    public const int KeyIdOffset = HeaderLength;
    public const int SaltOffset = KeyIdOffset + KeyIdLength;

    /// <summary>What a hierarchical envelope adds to its plaintext.</summary>
    public const int HierarchicalOverhead = SaltOffset + SaltLength + CommitmentLength + NonceLength + TagLength;

    /// <summary>The longest plaintext, padding included: 16 MiB.</summary>
    public const int MaximumPlaintextLength = 16 * 1024 * 1024;

    /// <summary>The value is padded as in ISO/IEC 7816-4.</summary>
    public const byte PaddedFlag = 0x20;
    public const byte FlagsMask = 0xE0;
    public const byte KindMask = 0x1F;

    /// <summary>Whether the bytes start as every envelope does. UTF-8 text never does: no character starts with FC.</summary>
    public static bool HasMagic(ReadOnlySpan<byte> bytes) => bytes.Length >= 2 && bytes[0] == Magic0 && bytes[1] == Magic1;

    public static byte VersionAndSuite(EnvelopeSuite suite) => (byte)((Version << 4) | (int)suite);

    static EnvelopeFormat()
    {
        // AesGcm takes what the layout promises on every platform it runs on.
        if (!AesGcm.IsSupported)
            throw new PlatformNotSupportedException("AES-GCM is not available on this platform.");
    }
}
