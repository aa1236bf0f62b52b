using System.Buffers.Binary;

namespace FieldCrypt;

/// <summary>The encodings of the CLR types that can be encrypted; generated code names them. Each value round-trips exactly or is refused.</summary>
public static class ValueEncodings
{
    /// <summary>UTF-8; a string with half of a surrogate pair is refused.</summary>
    public static ValueEncoding<string> String { get; } = new StringEncoding();

    /// <summary>The bytes themselves.</summary>
    public static ValueEncoding<byte[]> Bytes { get; } = new BytesEncoding();

    /// <summary>Whether it is absolute, 1 byte, and the URI as it was written; one that would not be read back equal is refused.</summary>
    public static ValueEncoding<Uri> Uri { get; } = new UriEncoding();

    /// <summary>1 byte.</summary>
    public static ValueEncoding<bool> Boolean { get; } = new FixedLengthEncoding<bool>(
        ValueKind.Boolean, 1,
        static (to, value) => to[0] = value ? (byte)1 : (byte)0,
        static (from, out value) => { value = from[0] == 1; return from[0] <= 1; });

    /// <summary>2 bytes.</summary>
    public static ValueEncoding<char> Char { get; } = new FixedLengthEncoding<char>(
        ValueKind.Char, 2,
        static (to, value) => BinaryPrimitives.WriteUInt16BigEndian(to, value),
        static (from, out value) => { value = (char)BinaryPrimitives.ReadUInt16BigEndian(from); return true; });

    /// <summary>1 byte.</summary>
    public static ValueEncoding<sbyte> SByte { get; } = new FixedLengthEncoding<sbyte>(
        ValueKind.SByte, 1,
        static (to, value) => to[0] = (byte)value,
        static (from, out value) => { value = (sbyte)from[0]; return true; });

    /// <summary>1 byte.</summary>
    public static ValueEncoding<byte> Byte { get; } = new FixedLengthEncoding<byte>(
        ValueKind.Byte, 1,
        static (to, value) => to[0] = value,
        static (from, out value) => { value = from[0]; return true; });

    /// <summary>2 bytes.</summary>
    public static ValueEncoding<short> Int16 { get; } = new FixedLengthEncoding<short>(
        ValueKind.Int16, 2,
        BinaryPrimitives.WriteInt16BigEndian,
        static (from, out value) => BinaryPrimitives.TryReadInt16BigEndian(from, out value));

    /// <summary>2 bytes.</summary>
    public static ValueEncoding<ushort> UInt16 { get; } = new FixedLengthEncoding<ushort>(
        ValueKind.UInt16, 2,
        BinaryPrimitives.WriteUInt16BigEndian,
        static (from, out value) => BinaryPrimitives.TryReadUInt16BigEndian(from, out value));

    /// <summary>4 bytes.</summary>
    public static ValueEncoding<int> Int32 { get; } = new FixedLengthEncoding<int>(
        ValueKind.Int32, 4,
        BinaryPrimitives.WriteInt32BigEndian,
        static (from, out value) => BinaryPrimitives.TryReadInt32BigEndian(from, out value));

    /// <summary>4 bytes.</summary>
    public static ValueEncoding<uint> UInt32 { get; } = new FixedLengthEncoding<uint>(
        ValueKind.UInt32, 4,
        BinaryPrimitives.WriteUInt32BigEndian,
        static (from, out value) => BinaryPrimitives.TryReadUInt32BigEndian(from, out value));

    /// <summary>8 bytes.</summary>
    public static ValueEncoding<long> Int64 { get; } = new FixedLengthEncoding<long>(
        ValueKind.Int64, 8,
        BinaryPrimitives.WriteInt64BigEndian,
        static (from, out value) => BinaryPrimitives.TryReadInt64BigEndian(from, out value));

    /// <summary>8 bytes.</summary>
    public static ValueEncoding<ulong> UInt64 { get; } = new FixedLengthEncoding<ulong>(
        ValueKind.UInt64, 8,
        BinaryPrimitives.WriteUInt64BigEndian,
        static (from, out value) => BinaryPrimitives.TryReadUInt64BigEndian(from, out value));

    /// <summary>As <see cref="Int64"/>, on every platform.</summary>
    public static ValueEncoding<nint> IntPtr { get; } = new FixedLengthEncoding<nint>(
        ValueKind.Int64, 8,
        static (to, value) => BinaryPrimitives.WriteInt64BigEndian(to, value),
        static (from, out value) =>
        {
            long number = BinaryPrimitives.ReadInt64BigEndian(from);
            value = unchecked((nint)number);
            return value == number;
        });

    /// <summary>As <see cref="UInt64"/>, on every platform.</summary>
    public static ValueEncoding<nuint> UIntPtr { get; } = new FixedLengthEncoding<nuint>(
        ValueKind.UInt64, 8,
        static (to, value) => BinaryPrimitives.WriteUInt64BigEndian(to, value),
        static (from, out value) =>
        {
            ulong number = BinaryPrimitives.ReadUInt64BigEndian(from);
            value = unchecked((nuint)number);
            return value == number;
        });

    /// <summary>16 bytes.</summary>
    public static ValueEncoding<Int128> Int128 { get; } = new FixedLengthEncoding<Int128>(
        ValueKind.Int128, 16,
        BinaryPrimitives.WriteInt128BigEndian,
        static (from, out value) => BinaryPrimitives.TryReadInt128BigEndian(from, out value));

    /// <summary>16 bytes.</summary>
    public static ValueEncoding<UInt128> UInt128 { get; } = new FixedLengthEncoding<UInt128>(
        ValueKind.UInt128, 16,
        BinaryPrimitives.WriteUInt128BigEndian,
        static (from, out value) => BinaryPrimitives.TryReadUInt128BigEndian(from, out value));

    /// <summary>2 bytes, NaN payload kept.</summary>
    public static ValueEncoding<Half> Half { get; } = new FixedLengthEncoding<Half>(
        ValueKind.Half, 2,
        BinaryPrimitives.WriteHalfBigEndian,
        static (from, out value) => BinaryPrimitives.TryReadHalfBigEndian(from, out value));

    /// <summary>4 bytes, NaN payload kept.</summary>
    public static ValueEncoding<float> Single { get; } = new FixedLengthEncoding<float>(
        ValueKind.Single, 4,
        BinaryPrimitives.WriteSingleBigEndian,
        static (from, out value) => BinaryPrimitives.TryReadSingleBigEndian(from, out value));

    /// <summary>8 bytes, NaN payload kept.</summary>
    public static ValueEncoding<double> Double { get; } = new FixedLengthEncoding<double>(
        ValueKind.Double, 8,
        BinaryPrimitives.WriteDoubleBigEndian,
        static (from, out value) => BinaryPrimitives.TryReadDoubleBigEndian(from, out value));

    /// <summary>14 bytes, scale and sign of zero kept.</summary>
    public static ValueEncoding<decimal> Decimal { get; } = new FixedLengthEncoding<decimal>(ValueKind.Decimal, 14, WriteDecimal, ReadDecimal);

    /// <summary>16 bytes.</summary>
    public static ValueEncoding<Guid> Guid { get; } = new FixedLengthEncoding<Guid>(
        ValueKind.Guid, 16,
        static (to, value) => value.TryWriteBytes(to, bigEndian: true, out _),
        static (from, out value) => { value = new Guid(from, bigEndian: true); return true; });

    /// <summary>9 bytes; <see cref="DateTime.Kind"/> and which of two equal local hours are kept.</summary>
    public static ValueEncoding<DateTime> DateTime { get; } = new DateTimeEncoding();

    /// <summary>10 bytes, offset kept.</summary>
    public static ValueEncoding<DateTimeOffset> DateTimeOffset { get; } = new FixedLengthEncoding<DateTimeOffset>(
        ValueKind.DateTimeOffset, 10,
        static (to, value) =>
        {
            BinaryPrimitives.WriteInt64BigEndian(to, value.Ticks);
            BinaryPrimitives.WriteInt16BigEndian(to[8..], (short)value.TotalOffsetMinutes);
        },
        ReadDateTimeOffset);

    /// <summary>4 bytes.</summary>
    public static ValueEncoding<DateOnly> DateOnly { get; } = new FixedLengthEncoding<DateOnly>(
        ValueKind.DateOnly, 4,
        static (to, value) => BinaryPrimitives.WriteInt32BigEndian(to, value.DayNumber),
        static (from, out value) =>
        {
            int day = BinaryPrimitives.ReadInt32BigEndian(from);
            bool valid = day >= 0 && day <= System.DateOnly.MaxValue.DayNumber;
            value = valid ? System.DateOnly.FromDayNumber(day) : default;
            return valid;
        });

    /// <summary>8 bytes.</summary>
    public static ValueEncoding<TimeOnly> TimeOnly { get; } = new FixedLengthEncoding<TimeOnly>(
        ValueKind.TimeOnly, 8,
        static (to, value) => BinaryPrimitives.WriteInt64BigEndian(to, value.Ticks),
        static (from, out value) =>
        {
            long ticks = BinaryPrimitives.ReadInt64BigEndian(from);
            bool valid = ticks >= 0 && ticks <= System.TimeOnly.MaxValue.Ticks;
            value = valid ? new TimeOnly(ticks) : default;
            return valid;
        });

    /// <summary>8 bytes.</summary>
    public static ValueEncoding<TimeSpan> TimeSpan { get; } = new FixedLengthEncoding<TimeSpan>(
        ValueKind.TimeSpan, 8,
        static (to, value) => BinaryPrimitives.WriteInt64BigEndian(to, value.Ticks),
        static (from, out value) => { value = new TimeSpan(BinaryPrimitives.ReadInt64BigEndian(from)); return true; });

    /// <summary>The encoding of an enum: that of its underlying type.</summary>
    /// <typeparam name="TEnum">The enum.</typeparam>
    public static ValueEncoding<TEnum> Enum<TEnum>()
        where TEnum : struct, Enum
        => Type.GetTypeCode(typeof(TEnum)) switch
        {
            TypeCode.SByte => new EnumEncoding<TEnum, sbyte>(SByte),
            TypeCode.Byte => new EnumEncoding<TEnum, byte>(Byte),
            TypeCode.Int16 => new EnumEncoding<TEnum, short>(Int16),
            TypeCode.UInt16 => new EnumEncoding<TEnum, ushort>(UInt16),
            TypeCode.Int32 => new EnumEncoding<TEnum, int>(Int32),
            TypeCode.UInt32 => new EnumEncoding<TEnum, uint>(UInt32),
            TypeCode.Int64 => new EnumEncoding<TEnum, long>(Int64),
            _ => new EnumEncoding<TEnum, ulong>(UInt64),
        };

    private static void WriteDecimal(Span<byte> to, decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        to[0] = bits[3] < 0 ? (byte)1 : (byte)0;
        to[1] = value.Scale;
        BinaryPrimitives.WriteInt32BigEndian(to[2..], bits[2]);
        BinaryPrimitives.WriteInt32BigEndian(to[6..], bits[1]);
        BinaryPrimitives.WriteInt32BigEndian(to[10..], bits[0]);
    }

    private static bool ReadDecimal(ReadOnlySpan<byte> from, out decimal value)
    {
        value = 0;
        if (from[0] > 1 || from[1] > 28)
            return false;
        value = new decimal(
            lo: BinaryPrimitives.ReadInt32BigEndian(from[10..]),
            mid: BinaryPrimitives.ReadInt32BigEndian(from[6..]),
            hi: BinaryPrimitives.ReadInt32BigEndian(from[2..]),
            isNegative: from[0] == 1,
            scale: from[1]);
        return true;
    }

    private static bool ReadDateTimeOffset(ReadOnlySpan<byte> from, out DateTimeOffset value)
    {
        value = default;
        long ticks = BinaryPrimitives.ReadInt64BigEndian(from);
        var offset = System.TimeSpan.FromMinutes(BinaryPrimitives.ReadInt16BigEndian(from[8..]));
        bool valid = ticks >= 0 && ticks <= System.DateTime.MaxValue.Ticks && offset.Duration() <= System.TimeSpan.FromHours(14)
            && ticks - offset.Ticks >= 0 && ticks - offset.Ticks <= System.DateTime.MaxValue.Ticks;
        if (valid)
            value = new DateTimeOffset(ticks, offset);
        return valid;
    }
}
