using CsCheck;
using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.Envelopes;

/// <summary>Whatever makes a context, its text makes the same one: contexts are stored as text beside grants and branch keys.</summary>
public class EncryptionContextReadBackTests
{
    private static readonly Gen<string> s_name = WildText.Around("abcABC019_-.:/", 1, 63, 64, 65);
    private static readonly Gen<string> s_value = WildText.Around("abc =é€-09", 1, 250, 383, 384, 385);
    private static readonly Gen<KeyValuePair<string, string>> s_pair = Gen.Select(s_name, s_value, static (name, value) => new KeyValuePair<string, string>(name, value));

    [Fact]
    public void Pairs_that_make_a_context_are_read_back_from_its_text()
    {
        int accepted = 0;
        s_pair.Array[0, 9].Sample(
            pairs =>
            {
                if (Refused(() => EncryptionContext.Create(pairs), out EncryptionContext context))
                    return;
                Interlocked.Increment(ref accepted);
                ShouldReadBack(context);
                context.Pairs.ShouldBe(pairs.OrderBy(static pair => pair.Key, StringComparer.Ordinal));
            },
            iter: 5_000);
        accepted.ShouldBeGreaterThan(200, "too few were accepted to mean anything");
    }

    [Fact]
    public void Text_that_makes_a_context_makes_the_same_one_as_its_pairs_do()
    {
        int accepted = 0;
        Gen<string> separator = Gen.Frequency((8, Gen.Const(",")), (1, Gen.Const(" , ")), (1, Gen.Const(",,")), (1, Gen.Const("")));
        Gen.Select(s_pair.Array[0, 9], separator, static (pairs, comma) => string.Join(comma, pairs.Select(static pair => $"{pair.Key}={pair.Value}"))).Sample(
            text =>
            {
                if (Refused(() => EncryptionContext.Parse(text), out EncryptionContext context))
                    return;
                Interlocked.Increment(ref accepted);
                ShouldReadBack(context);
                EncryptionContext.Create(context.Pairs).ShouldBe(context);
            },
            iter: 5_000);
        accepted.ShouldBeGreaterThan(200, "too few were accepted to mean anything");
    }

    [Theory]
    [InlineData("acme ", "white space")]
    [InlineData(" acme", "white space")]
    [InlineData("acme\u00A0", "white space")]
    [InlineData("\u3000acme", "white space")]
    [InlineData(" ", "white space")]
    [InlineData("ac,me", "comma")]
    [InlineData("ac\0me", "control character")]
    [InlineData("ac\u0085me", "control character")]
    public void What_its_text_would_not_give_back_is_refused(string value, string reason)
        => Should.Throw<FieldCryptException>(() => EncryptionContext.Create(new KeyValuePair<string, string>("Tenant", value))).Message.ShouldContain(reason);

    [Fact]
    public void Half_a_surrogate_pair_is_refused() => What_its_text_would_not_give_back_is_refused("ac\uD800me", "surrogate");

    [Theory]
    [InlineData("a=b")]
    [InlineData("=")]
    [InlineData("a  b")]
    [InlineData("e\u0301")]
    [InlineData("\u00E9")]
    [InlineData("\u200Bx")]
    [InlineData("😀")]
    public void Unusual_values_are_kept_as_they_are(string value)
        => ShouldReadBack(EncryptionContext.Create(new KeyValuePair<string, string>("Tenant", value)));

    [Fact]
    public void A_context_is_as_long_as_its_text_may_be_and_no_longer()
    {
        KeyValuePair<string, string>[] pairs = [.. Enumerable.Range(0, 8).Select(static i => new KeyValuePair<string, string>($"n{i}", new string('v', 384)))];
        Should.Throw<FieldCryptException>(() => EncryptionContext.Create(pairs)).Message.ShouldContain("3103 characters long; the limit is 2048");

        // Five pairs of 388 and one of 103 characters, and five commas.
        KeyValuePair<string, string>[] longest = [.. pairs.Take(5).Select(static pair => new KeyValuePair<string, string>(pair.Key, pair.Value)), new("n5", new string('v', 105))];
        EncryptionContext context = EncryptionContext.Create(longest);
        context.ToString().Length.ShouldBe(2048);
        ShouldReadBack(context);
        Should.Throw<FieldCryptException>(() => EncryptionContext.Create([.. longest[..5], new("n5", new string('v', 106))])).Error.ShouldBe(FieldCryptError.InvalidContext);
    }

    private static bool Refused(Func<EncryptionContext> make, out EncryptionContext context)
    {
        context = EncryptionContext.Empty;
        try
        {
            context = make();
            return false;
        }
        catch (FieldCryptException exception) when (exception.Error == FieldCryptError.InvalidContext)
        {
            return true;
        }
    }

    private static void ShouldReadBack(EncryptionContext context)
    {
        EncryptionContext read = EncryptionContext.Parse(context.ToString());
        read.ShouldBe(context);
        read.ToString().ShouldBe(context.ToString());
        read.Pairs.ShouldBe(context.Pairs);
        read.CanonicalBytes.SequenceEqual(context.CanonicalBytes).ShouldBeTrue();
    }
}
