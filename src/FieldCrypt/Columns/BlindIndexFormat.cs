using System.Security.Cryptography;
using System.Text;

namespace FieldCrypt;

/// <summary>How a blind index is computed, specified in docs/format.md.</summary>
/// <remarks>
/// <code>
/// index = first 16 bytes of HMAC-SHA-256(index key, input)
/// input = "FieldCrypt blind index" || 00 || version (1)
///         || length (2), canonical encryption context
///         || length (2), logical table   UTF-8
///         || length (2), logical column  UTF-8
///         || value kind (1) || canonical value
/// id of the index key (8) = first 8 bytes of SHA-256("FieldCrypt blind index key" || 00 || version (1) || canonical context)
/// </code>
/// Numbers are big-endian. 16 bytes: with 10^9 distinct values the chance of one collision is about 10^-21. PCI DSS
/// 3.5.1.1 asks for keyed hashes over the entire value, with keys managed as others are.
/// </remarks>
internal static class BlindIndexFormat
{
    /// <summary>The length of an index in bytes.</summary>
    public const int Length = 16;

    /// <summary>The version of construction and key.</summary>
    public const byte Version = 1;

    /// <summary>The generation of a context's index key in the branch key store: there is one only.</summary>
    public const int Generation = 1;

    public static ReadOnlySpan<byte> Label => "FieldCrypt blind index"u8;

    private static ReadOnlySpan<byte> KeyLabel => "FieldCrypt blind index key"u8;

    /// <summary>
    /// The id of a context's index key. It follows from the context, so that a store finds the key by its id, and two
    /// processes that make it at once cannot both add theirs.
    /// </summary>
    public static BranchKeyId KeyIdOf(EncryptionContext context)
        => BranchKeyId.Read(SHA256.HashData([.. KeyLabel, 0, Version, .. context.CanonicalBytes]));

    /// <summary>What stands before the value.</summary>
    public static byte[] Prefix(EncryptionContext context, string table, string column, ValueKind kind)
    {
        byte[] tableBytes = Encoding.UTF8.GetBytes(table);
        byte[] columnBytes = Encoding.UTF8.GetBytes(column);
        return
        [
            .. Label, 0, Version,
            .. Length16(context.CanonicalBytes.Length), .. context.CanonicalBytes,
            .. Length16(tableBytes.Length), .. tableBytes,
            .. Length16(columnBytes.Length), .. columnBytes,
            (byte)kind,
        ];
    }

    private static byte[] Length16(int length) => [(byte)(length >> 8), (byte)length];
}
