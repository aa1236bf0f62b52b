namespace FieldCrypt;

/// <summary>The bytes themselves.</summary>
internal sealed class BytesEncoding() : ValueEncoding<byte[]>(ValueKind.Bytes)
{
    internal override int GetByteCount(byte[] value) => value.Length;

    internal override void Encode(byte[] value, Span<byte> destination) => value.CopyTo(destination);

    internal override bool TryDecode(ReadOnlySpan<byte> plaintext, out byte[] value)
    {
        value = plaintext.ToArray();
        return true;
    }
}
