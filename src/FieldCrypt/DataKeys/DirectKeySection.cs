using System.Buffers.Binary;
using System.Text;

namespace FieldCrypt;

/// <summary>What a direct envelope carries of its data key: the encryption context in clear and the wrapped key.</summary>
/// <remarks>
/// <code>
/// 2+n length and encryption context as text, pairs sorted by name, UTF-8
///     wrapped keys (WrappedKeyEncoding)
/// </code>
/// The context stands there so that the key can be opened before the column is known; the column's own context is
/// authenticated with the value all the same.
/// </remarks>
internal sealed record DirectKeySection(EncryptionContext Context, IReadOnlyList<WrappedKey> WrappedKeys)
{
    /// <summary>What stands at the envelope's key id.</summary>
    public BranchKeyId KeyId => WrappedKeyEncoding.ShortKeyId(WrappedKeys[0].KeyId);

    public byte[] Encode()
    {
        byte[] context = Encoding.UTF8.GetBytes(Context.ToString());
        byte[] wrapped = WrappedKeyEncoding.Encode(WrappedKeys);
        byte[] section = new byte[2 + context.Length + wrapped.Length];
        if (section.Length > ushort.MaxValue)
            throw new FieldCryptException(FieldCryptError.ValueTooLarge, $"The wrapped data key of {WrappedKeys[0]} is {wrapped.Length} bytes long; a direct envelope holds at most 65,535 with its context. Use hierarchical data keys.");
        BinaryPrimitives.WriteUInt16BigEndian(section, (ushort)context.Length);
        context.CopyTo(section.AsSpan(2));
        wrapped.CopyTo(section.AsSpan(2 + context.Length));
        return section;
    }

    public static DirectKeySection Decode(ReadOnlySpan<byte> section)
        => TryDecode(section) ?? throw new FieldCryptException(FieldCryptError.EnvelopeTruncated, "The wrapped data key in a direct envelope is malformed: the value was changed or cut. Restore it from a backup.");

    /// <summary>As <see cref="Decode"/>; null if the structure is malformed.</summary>
    public static DirectKeySection? TryDecode(ReadOnlySpan<byte> section)
    {
        if (section.Length < 2)
            return null;
        int length = BinaryPrimitives.ReadUInt16BigEndian(section);
        if (section.Length < 2 + length || WrappedKeyEncoding.TryDecode(section[(2 + length)..]) is not { } wrappedKeys)
            return null;
        try
        {
            return new DirectKeySection(EncryptionContext.Parse(Encoding.UTF8.GetString(section.Slice(2, length))), wrappedKeys);
        }
        catch (FieldCryptException)
        {
            return null;
        }
    }
}
