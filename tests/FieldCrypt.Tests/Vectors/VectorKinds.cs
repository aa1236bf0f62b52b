using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using FieldCrypt.Tests.Envelopes;

namespace FieldCrypt.Tests.Vectors;

/// <summary>Each kind of value, and how docs/vectors writes it.</summary>
internal static class VectorKinds
{
    private const string DateAndTime = "yyyy-MM-dd'T'HH:mm:ss.fffffff";
    private const string Time = "HH:mm:ss.fffffff";

    private static readonly string[] s_dateTimeKinds = ["unspecified", "UTC", "local", "local, daylight saving"];

    private static readonly VectorKind[] s_all =
    [
        new VectorKind<string>(ValueEncodings.String, Text, static value => value),
        new VectorKind<byte[]>(ValueEncodings.Bytes, Hex, static value => Convert.ToHexStringLower(value)),
        new VectorKind<bool>(ValueEncodings.Boolean, static value => value.GetBoolean(), static value => value),
        new VectorKind<char>(ValueEncodings.Char, static value => (char)ushort.Parse(Text(value), NumberStyles.HexNumber, CultureInfo.InvariantCulture), static value => ((ushort)value).ToString("x4", CultureInfo.InvariantCulture)),
        Integer(ValueEncodings.SByte),
        Integer(ValueEncodings.Byte),
        Integer(ValueEncodings.Int16),
        Integer(ValueEncodings.UInt16),
        Integer(ValueEncodings.Int32),
        Integer(ValueEncodings.UInt32),
        Integer(ValueEncodings.Int64),
        Integer(ValueEncodings.UInt64),
        Integer(ValueEncodings.Int128),
        Integer(ValueEncodings.UInt128),
        new VectorKind<Half>(ValueEncodings.Half, static value => BitConverter.UInt16BitsToHalf(ushort.Parse(Text(value), NumberStyles.HexNumber, CultureInfo.InvariantCulture)), static value => BitConverter.HalfToUInt16Bits(value).ToString("x4", CultureInfo.InvariantCulture)),
        new VectorKind<float>(ValueEncodings.Single, static value => BitConverter.UInt32BitsToSingle(uint.Parse(Text(value), NumberStyles.HexNumber, CultureInfo.InvariantCulture)), static value => BitConverter.SingleToUInt32Bits(value).ToString("x8", CultureInfo.InvariantCulture)),
        new VectorKind<double>(ValueEncodings.Double, static value => BitConverter.UInt64BitsToDouble(ulong.Parse(Text(value), NumberStyles.HexNumber, CultureInfo.InvariantCulture)), static value => BitConverter.DoubleToUInt64Bits(value).ToString("x16", CultureInfo.InvariantCulture)),
        new VectorKind<decimal>(ValueEncodings.Decimal, ParseDecimal, FormatDecimal),
        new VectorKind<Guid>(ValueEncodings.Guid, static value => Guid.ParseExact(Text(value), "D"), static value => value.ToString("D")),
        new VectorKind<DateTime>(ValueEncodings.DateTime, ParseDateTime, FormatDateTime),
        new VectorKind<DateTimeOffset>(ValueEncodings.DateTimeOffset, static value => DateTimeOffset.ParseExact(Text(value), DateAndTime + "zzz", CultureInfo.InvariantCulture), static value => value.ToString(DateAndTime + "zzz", CultureInfo.InvariantCulture)),
        new VectorKind<DateOnly>(ValueEncodings.DateOnly, static value => DateOnly.ParseExact(Text(value), "yyyy-MM-dd", CultureInfo.InvariantCulture), static value => value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        new VectorKind<TimeOnly>(ValueEncodings.TimeOnly, static value => TimeOnly.ParseExact(Text(value), Time, CultureInfo.InvariantCulture), static value => value.ToString(Time, CultureInfo.InvariantCulture)),
        new VectorKind<TimeSpan>(ValueEncodings.TimeSpan, static value => new TimeSpan(long.Parse(Text(value), CultureInfo.InvariantCulture)), static value => value.Ticks.ToString(CultureInfo.InvariantCulture)),
        new VectorKind<Uri>(ValueEncodings.Uri, static value => new Uri(value.Text("text"), value.Text("form") == "absolute" ? UriKind.Absolute : UriKind.Relative), static value => new JsonObject { ["form"] = value.IsAbsoluteUri ? "absolute" : "relative", ["text"] = value.OriginalString }),
    ];

    public static VectorKind Of(string kind) => s_all.Single(candidate => candidate.Kind == Enum.Parse<ValueKind>(kind));

    private static VectorKind<T> Integer<T>(ValueEncoding<T> encoding)
        where T : struct, IBinaryInteger<T>
        => new(encoding, static value => T.Parse(Text(value), CultureInfo.InvariantCulture), static value => value.ToString(null, CultureInfo.InvariantCulture));

    private static string Text(JsonElement value) => value.GetString()!;

    private static byte[] Hex(JsonElement value) => Convert.FromHexString(Text(value));

    /// <summary>decimal.Parse keeps the scale, and the sign of zero too.</summary>
    private static decimal ParseDecimal(JsonElement value) => decimal.Parse(Text(value), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>ToString leaves the sign of zero out.</summary>
    private static JsonNode FormatDecimal(decimal value)
        => (value == 0 && decimal.IsNegative(value) ? "-" : "") + value.ToString(CultureInfo.InvariantCulture);

    private static DateTime ParseDateTime(JsonElement value)
        => TypeCases.Time(DateTime.ParseExact(value.Text("time"), DateAndTime, CultureInfo.InvariantCulture).Ticks, Array.IndexOf(s_dateTimeKinds, value.Text("kind")));

    private static JsonNode FormatDateTime(DateTime value) => new JsonObject
    {
        ["kind"] = s_dateTimeKinds[Enumerable.Range(0, 4).Single(kind => ExactBits.Of(TypeCases.Time(value.Ticks, kind)) == ExactBits.Of(value))],
        ["time"] = value.ToString(DateAndTime, CultureInfo.InvariantCulture),
    };
}
