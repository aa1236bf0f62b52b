using System.Globalization;
using System.Numerics;

namespace FieldCrypt.GoogleCloud;

/// <summary>CRC-32C (Castagnoli), by which Cloud KMS checks data in transit; no cryptography.</summary>
internal static class Crc32C
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }

    /// <summary>As the API writes a 64-bit integer: as a decimal string.</summary>
    public static string TextOf(ReadOnlySpan<byte> bytes) => Of(bytes).ToString(CultureInfo.InvariantCulture);
}
