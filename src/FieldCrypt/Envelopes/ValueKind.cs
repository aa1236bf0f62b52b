namespace FieldCrypt;

/// <summary>
/// How a plaintext is encoded; stands in every envelope's header (5 bits) and is authenticated. All numbers are
/// big-endian. The values never change (docs/format.md).
/// </summary>
public enum ValueKind : byte
{
    /// <summary>UTF-8 without byte order mark.</summary>
    String = 1,

    /// <summary>The bytes themselves.</summary>
    Bytes = 2,

    /// <summary>1 byte, 0 or 1.</summary>
    Boolean = 3,

    /// <summary>One UTF-16 code unit, 2 bytes.</summary>
    Char = 4,

    /// <summary>Two's complement, 1 byte.</summary>
    SByte = 5,

    /// <summary>1 byte.</summary>
    Byte = 6,

    /// <summary>Two's complement, 2 bytes.</summary>
    Int16 = 7,

    /// <summary>2 bytes.</summary>
    UInt16 = 8,

    /// <summary>Two's complement, 4 bytes.</summary>
    Int32 = 9,

    /// <summary>4 bytes.</summary>
    UInt32 = 10,

    /// <summary>Two's complement, 8 bytes.</summary>
    Int64 = 11,

    /// <summary>8 bytes.</summary>
    UInt64 = 12,

    /// <summary>Two's complement, 16 bytes.</summary>
    Int128 = 13,

    /// <summary>16 bytes.</summary>
    UInt128 = 14,

    /// <summary>IEEE 754 binary16, 2 bytes, NaN payload kept.</summary>
    Half = 15,

    /// <summary>IEEE 754 binary32, 4 bytes, NaN payload kept.</summary>
    Single = 16,

    /// <summary>IEEE 754 binary64, 8 bytes, NaN payload kept.</summary>
    Double = 17,

    /// <summary>1 byte sign (0 or 1), 1 byte scale (0 to 28), 12 bytes unsigned magnitude.</summary>
    Decimal = 18,

    /// <summary>16 bytes in the order of RFC 9562.</summary>
    Guid = 19,

    /// <summary>
    /// 1 byte kind (0 unspecified, 1 UTC, 2 local, 3 local in daylight saving time where the local time occurs twice),
    /// 8 bytes of 100 ns ticks since 0001-01-01.
    /// </summary>
    DateTime = 20,

    /// <summary>8 bytes of 100 ns ticks of the local time since 0001-01-01, 2 bytes of minutes from UTC (two's complement).</summary>
    DateTimeOffset = 21,

    /// <summary>Days since 0001-01-01, 4 bytes.</summary>
    DateOnly = 22,

    /// <summary>100 ns ticks since midnight, 8 bytes.</summary>
    TimeOnly = 23,

    /// <summary>100 ns ticks, two's complement, 8 bytes.</summary>
    TimeSpan = 24,

    /// <summary>1 byte, 0 relative or 1 absolute; then the URI as it was written, UTF-8.</summary>
    Uri = 25,
}
