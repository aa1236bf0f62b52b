using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FieldCrypt;

/// <summary>SHA-256 of a direct key section: the salt of the record key, and what opened keys are cached by.</summary>
internal readonly record struct DirectKeyId(UInt128 High, UInt128 Low)
{
    public static DirectKeyId Of(ReadOnlySpan<byte> directKeySection)
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(directKeySection, digest);
        return new DirectKeyId(BinaryPrimitives.ReadUInt128BigEndian(digest), BinaryPrimitives.ReadUInt128BigEndian(digest[16..]));
    }

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt128BigEndian(destination, High);
        BinaryPrimitives.WriteUInt128BigEndian(destination[16..], Low);
    }
}
