using System.Globalization;
using System.Reflection;
using CsCheck;

namespace FieldCrypt.EntityFrameworkCore.Tests.Saving;

public sealed class TypeTests
{
    private static readonly PropertyInfo[] s_properties = [.. typeof(Everything).GetProperties().Where(static property => property.Name != nameof(Everything.Id))];

    private static readonly Gen<string> s_text = Gen.OneOf(
        Gen.Char[char.MinValue, '\ud7ff'].Array[0, 40].Select(static chars => new string(chars)),
        AnyOf("", "\0", "ＦＣ", "\U0001F512\u200d", new string('x', 5000), "\u00fcE"));

    private static readonly Gen<Everything> s_everything =
        from text in s_text
        from bytes in Gen.Byte.Array[0, 300]
        from longs in Gen.Long.Array[8]
        from number in Gen.OneOf(Gen.Decimal, AnyOf(decimal.MaxValue, decimal.MinValue, 1.00m, -0.0m, 0.0000000000000000000000000001m))
        from real in Gen.OneOf(Gen.Double, AnyOf(double.NaN, -0.0, double.Epsilon, double.MaxValue, double.NegativeInfinity, BitConverter.Int64BitsToDouble(0x7ff8000000abcdef)))
        from guid in Gen.Guid
        from date in Gen.DateTime
        from kind in Gen.Enum<DateTimeKind>()
        from minutes in Gen.Int[-14 * 60, 14 * 60]
        from nothing in Gen.Bool
        from colour in Gen.Enum<Colour>()
        select new Everything
        {
            String = text,
            Bytes = bytes,
            Bool = longs[0] > 0,
            Char = (char)longs[0],
            SByte = (sbyte)longs[1],
            Byte = (byte)longs[1],
            Short = (short)longs[2],
            UShort = (ushort)longs[2],
            Int = (int)longs[3],
            UInt = (uint)longs[3],
            Long = longs[4],
            ULong = (ulong)longs[4],
            Int128 = new Int128((ulong)longs[5], (ulong)longs[6]),
            UInt128 = new UInt128((ulong)longs[6], (ulong)longs[5]),
            Half = BitConverter.Int16BitsToHalf((short)longs[7]),
            Float = BitConverter.Int32BitsToSingle((int)longs[7]),
            Double = real,
            Decimal = number,
            Guid = guid,
            DateTime = DateTime.SpecifyKind(date, kind),
            DateTimeOffset = OffsetOf(date, minutes),
            DateOnly = DateOnly.FromDateTime(date),
            TimeOnly = TimeOnly.FromDateTime(date),
            TimeSpan = new TimeSpan(longs[0]),
            Enum = colour,
            Uri = new Uri($"https://example.org/{guid:n}?q={Uri.EscapeDataString(text.Length > 100 ? "" : text)}"),
            NullableString = nothing ? null : text,
            NullableBytes = nothing ? null : bytes,
            NullableInt = nothing ? null : (int)longs[1],
            NullableDecimal = nothing ? null : number,
            NullableEnum = nothing ? null : colour,
            NullableInt128 = nothing ? null : longs[2],
            Text = nothing ? null : OffsetOf(date, minutes),
            Padded = nothing ? null : text,
        };

    public static TheoryData<DatabaseProvider, string> Extremes => new MatrixTheoryData<DatabaseProvider, string>(
        [DatabaseProvider.Sqlite, DatabaseProvider.PostgreSql], ["least", "greatest"]);

    [Theory, ClassData(typeof(Providers))]
    public async Task Every_type_round_trips_exactly_through_a_real_column(DatabaseProvider provider)
    {
        await using var host = await TestHost<EverythingContext>.CreateAsync(provider);
        await s_everything.Array[1, 30].SampleAsync(
            async written =>
            {
                await using (EverythingContext context = host.NewContext())
                    await context.Everything.ExecuteDeleteAsync();
                foreach (Everything entity in written)
                    entity.Id = 0;
                await host.SaveAsync([.. written]);
                await AssertReadBackAsync(host, written);
            },
            iter: 10,
            threads: 1);
    }

    [Theory, MemberData(nameof(Extremes))]
    public async Task Extremes_round_trip_exactly(DatabaseProvider provider, string which)
    {
        await using var host = await TestHost<EverythingContext>.CreateAsync(provider);
        var entity = new Everything();
        foreach (PropertyInfo property in s_properties)
        {
            Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            FieldInfo? field = type.GetField(which == "least" ? "MinValue" : "MaxValue", BindingFlags.Public | BindingFlags.Static);
            PropertyInfo? constant = type.GetProperty(which == "least" ? "MinValue" : "MaxValue", BindingFlags.Public | BindingFlags.Static);
            if ((field?.GetValue(null) ?? constant?.GetValue(null)) is { } value)
                property.SetValue(entity, value);
        }

        await host.SaveAsync(entity);
        await AssertReadBackAsync(host, [entity]);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_longest_value_round_trips_and_one_byte_more_is_refused(DatabaseProvider provider)
    {
        await using var host = await TestHost<EverythingContext>.CreateAsync(provider);
        byte[] longest = new byte[16 * 1024 * 1024];
        Random.Shared.NextBytes(longest);
        await host.SaveAsync(new Everything { Bytes = longest });
        await using EverythingContext context = host.NewContext();
        (await context.Everything.Select(e => e.Bytes).SingleAsync()).AsSpan().SequenceEqual(longest).ShouldBeTrue();

        context.Add(new Everything { Bytes = new byte[longest.Length + 1] });
        (await context.SaveChangesAsync().ShouldThrowAsync<FieldCryptException>()).Error.ShouldBe(FieldCryptError.ValueTooLarge);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Bytes_are_compared_by_content(DatabaseProvider provider)
    {
        await using var host = await TestHost<EverythingContext>.CreateAsync(provider);
        await host.SaveAsync(new Everything { Bytes = [1, 2, 3] });
        await using (EverythingContext context = host.NewContext())
        {
            Everything entity = await context.Everything.SingleAsync();
            entity.Bytes = [1, 2, 3];
            (await context.SaveChangesAsync()).ShouldBe(0);
            entity.Bytes = [1, 9, 3];
            (await context.SaveChangesAsync()).ShouldBe(1);
        }

        await using EverythingContext again = host.NewContext();
        (await again.Everything.Select(e => e.Bytes).SingleAsync()).ShouldBe([1, 9, 3]);
    }

    [Fact]
    public async Task Plaintext_that_looks_like_an_envelope_is_encrypted_like_any_other()
    {
        await using var host = await TestHost<EverythingContext>.CreateAsync(DatabaseProvider.Sqlite);
        await host.SaveAsync(new Everything { Bytes = [1] });
        byte[] envelope = (await host.Database.EnvelopesAsync("""SELECT "Bytes" FROM "Everything" """)).Single();
        await host.SaveAsync(new Everything { Bytes = envelope, String = EnvelopeText.Encode(envelope) });
        List<byte[]> stored = await host.Database.EnvelopesAsync("""SELECT "Bytes" FROM "Everything" ORDER BY "Id" """);
        stored[1].ShouldNotBe(envelope);
        await using EverythingContext context = host.NewContext();
        (await context.Everything.OrderBy(e => e.Id).LastAsync()).ShouldSatisfyAllConditions(
            e => e.Bytes.ShouldBe(envelope), e => e.String.ShouldBe(EnvelopeText.Encode(envelope)));
    }

    [Fact]
    public async Task Padding_hides_the_length()
    {
        await using var host = await TestHost<EverythingContext>.CreateAsync(DatabaseProvider.Sqlite);
        await host.SaveAsync(new Everything { Padded = "" }, new Everything { Padded = new string('4', 15) }, new Everything { Padded = new string('4', 16) }, new Everything { Padded = new string('4', 31) });
        (await host.Database.EnvelopesAsync("""SELECT "Padded" FROM "Everything" """)).Select(static envelope => envelope.Length).Distinct().ShouldBe([32 + 96]);
    }

    private static async Task AssertReadBackAsync(TestHost<EverythingContext> host, Everything[] written)
    {
        await using EverythingContext context = host.NewContext();
        Everything[] read = await context.Everything.OrderBy(entity => entity.Id).ToArrayAsync();
        read.Length.ShouldBe(written.Length);
        foreach ((Everything expected, Everything actual) in written.OrderBy(static entity => entity.Id).Zip(read))
        {
            foreach (PropertyInfo property in s_properties)
                Exact(property.GetValue(actual)).ShouldBe(Exact(property.GetValue(expected)), property.Name);
        }
    }

    /// <summary>A text that differs wherever two values are not the same in every bit.</summary>
    private static string Exact(object? value) => value switch
    {
        null => "null",
        byte[] bytes => Convert.ToHexString(bytes),
        decimal number => string.Join(',', decimal.GetBits(number)),
        double real => BitConverter.DoubleToInt64Bits(real).ToString(CultureInfo.InvariantCulture),
        float real => BitConverter.SingleToInt32Bits(real).ToString(CultureInfo.InvariantCulture),
        Half real => BitConverter.HalfToInt16Bits(real).ToString(CultureInfo.InvariantCulture),
        DateTime time => $"{time.Ticks} {time.Kind}",
        DateTimeOffset time => $"{time.Ticks} {time.Offset}",
        char c => ((int)c).ToString(CultureInfo.InvariantCulture),
        Uri uri => uri.OriginalString,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static Gen<T> AnyOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static DateTimeOffset OffsetOf(DateTime date, int minutes)
    {
        long ticks = Math.Clamp(date.Ticks, TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay);
        return new DateTimeOffset(ticks, TimeSpan.FromMinutes(minutes));
    }
}
