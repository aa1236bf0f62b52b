using System.Security.Cryptography;

namespace FieldCrypt.Backends.Tests;

/// <summary>What our stand-ins for key services hold: versions of an AES-256-GCM key.</summary>
internal sealed class VersionedKey
{
    private readonly Dictionary<int, byte[]> _versions = new() { [1] = RandomNumberGenerator.GetBytes(32) };

    public int Latest => _versions.Count;

    /// <summary>Versions that are not enabled, with the service's word for their state.</summary>
    public Dictionary<int, string> States { get; } = [];

    public void Rotate() => _versions[Latest + 1] = RandomNumberGenerator.GetBytes(32);

    public bool Has(int version) => _versions.ContainsKey(version);

    public byte[] Encrypt(byte[] plaintext, byte[] aad)
    {
        byte[] nonce = RandomNumberGenerator.GetBytes(12);
        byte[] ciphertext = new byte[plaintext.Length];
        byte[] tag = new byte[16];
        using var gcm = new AesGcm(_versions[Latest], 16);
        gcm.Encrypt(nonce, plaintext, ciphertext, tag, aad);
        return [.. nonce, .. ciphertext, .. tag];
    }

    /// <summary>The plaintext; null if it is not authentic.</summary>
    public byte[]? TryDecrypt(int version, byte[] bytes, byte[] aad)
    {
        if (bytes.Length < 28)
            return null;
        byte[] plaintext = new byte[bytes.Length - 28];
        using var gcm = new AesGcm(_versions[version], 16);
        try
        {
            gcm.Decrypt(bytes.AsSpan(0, 12), bytes.AsSpan(12, plaintext.Length), bytes.AsSpan(12 + plaintext.Length), plaintext, aad);
            return plaintext;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
