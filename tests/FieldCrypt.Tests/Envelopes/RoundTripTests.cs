using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.Envelopes;

/// <summary>Every supported type comes back bit for bit, its extremes included, in both data key modes.</summary>
public sealed class RoundTripTests : IDisposable
{
    private readonly TestRing _hierarchical = new();
    private readonly TestRing _direct = new(static options => options.DataKeys = DataKeyMode.Direct);

    public void Dispose()
    {
        _hierarchical.Dispose();
        _direct.Dispose();
    }

    public static TheoryData<string> Types => [.. TypeCases.All.Select(static type => type.Name)];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Every_type_comes_back_bit_for_bit(string name)
    {
        ITypeCase type = TypeCases.All.Single(type => type.Name == name);
        foreach (TestRing keys in (TestRing[])[_hierarchical, _direct])
        {
            await type.RoundTripAsync(keys, padTo: 0);
            await type.RoundTripAsync(keys, padTo: 16);
        }
    }

    [Fact]
    public void Every_encoding_and_every_kind_is_among_them()
    {
        TypeCases.All.Select(static type => type.Name).ShouldBe(TypeCases.All.Select(static type => type.Name).Distinct());
        foreach (System.Reflection.PropertyInfo encoding in typeof(ValueEncodings).GetProperties())
            TypeCases.All.ShouldContain(type => type.Name == encoding.Name);
        TypeCases.All.Select(static type => type.Kind).Distinct().ShouldBe(Enum.GetValues<ValueKind>(), ignoreOrder: true);
    }

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
}
