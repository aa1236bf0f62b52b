using CsCheck;
using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.Envelopes;

/// <summary>Every supported type comes back bit for bit, its extremes included, in both data key modes.</summary>
public sealed class RoundTripTests : IDisposable
{
    private static readonly string[] s_uris = ["https://a.example", "https://a.example/", "HTTP://A.example/%7e?q=é#f", "../up", "mailto:a@b.example"];

    private readonly TestRing _hierarchical = new();
    private readonly TestRing _direct = new(static options => options.DataKeys = DataKeyMode.Direct);

    public enum Level : byte
    {
        Low = 1,
        High = 255,
    }

    public enum Wide : long
    {
        Least = long.MinValue,
        Most = long.MaxValue,
    }

    public void Dispose()
    {
        _hierarchical.Dispose();
        _direct.Dispose();
    }

    [Fact]
    public void String() => Check(ValueEncodings.String, Gen.String, static (left, right) => string.Equals(left, right, StringComparison.Ordinal), "", "\0", "🂡 é €", new string('€', 70_000));

    [Fact]
    public void Bytes() => Check(ValueEncodings.Bytes, Gen.Byte.Array[0, 600], static (left, right) => left.AsSpan().SequenceEqual(right), [], [0], [0xFC, 0x45, 0x11, 0x02]);

    [Fact]
    public void Boolean() => Check(ValueEncodings.Boolean, Gen.Bool, Same, true, false);

    [Fact]
    public void Char() => Check(ValueEncodings.Char, Gen.Char, Same, char.MinValue, char.MaxValue, '\uD800');

    [Fact]
    public void Integers()
    {
        Check(ValueEncodings.SByte, Gen.SByte, Same, sbyte.MinValue, sbyte.MaxValue);
        Check(ValueEncodings.Byte, Gen.Byte, Same, byte.MinValue, byte.MaxValue);
        Check(ValueEncodings.Int16, Gen.Short, Same, short.MinValue, short.MaxValue);
        Check(ValueEncodings.UInt16, Gen.UShort, Same, ushort.MinValue, ushort.MaxValue);
        Check(ValueEncodings.Int32, Gen.Int, Same, int.MinValue, int.MaxValue);
        Check(ValueEncodings.UInt32, Gen.UInt, Same, uint.MinValue, uint.MaxValue);
        Check(ValueEncodings.Int64, Gen.Long, Same, long.MinValue, long.MaxValue);
        Check(ValueEncodings.UInt64, Gen.ULong, Same, ulong.MinValue, ulong.MaxValue);
        Check(ValueEncodings.IntPtr, Gen.Int.Select(static number => (nint)number), Same, nint.MinValue, nint.MaxValue);
        Check(ValueEncodings.UIntPtr, Gen.UInt.Select(static number => (nuint)number), Same, nuint.MinValue, nuint.MaxValue);
        Check(ValueEncodings.Int128, Gen.Long.Select(Gen.ULong, static (high, low) => new Int128((ulong)high, low)), Same, Int128.MinValue, Int128.MaxValue);
        Check(ValueEncodings.UInt128, Gen.ULong.Select(Gen.ULong, static (high, low) => new UInt128(high, low)), Same, UInt128.MinValue, UInt128.MaxValue);
    }

    [Fact]
    public void Floating_point_keeps_NaN_payloads_and_negative_zero()
    {
        Check(ValueEncodings.Half, Gen.UShort.Select(BitConverter.UInt16BitsToHalf), static (left, right) => BitConverter.HalfToUInt16Bits(left) == BitConverter.HalfToUInt16Bits(right), Half.MinValue, Half.MaxValue, Half.NaN, Half.NegativeZero);
        Check(ValueEncodings.Single, Gen.UInt.Select(BitConverter.UInt32BitsToSingle), static (left, right) => BitConverter.SingleToUInt32Bits(left) == BitConverter.SingleToUInt32Bits(right), float.MinValue, float.Epsilon, float.NegativeZero, BitConverter.UInt32BitsToSingle(0x7FC0_1234));
        Check(ValueEncodings.Double, Gen.ULong.Select(BitConverter.UInt64BitsToDouble), static (left, right) => BitConverter.DoubleToUInt64Bits(left) == BitConverter.DoubleToUInt64Bits(right), double.MaxValue, double.NegativeZero, double.NegativeInfinity, BitConverter.UInt64BitsToDouble(0x7FF8_0000_DEAD_BEEF));
    }

    [Fact]
    public void Decimal_keeps_scale_and_sign_of_zero()
        => Check(ValueEncodings.Decimal, Gen.Decimal, static (left, right) => decimal.GetBits(left).AsSpan().SequenceEqual(decimal.GetBits(right)), decimal.MinValue, decimal.MaxValue, 1.0m, 1.00m, new decimal(0, 0, 0, true, 28), 0.0000000000000000000000000001m);

    [Fact]
    public void Guid() => Check(ValueEncodings.Guid, Gen.Guid, Same, System.Guid.Empty, System.Guid.AllBitsSet);

    [Fact]
    public void DateTime_keeps_its_kind()
        => Check(ValueEncodings.DateTime, Gen.DateTime.Select(Gen.Int[0, 2], static (time, kind) => System.DateTime.SpecifyKind(time, (DateTimeKind)kind)), static (left, right) => left.Ticks == right.Ticks && left.Kind == right.Kind, System.DateTime.MinValue, System.DateTime.MaxValue, new DateTime(2026, 10, 25, 2, 30, 0, DateTimeKind.Local));

    [Fact]
    public void DateTimeOffset_keeps_its_offset()
        => Check(ValueEncodings.DateTimeOffset, Gen.DateTimeOffset, static (left, right) => left.EqualsExact(right), System.DateTimeOffset.MinValue, System.DateTimeOffset.MaxValue, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromMinutes(-839)));

    [Fact]
    public void Dates_and_times()
    {
        Check(ValueEncodings.DateOnly, Gen.Int[0, DateOnly.MaxValue.DayNumber].Select(DateOnly.FromDayNumber), Same, DateOnly.MinValue, DateOnly.MaxValue);
        Check(ValueEncodings.TimeOnly, Gen.Long[0, TimeOnly.MaxValue.Ticks].Select(static ticks => new TimeOnly(ticks)), Same, TimeOnly.MinValue, TimeOnly.MaxValue);
        Check(ValueEncodings.TimeSpan, Gen.Long.Select(static ticks => new TimeSpan(ticks)), Same, TimeSpan.MinValue, TimeSpan.MaxValue);
    }

    [Fact]
    public void Enum_keeps_numbers_without_a_name()
    {
        Check(ValueEncodings.Enum<Level>(), Gen.Byte.Select(static number => (Level)number), Same, Level.Low, (Level)77);
        Check(ValueEncodings.Enum<Wide>(), Gen.Long.Select(static number => (Wide)number), Same, Wide.Least, Wide.Most);
        Check(ValueEncodings.Enum<DayOfWeek>(), Gen.Int.Select(static number => (DayOfWeek)number), Same, DayOfWeek.Saturday, (DayOfWeek)(-1));
    }

    [Fact]
    public void Uri_is_kept_as_written()
        => Check(ValueEncodings.Uri, Gen.Int[0, s_uris.Length - 1].Select(static i => new Uri(s_uris[i], UriKind.RelativeOrAbsolute)), static (left, right) => left.OriginalString == right.OriginalString && left.IsAbsoluteUri == right.IsAbsoluteUri);

    [Fact]
    public async Task Padding_hides_the_length_and_comes_off()
    {
        var padded = new EncryptedColumn<string>("Card", "Pan", Columns.Finance, ValueEncodings.String, padTo: 20);
        byte[] fifteen = await _hierarchical.EncryptAsync(padded, new string('3', 15));
        byte[] sixteen = await _hierarchical.EncryptAsync(padded, new string('4', 16));
        byte[] twenty = await _hierarchical.EncryptAsync(padded, new string('5', 20));

        fifteen.Length.ShouldBe(sixteen.Length);
        fifteen.Length.ShouldBe(96 + 20);
        twenty.Length.ShouldBe(96 + 40, "a full block still gets its padding byte");
        Envelope.Parse(fifteen).IsPadded.ShouldBeTrue();
        (await _hierarchical.Ring.DecryptAsync(padded, fifteen)).ShouldBe(new string('3', 15));
        (await _hierarchical.Ring.DecryptAsync(padded, twenty)).ShouldBe(new string('5', 20));
        CheckPadded(ValueEncodings.Bytes, Gen.Byte.Array[0, 100], static (left, right) => left.AsSpan().SequenceEqual(right), 16, [], [0x80], [0x80, 0], [0, 0, 0]);
    }

    [Fact]
    public async Task Values_written_before_padding_was_set_stay_readable()
    {
        byte[] envelope = await _hierarchical.EncryptAsync(Columns.Pan, "4111111111111111");
        var padded = new EncryptedColumn<string>("Card", "Pan", Columns.Finance, ValueEncodings.String, padTo: 32);

        (await _hierarchical.Ring.DecryptAsync(padded, envelope)).ShouldBe("4111111111111111");
    }

    [Theory]
    [InlineData('\uD800')]
    [InlineData('\uDC00')]
    public async Task A_string_with_half_a_surrogate_pair_is_refused(char half)
    {
        var exception = await Should.ThrowAsync<FieldCryptException>(_hierarchical.EncryptAsync(Columns.Pan, $"a{half}b"));

        exception.Error.ShouldBe(FieldCryptError.ValueNotSupported);
        exception.Column.ShouldBe("Card.Pan");
        exception.Message.ShouldContain("half of a surrogate pair at index 1");
        exception.InnerException.ShouldBeNull();
    }

    [Fact]
    public async Task The_longest_value_is_16_MiB_and_one_byte_more_is_refused()
    {
        var column = new EncryptedColumn<byte[]>("File", "Content", Columns.Finance, ValueEncodings.Bytes);
        byte[] longest = new byte[16 * 1024 * 1024];
        Random.Shared.NextBytes(longest);

        (await _hierarchical.Ring.DecryptAsync(column, await _hierarchical.EncryptAsync(column, longest))).AsSpan().SequenceEqual(longest).ShouldBeTrue();
        var exception = await Should.ThrowAsync<FieldCryptException>(_hierarchical.EncryptAsync(column, new byte[longest.Length + 1]));
        exception.Error.ShouldBe(FieldCryptError.ValueTooLarge);
        exception.Message.ShouldContain("File.Content");
        exception.Message.ShouldContain("16777216");
    }

    [Fact]
    public async Task A_hierarchical_envelope_adds_96_bytes()
        => (await _hierarchical.EncryptAsync(Columns.Pan, "")).Length.ShouldBe(96);

    private static bool Same<T>(T left, T right) => EqualityComparer<T>.Default.Equals(left, right);

    private void Check<T>(ValueEncoding<T> encoding, Gen<T> values, Func<T, T, bool> equal, params T[] extremes)
        => CheckPadded(encoding, values, equal, padTo: 0, extremes);

    private void CheckPadded<T>(ValueEncoding<T> encoding, Gen<T> values, Func<T, T, bool> equal, int padTo, params T[] extremes)
    {
        var column = new EncryptedColumn<T>("Table", "Column", Columns.Finance, encoding, padTo);
        foreach (TestRing keys in (TestRing[])[_hierarchical, _direct])
        {
            foreach (T extreme in extremes)
                RoundTrips(extreme).GetAwaiter().GetResult().ShouldBeTrue($"{typeof(T).Name} {extreme}");
            values.SampleAsync(async value => (await RoundTrips(value)).ShouldBeTrue(), iter: 200).GetAwaiter().GetResult();

            async Task<bool> RoundTrips(T value) => equal(value, await keys.Ring.DecryptAsync(column, await keys.EncryptAsync(column, value)));
        }
    }
}
