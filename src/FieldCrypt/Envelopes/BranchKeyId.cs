using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace FieldCrypt;

/// <summary>The id of a branch key: 8 random bytes, which stand at offset 4 of every envelope written under it.</summary>
/// <param name="Value">The bytes as a big-endian number.</param>
public readonly record struct BranchKeyId(ulong Value)
{
    /// <summary>The length in bytes.</summary>
    public const int Length = 8;

    /// <summary>Reads an id from the first 8 bytes.</summary>
    /// <param name="bytes">At least 8 bytes.</param>
    public static BranchKeyId Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt64BigEndian(bytes));

    /// <summary>Draws a random id.</summary>
    public static BranchKeyId Random()
    {
        Span<byte> bytes = stackalloc byte[Length];
        RandomNumberGenerator.Fill(bytes);
        return Read(bytes);
    }

    /// <summary>Reads 16 hexadecimal digits, as <see cref="ToString"/> writes them.</summary>
    /// <param name="text">The digits.</param>
    /// <exception cref="FormatException">The text is no such number.</exception>
    public static BranchKeyId Parse(string text) => new(ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    /// <summary>Writes the id to the first 8 bytes.</summary>
    /// <param name="destination">At least 8 bytes.</param>
    public void Write(Span<byte> destination) => BinaryPrimitives.WriteUInt64BigEndian(destination, Value);

    /// <summary>16 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}
