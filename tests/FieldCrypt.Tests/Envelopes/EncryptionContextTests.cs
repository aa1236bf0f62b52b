using CsCheck;

namespace FieldCrypt.Tests.Envelopes;

public class EncryptionContextTests
{
    [Fact]
    public void Pairs_are_sorted_and_white_space_around_them_is_dropped()
    {
        var context = EncryptionContext.Parse(" Tenant = 42 , Department = finance ");

        context.ToString().ShouldBe("Department=finance,Tenant=42");
        context.ShouldBe(EncryptionContext.Parse("Department=finance,Tenant=42"));
        context.GetHashCode().ShouldBe(EncryptionContext.Parse("Department=finance,Tenant=42").GetHashCode());
    }

    [Fact]
    public void The_empty_text_is_the_empty_context()
    {
        EncryptionContext.Parse("  ").ShouldBeSameAs(EncryptionContext.Empty);
        EncryptionContext.Empty.CanonicalBytes.ToArray().ShouldBe([0, 0]);
    }

    [Fact]
    public void Canonical_bytes_are_count_then_length_prefixed_pairs()
        => Convert.ToHexString(EncryptionContext.Parse("b=2,a=é").CanonicalBytes).ShouldBe("0002" + "000161" + "0002C3A9" + "000162" + "000132");

    [Theory]
    [InlineData("Department", "'Department' is not a Name=value pair")]
    [InlineData("=x", "a pair has no name")]
    [InlineData("a=", "'a' has no value")]
    [InlineData("a=1,a=2", "the name 'a' stands twice")]
    [InlineData("Tenant=1,tenant=2", "differ only by case")]
    [InlineData("a b=1", "the name 'a b' holds ' '")]
    [InlineData("a=1,", "'' is not a Name=value pair")]
    [InlineData("fieldcrypt:purpose=x", "begins with 'fieldcrypt:', which FieldCrypt keeps for itself")]
    [InlineData("a=1,FieldCrypt:anything=x", "which FieldCrypt keeps for itself")]
    [InlineData("a=x\u0007", "control character")]
    [InlineData("a=1,b=1,c=1,d=1,e=1,f=1,g=1,h=1,i=1", "it has 9 pairs; the limit is 8")]
    public void What_breaks_the_grammar_is_refused_with_the_reason(string text, string reason)
    {
        var exception = Should.Throw<FieldCryptException>(() => EncryptionContext.Parse(text));

        exception.Error.ShouldBe(FieldCryptError.InvalidContext);
        exception.Message.ShouldContain(reason);
        exception.Message.ShouldContain("Department=finance");
    }

    [Fact]
    public void Pairs_of_our_own_come_on_top_of_the_limits_and_go_again()
    {
        EncryptionContext full = EncryptionContext.Create([.. Enumerable.Range(0, 8).Select(static i => new KeyValuePair<string, string>($"n{i}", "v"))]);
        EncryptionContext bound = full.WithReserved(new("fieldcrypt:b", "2"), new("fieldcrypt:a", "1"));

        bound.ToString().ShouldBe("fieldcrypt:a=1,fieldcrypt:b=2,n0=v,n1=v,n2=v,n3=v,n4=v,n5=v,n6=v,n7=v");
        bound.CanonicalBytes[1].ShouldBe((byte)10);
        bound.WithoutReserved().ShouldBe(full);
        full.WithoutReserved().ShouldBeSameAs(full);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused()
        => Should.Throw<FieldCryptException>(() => EncryptionContext.Parse($"a={'\uD800'}")).Message.ShouldContain("half of a surrogate pair");

    [Fact]
    public void Lengths_are_limited()
    {
        Should.Throw<FieldCryptException>(() => EncryptionContext.Parse($"{new string('n', 65)}=1")).Message.ShouldContain("limit is 64");
        Should.Throw<FieldCryptException>(() => EncryptionContext.Parse($"n={new string('v', 385)}")).Message.ShouldContain("limit is 384");
        EncryptionContext.Parse($"{new string('n', 64)}={new string('v', 384)}").Pairs.Count.ShouldBe(1);
    }

    [Fact]
    public void Text_reads_back_as_the_same_context()
    {
        Gen<string> name = Gen.String[Gen.Char["abcXYZ019_-.:/"], 1, 12];
        Gen<string> value = Gen.String[Gen.Char["abc =é€-09"], 1, 12].Where(text => text.Trim() == text && text.Length > 0);
        Gen.Dictionary(name, value)[0, 8]
            .Where(pairs => pairs.Keys.Select(key => key.ToUpperInvariant()).Distinct().Count() == pairs.Count)
            .Sample(pairs =>
            {
                EncryptionContext context = EncryptionContext.Create([.. pairs]);
                EncryptionContext.Parse(context.ToString()).Equals(context).ShouldBeTrue();
                EncryptionContext.Parse(context.ToString()).CanonicalBytes.SequenceEqual(context.CanonicalBytes).ShouldBeTrue();
            });
    }
}
