using CsCheck;

namespace FieldCrypt.Tests.Envelopes;

/// <summary>Each envelope has one text; every other one that decodes to it is refused.</summary>
public class EnvelopeTextTests
{
    private const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static readonly string[] s_insertions = [" ", "\n", "\r\n", "\t", "=", "==", "+", "/", "A", "AA", "AAA", "é"];

    private static readonly Gen<byte[]> s_envelopes = Gen.Byte.Array[1, 40].Select(static bytes => (byte[])[0xFC, 0x45, .. bytes]);

    [Fact]
    public void It_reads_back_what_it_wrote()
        => s_envelopes.Sample(static envelope => EnvelopeText.TryDecode(EnvelopeText.Encode(envelope)).ShouldBe(envelope));

    [Fact]
    public void Of_all_last_digits_only_the_one_without_spare_bits_is_read()
        => s_envelopes.Sample(static envelope =>
        {
            string text = EnvelopeText.Encode(envelope);
            foreach (char digit in Digits)
            {
                string changed = text[..^1] + digit;
                if (EnvelopeText.TryDecode(changed) is { } read)
                    EnvelopeText.Encode(read).ShouldBe(changed);
            }

            int spare = envelope.Length % 3;
            Digits.Count(digit => EnvelopeText.TryDecode(text[..^1] + digit) is not null).ShouldBe(spare == 0 ? 64 : spare == 1 ? 4 : 16);
        });

    [Fact]
    public void Whatever_is_put_into_the_text_it_is_refused_or_another_envelope_s()
        => s_envelopes.Select(Gen.Int[0, 60], Gen.Int[0, s_insertions.Length - 1].Select(static i => s_insertions[i])).Sample(static (envelope, at, inserted) =>
        {
            string text = EnvelopeText.Encode(envelope);
            string changed = text.Insert(Math.Min(at, text.Length), inserted);
            if (EnvelopeText.TryDecode(changed) is { } read)
            {
                read.ShouldNotBe(envelope);
                EnvelopeText.Encode(read).ShouldBe(changed);
            }
        });

    [Theory]
    [InlineData("")]
    [InlineData("_E")]
    [InlineData("_EA")]
    [InlineData("_E5=")]
    [InlineData("_EU=")]
    [InlineData("_EU =")]
    [InlineData("_EV")]
    [InlineData(" _EU")]
    [InlineData("/EU")]
    [InlineData("_EUAA")]
    public void What_is_no_such_text_is_refused(string text) => EnvelopeText.TryDecode(text).ShouldBeNull();

    [Fact]
    public void The_shortest_is_the_magic_alone() => EnvelopeText.TryDecode("_EU").ShouldBe([0xFC, 0x45]);
}
