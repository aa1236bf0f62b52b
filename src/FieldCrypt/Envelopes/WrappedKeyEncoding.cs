using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace FieldCrypt;

/// <summary>
/// One key under one or more key-encryption keys, as bytes: in direct envelopes and in branch key stores
/// (docs/format.md). What is out of a field's range is neither written nor read.
/// </summary>
/// <remarks>
/// <code>
/// 1 number of wrapped keys (1 to 4), then each:
///   1 length, provider     1 to 32 printable ASCII characters
///   2 length, key id       1 to 2,048 bytes of UTF-8
///   1 length, key version  0 to 255 bytes of UTF-8
///   2 length, ciphertext   1 to 8,192 bytes
/// </code>
/// </remarks>
internal static class WrappedKeyEncoding
{
    public const int MaximumKeys = 4;
    public const int MaximumProviderLength = 32;
    public const int MaximumKeyIdLength = 2048;
    public const int MaximumKeyVersionLength = 255;
    public const int MaximumCiphertextLength = 8192;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.InvalidArgument"/>: a field is out of its range.</exception>
    public static byte[] Encode(IReadOnlyList<WrappedKey> keys)
    {
        if (keys.Count is 0 or > MaximumKeys)
            throw new ArgumentOutOfRangeException(nameof(keys), keys.Count, $"1 to {MaximumKeys} wrapped keys");

        using var stream = new MemoryStream();
        stream.WriteByte((byte)keys.Count);
        foreach (WrappedKey key in keys)
        {
            byte[] provider = Bytes(key.Provider), keyId = Bytes(key.KeyId), version = Bytes(key.KeyVersion);
            if (!AreInRange(provider, keyId, version, key.Ciphertext))
                throw OutOfRange();
            WriteShort(stream, provider);
            WriteLong(stream, keyId);
            WriteShort(stream, version);
            WriteLong(stream, key.Ciphertext);
        }

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
                || !TryReadShort(ref rest, out ReadOnlySpan<byte> version) || !TryReadLong(ref rest, out ReadOnlySpan<byte> ciphertext)
                || !AreInRange(provider, keyId, version, ciphertext))
            {
                return null;
            }

            keys[i] = new WrappedKey(Encoding.ASCII.GetString(provider), s_utf8.GetString(keyId), s_utf8.GetString(version), ciphertext.ToArray());
        }

        return rest.IsEmpty ? keys : null;
    }

    /// <summary>The 8 bytes that stand for a key-encryption key at the envelope's fixed offset: the start of SHA-256 of its id.</summary>
    public static BranchKeyId ShortKeyId(string keyId) => BranchKeyId.Read(SHA256.HashData(Encoding.UTF8.GetBytes(keyId)));

    private static bool AreInRange(ReadOnlySpan<byte> provider, ReadOnlySpan<byte> keyId, ReadOnlySpan<byte> version, ReadOnlySpan<byte> ciphertext)
        => provider.Length is > 0 and <= MaximumProviderLength && !provider.ContainsAnyExceptInRange((byte)'!', (byte)'~')
            && keyId.Length is > 0 and <= MaximumKeyIdLength && IsText(keyId)
            && version.Length <= MaximumKeyVersionLength && IsText(version)
            && ciphertext.Length is > 0 and <= MaximumCiphertextLength;

    /// <summary>UTF-8 without control characters, so that it can stand in a message as it is.</summary>
    private static bool IsText(ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes))
            return false;
        foreach (Rune rune in s_utf8.GetString(bytes).EnumerateRunes())
        {
            if (Rune.IsControl(rune))
                return false;
        }

        return true;
    }

    private static byte[] Bytes(string text)
    {
        try
        {
            return s_utf8.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            throw OutOfRange();
        }
    }

    private static FieldCryptException OutOfRange() => new(
        FieldCryptError.InvalidArgument,
        $"A key backend gave a wrapped key that cannot be stored: its provider has 1 to {MaximumProviderLength} printable ASCII characters without blanks, its key id 1 to {MaximumKeyIdLength:N0} and its version at most {MaximumKeyVersionLength} bytes of UTF-8 without control characters, its ciphertext 1 to {MaximumCiphertextLength:N0} bytes. Nothing was written.");

    private static void WriteShort(MemoryStream stream, byte[] bytes)
    {
        stream.WriteByte((byte)bytes.Length);
        stream.Write(bytes);
    }

    private static void WriteLong(MemoryStream stream, byte[] bytes)
    {
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)bytes.Length);
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
