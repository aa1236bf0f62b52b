using System.Text;

namespace FieldCrypt.Mapping;

/// <summary>
/// What can be told of a stored envelope without its key, in the process or by the database: where things stand in its bytes
/// and in its text (base64url). The layout is docs/format.md's.
/// </summary>
public static class EnvelopeLayout
{
    /// <summary>Header and key id: what <see cref="TryIdentify"/> needs of an envelope, bytes.</summary>
    public const int PrefixLength = EnvelopeFormat.SaltOffset;

    /// <summary>The shortest envelope: a direct one with an empty key section, bytes.</summary>
    public const int LeastLength = EnvelopeFormat.SaltOffset + 2 + EnvelopeFormat.CommitmentLength + EnvelopeFormat.NonceLength + EnvelopeFormat.TagLength;

    /// <summary>What a hierarchical envelope adds to its plaintext, bytes. Direct ones add more, which only the backend knows.</summary>
    public const int Overhead = EnvelopeFormat.HierarchicalOverhead;

    /// <summary>What every envelope's text starts with.</summary>
    public const string TextStart = EnvelopeText.Prefix;

    /// <summary>What every envelope starts with.</summary>
    public static ReadOnlySpan<byte> Start => [EnvelopeFormat.Magic0, EnvelopeFormat.Magic1];

    /// <summary>The length in the column of so many bytes of an envelope: bytes, or characters of text.</summary>
    /// <param name="bytes">How many bytes.</param>
    /// <param name="storage">How the column stores envelopes.</param>
    public static long LengthOf(long bytes, EncryptedStorage storage) => storage == EncryptedStorage.Text ? (bytes * 4 + 2) / 3 : bytes;

    /// <summary>The bytes of a stored value, an envelope or not. What is no envelope's text comes as its characters, which are no envelope either.</summary>
    /// <param name="stored">What the column holds.</param>
    /// <param name="storage">How the column stores envelopes.</param>
    public static ReadOnlyMemory<byte> BytesOf(object stored, EncryptedStorage storage) => stored switch
    {
        byte[] bytes when storage == EncryptedStorage.Binary => bytes,
        string text when storage == EncryptedStorage.Text && EnvelopeText.TryDecode(text) is { } bytes => bytes,
        string text => Encoding.UTF8.GetBytes(text),
        _ => default,
    };

    /// <summary>Reads suite and key id.</summary>
    /// <param name="prefix">The first <see cref="PrefixLength"/> bytes of an envelope, or more.</param>
    /// <param name="suite">How the data key is found.</param>
    /// <param name="keyId">The branch key's id; in direct mode the first 8 bytes of SHA-256 of the key-encryption key's id.</param>
    /// <returns><see langword="false"/> if the bytes are no envelope of this format version.</returns>
    public static bool TryIdentify(ReadOnlySpan<byte> prefix, out EnvelopeSuite suite, out BranchKeyId keyId)
    {
        bool isEnvelope = prefix.Length >= PrefixLength && EnvelopeFormat.HasMagic(prefix) && prefix[2] >> 4 == EnvelopeFormat.Version;
        suite = isEnvelope ? (EnvelopeSuite)(prefix[2] & 0x0F) : default;
        keyId = isEnvelope ? BranchKeyId.Read(prefix[EnvelopeFormat.KeyIdOffset..]) : default;
        return isEnvelope;
    }

    /// <summary>
    /// Where a part of each stored envelope lies that shows its key id, so that a database finds rows by it: position from 0
    /// and length, in bytes or in characters of text. Text comes in groups of 4 characters for 3 bytes, so the part there
    /// begins with the byte before the id: flags and kind.
    /// </summary>
    /// <param name="storage">How the column stores envelopes.</param>
    public static (int Position, int Length) KeyIdPart(EncryptedStorage storage) => storage == EncryptedStorage.Text
        ? ((EnvelopeFormat.KeyIdOffset - 1) / 3 * 4, (1 + EnvelopeFormat.KeyIdLength) / 3 * 4)
        : (EnvelopeFormat.KeyIdOffset, EnvelopeFormat.KeyIdLength);

    /// <summary>What <see cref="KeyIdPart"/> may hold for a key id, as stored.</summary>
    /// <param name="keyId">The key id.</param>
    /// <param name="storage">How the column stores envelopes.</param>
    /// <param name="kinds">How the column's plaintexts are encoded.</param>
    public static IReadOnlyList<object> KeyIdPartsOf(BranchKeyId keyId, EncryptedStorage storage, IEnumerable<ValueKind> kinds)
    {
        byte[] bytes = new byte[1 + BranchKeyId.Length];
        keyId.Write(bytes.AsSpan(1));
        if (storage == EncryptedStorage.Binary)
            return [bytes[1..]];
        return [.. kinds.SelectMany(static kind => new[] { (byte)kind, (byte)((byte)kind | EnvelopeFormat.PaddedFlag) }).Select(kind =>
        {
            bytes[0] = kind;
            return (object)EnvelopeText.Encode(bytes);
        })];
    }
}
