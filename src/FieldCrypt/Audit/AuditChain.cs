using System.Security.Cryptography;

namespace FieldCrypt;

/// <summary>
/// How a line is chained to the one before it (docs/format-audit.md): SHA-256, or HMAC-SHA-256 under a key, of the
/// former line's 32-byte hash and this line up to its <c>,"hash":</c>.
/// </summary>
internal sealed class AuditChain(KeyMaterial? key) : IDisposable
{
    public const int HashLength = 32;

    private readonly KeyMaterial? _key = key is null ? null : KeyMaterial.CopyOf(key.Span);

    /// <summary>The name that stands in a file's first line.</summary>
    public string Algorithm => NameOf(_key is not null);

    public static string NameOf(bool keyed) => keyed ? "hmac-sha256" : "sha256";

    public void Compute(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> body, Span<byte> hash)
    {
        using IncrementalHash incremental = _key is null
            ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256)
            : IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key.Span);
        incremental.AppendData(previous);
        incremental.AppendData(body);
        incremental.GetHashAndReset(hash);
    }

    public void Dispose() => _key?.Dispose();
}
