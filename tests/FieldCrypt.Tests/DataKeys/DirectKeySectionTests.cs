using System.Text;
using CsCheck;
using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.DataKeys;

/// <summary>A direct envelope says of its key what was written, in the one form there is, or no key is opened for it.</summary>
public class DirectKeySectionTests
{
    private static readonly WrappedKey s_wrapped = new("p", "kek", "1", [1, 2, 3]);

    private static readonly Gen<EncryptionContext> s_contexts =
        Gen.Dictionary(Gen.String[Gen.Char["abcXYZ._-:/0"], 1, 8], Gen.String[Gen.Char["abc=é€"], 1, 8])[0, 8].Select(static pairs => TryCreate(pairs)).Where(static context => context is not null).Select(static context => context!);

    public static TheoryData<string> OtherTexts =>
    [
        "B=2,A=1", // not sorted
        "a=1,B=2", // sorted without regard to case
        " A=1", "A=1 ", "A =1", "A= 1", "A=1, B=2", " ",
        "A=1,", ",", "A", "A=", "=1", "A=1,A=2", "A=1,a=2", "A=\u0001", "A b=1",
        "A=1,B=2,C=3,D=4,E=5,F=6,G=7,H=8,I=9",
    ];

    [Fact]
    public void Every_context_is_read_back()
        => s_contexts.Sample(static context =>
        {
            DirectKeySection section = new(context, [s_wrapped]);
            DirectKeySection read = DirectKeySection.Of(Envelope.Parse(EnvelopeWith(section.Encode(), section.KeyId)));
            read.Context.ShouldBe(context);
            read.WrappedKeys.Single().ToString().ShouldBe("p:kek:1");
        });

    [Theory]
    [MemberData(nameof(OtherTexts))]
    public void A_context_in_another_form_is_refused(string text) => Refused(Encoding.UTF8.GetBytes(text));

    [Fact]
    public void A_context_that_is_no_UTF_8_is_refused() => Refused([(byte)'A', (byte)'=', 0xFF]);

    [Fact]
    public void A_section_longer_than_its_fields_is_refused()
    {
        var section = new DirectKeySection(Columns.Finance, [s_wrapped]);
        Refused([.. section.Encode(), 0], section.KeyId);
    }

    [Fact]
    public void A_key_id_that_is_not_the_first_wrapped_key_s_is_refused()
    {
        var section = new DirectKeySection(Columns.Finance, [s_wrapped, s_wrapped with { KeyId = "other" }]);
        DirectKeySection.Of(Envelope.Parse(EnvelopeWith(section.Encode(), WrappedKeyEncoding.ShortKeyId("kek"))));
        Refused(section.Encode(), WrappedKeyEncoding.ShortKeyId("other"));
    }

    [Fact]
    public async Task No_backend_is_asked_for_a_key_of_a_malformed_section()
    {
        using var keys = new TestRing(static options => options.DataKeys = DataKeyMode.Direct);
        byte[] envelope = await keys.EncryptAsync(Columns.Pan, "4111111111111111");
        envelope[EnvelopeFormat.KeyIdOffset] ^= 1;

        var exception = await Should.ThrowAsync<FieldCryptException>(keys.Ring.DecryptAsync(Columns.Pan, envelope).AsTask());

        exception.Error.ShouldBe(FieldCryptError.EnvelopeMalformed);
        exception.Column.ShouldBe("Card.Pan");
        keys.Backend.UnwrapCalls.ShouldBe(0);

        // What was refused is remembered of this envelope alone: the record's other columns have the same section.
        envelope[EnvelopeFormat.KeyIdOffset] ^= 1;
        (await keys.Ring.DecryptAsync(Columns.Pan, envelope)).ShouldBe("4111111111111111");
        envelope[EnvelopeFormat.KeyIdOffset] ^= 1;
        (await Should.ThrowAsync<FieldCryptException>(keys.Ring.DecryptAsync(Columns.Pan, envelope).AsTask())).Error.ShouldBe(FieldCryptError.EnvelopeMalformed);
    }

    private static void Refused(byte[] context)
        => Refused([(byte)(context.Length >> 8), (byte)context.Length, .. context, .. WrappedKeyEncoding.Encode([s_wrapped])], WrappedKeyEncoding.ShortKeyId("kek"));

    private static void Refused(byte[] section, BranchKeyId keyId)
    {
        byte[] envelope = EnvelopeWith(section, keyId);
        DirectKeySection.TryRead(Envelope.Parse(envelope)).ShouldBeNull();
        Should.Throw<FieldCryptException>(() => DirectKeySection.Of(Envelope.Parse(envelope))).Error.ShouldBe(FieldCryptError.EnvelopeMalformed);
    }

    private static byte[] EnvelopeWith(byte[] section, BranchKeyId keyId)
    {
        byte[] id = new byte[8];
        keyId.Write(id);
        return [0xFC, 0x45, 0x12, 0x01, .. id, (byte)(section.Length >> 8), (byte)section.Length, .. section, .. new byte[32 + 12 + 16]];
    }

    private static EncryptionContext? TryCreate(IDictionary<string, string> pairs)
    {
        try
        {
            return EncryptionContext.Create([.. pairs]);
        }
        catch (FieldCryptException)
        {
            return null;
        }
    }
}
