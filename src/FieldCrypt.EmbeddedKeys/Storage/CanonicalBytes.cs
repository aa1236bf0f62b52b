using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace FieldCrypt;

/// <summary>Writes values as unambiguous bytes for a MAC: numbers of 64 bits, big-endian, and length-prefixed bytes.</summary>
internal sealed class CanonicalBytes
{
    /// <summary>A text without UTF-8 form is kept otherwise by the file, and must not pass for what is kept.</summary>
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ArrayBufferWriter<byte> _writer = new(1024);

    public ReadOnlySpan<byte> Written => _writer.WrittenSpan;

    public CanonicalBytes Number(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(_writer.GetSpan(8), value);
        _writer.Advance(8);
        return this;
    }

    /// <summary>Length, then the bytes; absent bytes have the length -1.</summary>
    public CanonicalBytes Bytes(byte[]? bytes)
    {
        Number(bytes is null ? -1 : bytes.Length);
        _writer.Write(bytes.AsSpan());
        return this;
    }

    public CanonicalBytes Text(string text) => Bytes(s_strict.GetBytes(text));

    public CanonicalBytes OptionalText(string? text) => Bytes(text is null ? null : s_strict.GetBytes(text));

    /// <summary>Milliseconds since 1970 in UTC; an absent time is the least number.</summary>
    public CanonicalBytes Time(DateTimeOffset? time) => Number(time?.ToUnixTimeMilliseconds() ?? long.MinValue);

    public CanonicalBytes Id(Guid id) => Bytes(id.ToByteArray(bigEndian: true));
}
