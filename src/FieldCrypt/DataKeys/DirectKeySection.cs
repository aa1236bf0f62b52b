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

    /// <summary>Reads the section of a direct envelope.</summary>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.EnvelopeMalformed"/>.</exception>
    public static DirectKeySection Of(in Envelope envelope)
        => TryRead(envelope) ?? throw EnvelopeErrors.MalformedSection(envelope.KeyId);

    /// <summary>As <see cref="Of"/>; null if the section is not one that was written, or the envelope's key id is not that of its first wrapped key.</summary>
    public static DirectKeySection? TryRead(in Envelope envelope)
        => TryDecode(envelope.DirectKeySection) is { } section && section.KeyId == envelope.KeyId ? section : null;

    private static DirectKeySection? TryDecode(ReadOnlySpan<byte> section)
    {
        if (section.Length < 2)
            return null;
        int length = BinaryPrimitives.ReadUInt16BigEndian(section);
        return section.Length >= 2 + length
            && EncryptionContext.TryReadText(section.Slice(2, length)) is { } context
            && WrappedKeyEncoding.TryDecode(section[(2 + length)..]) is { } wrappedKeys
            ? new DirectKeySection(context, wrappedKeys)
            : null;
    }
}
