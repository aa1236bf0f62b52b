using System.Security.Cryptography;

namespace FieldCrypt;

/// <summary>The key of a context's blind indexes, in clear. Opens no envelope.</summary>
/// <param name="context">The context it is wrapped under.</param>
/// <param name="key">The key, 32 bytes; owned from here on.</param>
internal sealed class BlindIndexKey(EncryptionContext context, KeyMaterial key) : OpenedKey(context)
{
    /// <summary>The key's memory, for tests that look at it after closing.</summary>
    internal KeyMaterial Material => key;

    /// <summary>HMAC-SHA-256, truncated. The caller holds the key.</summary>
    public byte[] Compute(ReadOnlySpan<byte> input)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Span, input, mac);
        return mac[..BlindIndexFormat.Length].ToArray();
    }

    public override DecryptionResult Decrypt(in Envelope envelope, ReadOnlySpan<byte> aad, Span<byte> plaintext) => DecryptionResult.CommitmentMismatch;

    protected override void Close() => key.Dispose();
}
