using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using FieldCrypt.Tests.Support;
using FieldCrypt.Tests.Vectors;

namespace FieldCrypt.Tests.BlindIndexes;

/// <summary>docs/format-blind-index.md is right, and equal values have equal indexes whatever their form.</summary>
public sealed partial class BlindIndexFormatTests : IDisposable
{
    private static readonly EncryptionContext s_context = EncryptionContext.Parse("Department=support");

    private readonly BlindIndexKey _key = new(s_context, KeyMaterial.CopyOf([.. Enumerable.Range(0x60, 32).Select(static value => (byte)value)]));

    public void Dispose() => _key.Release();

    [Fact]
    public void The_page_shows_the_first_vector()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "format-blind-index.md"));
        JsonElement shown = JsonDocument.Parse(JsonBlock().Match(page).Groups[1].Value).RootElement;
        foreach (JsonProperty property in FormatVectors.Of("blind-indexes.json").First().EnumerateObject())
            shown.GetProperty(property.Name).ToString().ShouldBe(property.Value.ToString(), property.Name);
    }

    [Fact]
    public void Decimals_have_one_index_exactly_if_they_are_equal()
        => Gen.Select(Decimals, Gen.Int[0, 10]).Sample((value, zeros) =>
        {
            decimal other = WithTrailingZeros(value, zeros);
            other.ShouldBe(value);
            IndexOf(other, "Balance", ValueEncodings.Decimal).ShouldBe(IndexOf(value, "Balance", ValueEncodings.Decimal));
        });

    [Fact]
    public void Different_decimals_have_different_indexes()
        => Gen.Select(Decimals, Decimals).Sample((left, right)
            => IndexOf(left, "Balance", ValueEncodings.Decimal).AsSpan().SequenceEqual(IndexOf(right, "Balance", ValueEncodings.Decimal)).ShouldBe(left == right));

    [Theory]
    [InlineData("79228162514264337593543950335")]
    [InlineData("-79228162514264337593543950335")]
    [InlineData("0.0000000000000000000000000001")]
    [InlineData("7.9228162514264337593543950335")]
    [InlineData("-0.1234567890123456789012345678")]
    public void The_canonical_form_of_an_extreme_decimal_is_the_same_number(string number)
    {
        decimal value = decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture);
        CanonicalValue.Of<decimal>()!(value).ShouldBe(value);
    }

    [Fact]
    public void Negative_zero_is_zero()
        => IndexOf(new decimal(0, 0, 0, isNegative: true, scale: 5), "Balance", ValueEncodings.Decimal).ShouldBe(IndexOf(0m, "Balance", ValueEncodings.Decimal));

    [Fact]
    public void Times_are_equal_by_instant_or_ticks()
    {
        var at = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.FromHours(2));
        IndexOf(at, "At", ValueEncodings.DateTimeOffset).ShouldBe(IndexOf(at.ToOffset(TimeSpan.FromHours(-7)), "At", ValueEncodings.DateTimeOffset));

        var local = new DateTime(2026, 5, 1, 12, 0, 0, DateTimeKind.Local);
        IndexOf(local, "At", ValueEncodings.DateTime).ShouldBe(IndexOf(DateTime.SpecifyKind(local, DateTimeKind.Utc), "At", ValueEncodings.DateTime));
        IndexOf(local, "At", ValueEncodings.DateTime).ShouldNotBe(IndexOf(local.AddTicks(1), "At", ValueEncodings.DateTime));
    }

    [Fact]
    public void Table_column_context_and_type_enter_the_index()
    {
        byte[][] indexes =
        [
            Compute("Person", "Email", s_context, ValueEncodings.String, "1"),
            Compute("Person", "Phone", s_context, ValueEncodings.String, "1"),
            Compute("Call", "Email", s_context, ValueEncodings.String, "1"),
            Compute("Perso", "nEmail", s_context, ValueEncodings.String, "1"),
            Compute("Person", "Email", EncryptionContext.Empty, ValueEncodings.String, "1"),
            Compute("Person", "Email", s_context, ValueEncodings.Bytes, "1"u8.ToArray()),
            Compute("Person", "Email", s_context, ValueEncodings.String, ""),
        ];
        indexes.DistinctBy(Convert.ToHexString).Count().ShouldBe(indexes.Length);
        indexes.ShouldAllBe(static index => index.Length == 16);
    }

    [Fact]
    public void Long_values_are_indexed_whole()
    {
        string text = new('x', 100_000);
        IndexOf(text + "a", "Email", ValueEncodings.String).ShouldNotBe(IndexOf(text + "b", "Email", ValueEncodings.String));
    }

    [Fact]
    public void Types_without_one_form_are_refused()
    {
        Should.Throw<FieldCryptException>(() => IndexOf(1.0, "X", ValueEncodings.Double)).Error.ShouldBe(FieldCryptError.ModelNotSupported);
        Should.Throw<FieldCryptException>(() => IndexOf(new Uri("http://a/"), "X", ValueEncodings.Uri)).Error.ShouldBe(FieldCryptError.ModelNotSupported);
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused_without_being_quoted()
        => Should.Throw<FieldCryptException>(() => IndexOf("x\ud800y", "Email", ValueEncodings.String)).Error.ShouldBe(FieldCryptError.ValueNotSupported);

    private static Gen<decimal> Decimals { get; } = Gen.Select(Gen.Int, Gen.Int[0, 12]).Select(static (number, scale)
        => (decimal)number / (decimal)Math.Pow(10, scale));

    private static decimal WithTrailingZeros(decimal value, int zeros)
    {
        for (int i = 0; i < zeros; i++)
            value *= 1.0m;
        return value;
    }

    private byte[] IndexOf<T>(T value, string column, ValueEncoding<T> encoding) => Compute("Person", column, s_context, encoding, value);

    private byte[] Compute<T>(string table, string column, EncryptionContext context, ValueEncoding<T> encoding, T value)
        => new BlindIndex<T>(new EncryptedColumn<T>(table, column, context, encoding), encoding).Compute(value, _key);

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();
}
