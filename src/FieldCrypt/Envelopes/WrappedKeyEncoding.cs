using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FieldCrypt;

/// <summary>
/// One key under one or more key-encryption keys, as bytes: in direct envelopes and in branch key stores
/// (docs/format.md).
/// </summary>
/// <remarks>
/// <code>
/// 1 number of wrapped keys (1 to 4), then each:
///   1 length, provider     ASCII
///   2 length, key id       UTF-8
///   1 length, key version  UTF-8
///   2 length, ciphertext
/// </code>
/// </remarks>
internal static class WrappedKeyEncoding
{
    public const int MaximumKeys = 4;

    public static byte[] Encode(IReadOnlyList<WrappedKey> keys)
    {
        if (keys.Count is 0 or > MaximumKeys)
            throw new ArgumentOutOfRangeException(nameof(keys), keys.Count, $"1 to {MaximumKeys} wrapped keys");

        using var stream = new MemoryStream();
        stream.WriteByte((byte)keys.Count);
        foreach (WrappedKey key in keys)
        {
            WriteShort(stream, Encoding.ASCII.GetBytes(key.Provider));
            WriteLong(stream, Encoding.UTF8.GetBytes(key.KeyId));
            WriteShort(stream, Encoding.UTF8.GetBytes(key.KeyVersion));
            WriteLong(stream, key.Ciphertext);
        }

        if (stream.Length > ushort.MaxValue)
            throw new ArgumentException("The wrapped keys are longer than 65,535 bytes.", nameof(keys));
        return stream.ToArray();
    }

    /// <summary>Reads wrapped keys; null if the bytes are none.</summary>
    public static IReadOnlyList<WrappedKey>? TryDecode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[0] is 0 or > MaximumKeys)
            return null;
        var keys = new WrappedKey[bytes[0]];
        ReadOnlySpan<byte> rest = bytes[1..];
        for (int i = 0; i < keys.Length; i++)
        {
            if (!TryReadShort(ref rest, out ReadOnlySpan<byte> provider) || !TryReadLong(ref rest, out ReadOnlySpan<byte> keyId)
                || !TryReadShort(ref rest, out ReadOnlySpan<byte> version) || !TryReadLong(ref rest, out ReadOnlySpan<byte> ciphertext))
            {
                return null;
            }

            keys[i] = new WrappedKey(Encoding.ASCII.GetString(provider), Encoding.UTF8.GetString(keyId), Encoding.UTF8.GetString(version), ciphertext.ToArray());
        }

        return rest.IsEmpty ? keys : null;
    }

    /// <summary>The 8 bytes that stand for a key-encryption key at the envelope's fixed offset: the start of SHA-256 of its id.</summary>
    public static BranchKeyId ShortKeyId(string keyId) => BranchKeyId.Read(SHA256.HashData(Encoding.UTF8.GetBytes(keyId)));

    private static void WriteShort(MemoryStream stream, byte[] bytes)
    {
        stream.WriteByte(checked((byte)bytes.Length));
        stream.Write(bytes);
    }

    private static void WriteLong(MemoryStream stream, byte[] bytes)
    {
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)bytes.Length));
        stream.Write(length);
        stream.Write(bytes);
    }

    private static bool TryReadShort(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> bytes)
        => TryRead(ref rest, 1, rest.IsEmpty ? 0 : rest[0], out bytes);

    private static bool TryReadLong(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> bytes)
        => TryRead(ref rest, 2, rest.Length < 2 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(rest), out bytes);

    private static bool TryRead(ref ReadOnlySpan<byte> rest, int prefix, int length, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (rest.Length < prefix + length)
            return false;
        bytes = rest.Slice(prefix, length);
        rest = rest[(prefix + length)..];
        return true;
    }
}
