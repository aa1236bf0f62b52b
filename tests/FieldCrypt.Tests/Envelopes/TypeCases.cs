using System.Runtime.CompilerServices;
using CsCheck;

namespace FieldCrypt.Tests.Envelopes;

/// <summary>Every type that can be encrypted.</summary>
public static class TypeCases
{
    private static readonly (string Text, UriKind Kind)[] s_uris =
    [
        ("https://a.example", UriKind.Absolute), ("https://a.example/", UriKind.Absolute), ("HTTP://A.example:80/%7e?q=é#f", UriKind.Absolute),
        ("mailto:a@b.example", UriKind.Absolute), (" http://a.example/ ", UriKind.Absolute), (@"C:\a b", UriKind.Absolute), (@"\\server\share", UriKind.Absolute),
        ("", UriKind.Relative), ("../up", UriKind.Relative), ("/a", UriKind.Relative), ("//a.example/b", UriKind.Relative), ("?q", UriKind.Relative),
    ];

    public enum Level : byte
    {
        Low = 1,
        High = 255,
    }

    public enum Narrow : sbyte
    {
        Least = sbyte.MinValue,
    }

    public enum Short : short
    {
        Least = short.MinValue,
    }

    public enum UnsignedShort : ushort
    {
        Most = ushort.MaxValue,
    }

    public enum Unsigned : uint
    {
        Most = uint.MaxValue,
    }

    public enum Wide : long
    {
        Least = long.MinValue,
        Most = long.MaxValue,
    }

    public enum UnsignedWide : ulong
    {
        Most = ulong.MaxValue,
    }

    public static IReadOnlyList<ITypeCase> All { get; } =
    [
        new TypeCase<string>("String", ValueEncodings.String, Gen.String, "", "\0", "\uFEFFa", "e\u0301 é", "🂡 é €", new string('€', 70_000)),
        new TypeCase<byte[]>("Bytes", ValueEncodings.Bytes, Gen.Byte.Array[0, 600], [], [0], [0x80], [0x80, 0], [0, 0, 0], [0xFC, 0x45, 0x11, 0x02]),
        new TypeCase<bool>("Boolean", ValueEncodings.Boolean, Gen.Bool, true, false),
        new TypeCase<char>("Char", ValueEncodings.Char, Gen.Char, char.MinValue, char.MaxValue, '\uD800', '\uDFFF'),
        new TypeCase<sbyte>("SByte", ValueEncodings.SByte, Gen.SByte, sbyte.MinValue, -1, 0, sbyte.MaxValue),
        new TypeCase<byte>("Byte", ValueEncodings.Byte, Gen.Byte, byte.MinValue, byte.MaxValue),
        new TypeCase<short>("Int16", ValueEncodings.Int16, Gen.Short, short.MinValue, -1, 0, short.MaxValue),
        new TypeCase<ushort>("UInt16", ValueEncodings.UInt16, Gen.UShort, ushort.MinValue, ushort.MaxValue),
        new TypeCase<int>("Int32", ValueEncodings.Int32, Gen.Int, int.MinValue, -1, 0, int.MaxValue),
        new TypeCase<uint>("UInt32", ValueEncodings.UInt32, Gen.UInt, uint.MinValue, uint.MaxValue),
        new TypeCase<long>("Int64", ValueEncodings.Int64, Gen.Long, long.MinValue, -1, 0, long.MaxValue),
        new TypeCase<ulong>("UInt64", ValueEncodings.UInt64, Gen.ULong, ulong.MinValue, ulong.MaxValue),
        new TypeCase<nint>("IntPtr", ValueEncodings.IntPtr, Gen.Int.Select(static number => (nint)number), nint.MinValue, -1, nint.MaxValue),
        new TypeCase<nuint>("UIntPtr", ValueEncodings.UIntPtr, Gen.UInt.Select(static number => (nuint)number), nuint.MinValue, nuint.MaxValue),
        new TypeCase<Int128>("Int128", ValueEncodings.Int128, Gen.ULong.Select(Gen.ULong, static (high, low) => new Int128(high, low)), Int128.MinValue, -1, Int128.MaxValue),
        new TypeCase<UInt128>("UInt128", ValueEncodings.UInt128, Gen.ULong.Select(Gen.ULong, static (high, low) => new UInt128(high, low)), UInt128.MinValue, UInt128.MaxValue),
        new TypeCase<Half>("Half", ValueEncodings.Half, Gen.UShort.Select(BitConverter.UInt16BitsToHalf), Half.MinValue, Half.MaxValue, Half.Epsilon, Half.NaN, Half.NegativeZero, Half.PositiveInfinity, BitConverter.UInt16BitsToHalf(0x7C01), BitConverter.UInt16BitsToHalf(0xFE12)),
        new TypeCase<float>("Single", ValueEncodings.Single, Gen.UInt.Select(BitConverter.UInt32BitsToSingle), float.MinValue, float.MaxValue, float.Epsilon, float.NaN, float.NegativeZero, float.NegativeInfinity, BitConverter.UInt32BitsToSingle(0x7F80_0001), BitConverter.UInt32BitsToSingle(0x7FC0_1234)),
        new TypeCase<double>("Double", ValueEncodings.Double, Gen.ULong.Select(BitConverter.UInt64BitsToDouble), double.MinValue, double.MaxValue, double.Epsilon, double.NaN, double.NegativeZero, double.NegativeInfinity, BitConverter.UInt64BitsToDouble(0x7FF0_0000_0000_0001), BitConverter.UInt64BitsToDouble(0xFFF8_0000_DEAD_BEEF)),
        new TypeCase<decimal>("Decimal", ValueEncodings.Decimal, Gen.Decimal, decimal.MinValue, decimal.MaxValue, 1.0m, 1.00m, 0m, 0.0m, new decimal(0, 0, 0, true, 0), new decimal(0, 0, 0, true, 28), 0.0000000000000000000000000001m),
        new TypeCase<Guid>("Guid", ValueEncodings.Guid, Gen.Guid, Guid.Empty, Guid.AllBitsSet),
        new TypeCase<DateTime>("DateTime", ValueEncodings.DateTime, Gen.DateTime.Select(Gen.Int[0, 3], static (time, kind) => Time(time.Ticks, kind)), [.. Enumerable.Range(0, 4).SelectMany(static kind => (DateTime[])[Time(0, kind), Time(DateTime.MaxValue.Ticks, kind)])]),
        new TypeCase<DateTimeOffset>("DateTimeOffset", ValueEncodings.DateTimeOffset, Gen.DateTimeOffset, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, new DateTimeOffset(DateTime.MinValue.AddHours(14), TimeSpan.FromHours(14)), new DateTimeOffset(DateTime.MaxValue.AddHours(-14), TimeSpan.FromHours(-14)), new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromMinutes(-839))),
        new TypeCase<DateOnly>("DateOnly", ValueEncodings.DateOnly, Gen.Int[0, DateOnly.MaxValue.DayNumber].Select(DateOnly.FromDayNumber), DateOnly.MinValue, DateOnly.MaxValue),
        new TypeCase<TimeOnly>("TimeOnly", ValueEncodings.TimeOnly, Gen.Long[0, TimeOnly.MaxValue.Ticks].Select(static ticks => new TimeOnly(ticks)), TimeOnly.MinValue, TimeOnly.MaxValue),
        new TypeCase<TimeSpan>("TimeSpan", ValueEncodings.TimeSpan, Gen.Long.Select(static ticks => new TimeSpan(ticks)), TimeSpan.MinValue, TimeSpan.MaxValue),
        new TypeCase<Uri>("Uri", ValueEncodings.Uri, Gen.Int[0, s_uris.Length - 1].Select(static i => new Uri(s_uris[i].Text, s_uris[i].Kind)), [.. s_uris.Select(static uri => new Uri(uri.Text, uri.Kind))]),
        new TypeCase<Level>("enum of byte", ValueEncodings.Enum<Level>(), Gen.Byte.Select(static number => (Level)number), Level.Low, (Level)77),
        new TypeCase<Narrow>("enum of sbyte", ValueEncodings.Enum<Narrow>(), Gen.SByte.Select(static number => (Narrow)number), Narrow.Least, (Narrow)(-1)),
        new TypeCase<Short>("enum of short", ValueEncodings.Enum<Short>(), Gen.Short.Select(static number => (Short)number), Short.Least),
        new TypeCase<UnsignedShort>("enum of ushort", ValueEncodings.Enum<UnsignedShort>(), Gen.UShort.Select(static number => (UnsignedShort)number), UnsignedShort.Most),
        new TypeCase<DayOfWeek>("enum of int", ValueEncodings.Enum<DayOfWeek>(), Gen.Int.Select(static number => (DayOfWeek)number), DayOfWeek.Saturday, (DayOfWeek)(-1)),
        new TypeCase<Unsigned>("enum of uint", ValueEncodings.Enum<Unsigned>(), Gen.UInt.Select(static number => (Unsigned)number), Unsigned.Most),
        new TypeCase<Wide>("enum of long", ValueEncodings.Enum<Wide>(), Gen.Long.Select(static number => (Wide)number), Wide.Least, Wide.Most),
        new TypeCase<UnsignedWide>("enum of ulong", ValueEncodings.Enum<UnsignedWide>(), Gen.ULong.Select(static number => (UnsignedWide)number), UnsignedWide.Most),
    ];

    /// <summary>A time of any of the four kinds that the structure holds; 3 is local, in daylight saving time, where the time occurs twice.</summary>
    public static DateTime Time(long ticks, int kind) => Unsafe.BitCast<ulong, DateTime>(((ulong)kind << 62) | (ulong)ticks);
}
