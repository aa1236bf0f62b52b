using System.Security.Cryptography;

namespace FieldCrypt;

/// <summary>
/// Binds an encryption context to a key for wrapping mechanisms that take no additional authenticated data, such as AES
/// key wrap (NIST SP 800-38F) and RSA-OAEP: what is wrapped is the key followed by a digest of the context, and
/// unwrapping compares the digest. The mechanism's own integrity check covers both, so neither can be exchanged alone.
/// For authors of key backends. Thread-safe.
/// </summary>
/// <remarks>
/// Payload: key, then SHA-256 over the ASCII bytes <c>FieldCrypt context binding v1</c>, one zero byte and
/// <see cref="EncryptionContext.CanonicalBytes"/>. A context is public, so its digest needs no key; collision
/// resistance is what counts.
/// </remarks>
public static class ContextBinding
{
    /// <summary>The bytes that the digest adds to a key.</summary>
    public const int DigestLength = SHA256.HashSizeInBytes;

    private static ReadOnlySpan<byte> Domain => "FieldCrypt context binding v1\0"u8;

    /// <summary>Makes the payload to wrap.</summary>
    /// <param name="key">The key; not kept.</param>
    /// <param name="context">The encryption context.</param>
    /// <returns>Key and digest; the caller disposes it.</returns>
    public static KeyMaterial Bind(KeyMaterial key, EncryptionContext context)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(context);
        var payload = new KeyMaterial(key.Length + DigestLength);
        key.Span.CopyTo(payload.Span);
        Digest(context, payload.Span[key.Length..]);
        return payload;
    }

    /// <summary>Takes the key out of an unwrapped payload.</summary>
    /// <param name="payload">The payload; not kept.</param>
    /// <param name="keyLength">The key's length in bytes.</param>
    /// <param name="context">The encryption context asked for.</param>
    /// <returns>The key, which the caller disposes; null if the payload is of another length or context.</returns>
    public static KeyMaterial? TryOpen(ReadOnlySpan<byte> payload, int keyLength, EncryptionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (payload.Length != keyLength + DigestLength)
            return null;
        Span<byte> expected = stackalloc byte[DigestLength];
        Digest(context, expected);
        return CryptographicOperations.FixedTimeEquals(expected, payload[keyLength..]) ? KeyMaterial.CopyOf(payload[..keyLength]) : null;
    }

    private static void Digest(EncryptionContext context, Span<byte> destination)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Domain);
        hash.AppendData(context.CanonicalBytes);
        hash.GetHashAndReset(destination);
    }
}
