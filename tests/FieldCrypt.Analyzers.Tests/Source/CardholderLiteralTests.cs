namespace FieldCrypt.Analyzers.Tests.Source;

public sealed class CardholderLiteralTests
{
    [Theory]
    [InlineData("4539148803436467")] // Visa
    [InlineData("4539 1488 0343 6467")]
    [InlineData("4539-1488-0343-6467")]
    [InlineData("5425233430109911")] // Mastercard
    [InlineData("2221001234567896")] // Mastercard, 2-series
    [InlineData("378282246310013")] // American Express
    [InlineData("3782 822463 10013")]
    [InlineData("6011000180331120")] // Discover
    [InlineData("3570012345678907")] // JCB
    [InlineData("36148900647921")] // Diners Club
    [InlineData("6205123456789015")] // UnionPay
    [InlineData("6759649826438461")] // Maestro
    [InlineData("9792012345678906")] // Troy
    [InlineData("2200123456789019")] // Mir
    [InlineData("5067001234567896")] // Elo
    [InlineData("6521501234567893")] // RuPay and Discover share 65
    public Task A_number_of_an_issuer_range_with_a_right_check_digit_is_reported(string number) =>
        MarkedSource.Reports<SecretInSourceAnalyzer>($$"""
            public class Data
            {
                public string Value = "{|FC4001:{{number}}|}";
                public string Sentence() => "charged {|FC4001:{{number}}|}, thanks";
                public string Json() => "{ \"card\": \"{|FC4001:{{number}}|}\" }";
                public string Url(string host) => $"https://{host}/?pan={|FC4001:{{number}}|}&x=1";
            }
            """);

    [Theory]
    [InlineData("4539148803436468")] // wrong check digit
    [InlineData("1234567890123452")] // no issuer range
    [InlineData("79927398713")] // too short
    [InlineData("45391488034364670")] // 17 digits are no Visa number
    [InlineData("x4539148803436467")] // inside a word
    [InlineData("4539148803436467abc")]
    [InlineData("0.4539148803436467")] // a decimal
    [InlineData("+4539148803436467")] // a telephone number
    [InlineData("45391488-0343-6467-8a2e-453914880343")] // a GUID
    [InlineData("4539 148803436467")] // no card is grouped so
    [InlineData("453-914-880-343-6467")]
    [InlineData("637134336000000000")] // ticks
    [InlineData("1609459200000")] // a Unix time
    [InlineData("490154203237518")] // an IMEI
    [InlineData("8944110068955130010")] // an ICCID
    [InlineData("9400110898825022579493")] // a parcel
    [InlineData("4444444444444448")] // a pattern
    [InlineData("0000000000000000")]
    public Task Other_long_numbers_are_not(string text) =>
        MarkedSource.Reports<SecretInSourceAnalyzer>($"public class Data {{ public string Value = \"{text}\"; }}");

    [Theory]
    [InlineData("Imei")]
    [InlineData("PhoneNumber")]
    [InlineData("TrackingNumber")]
    [InlineData("channelId")]
    [InlineData("Isbn")]
    [InlineData("timestamp")]
    public Task A_name_that_speaks_of_another_number_clears_it(string name) =>
        MarkedSource.Reports<SecretInSourceAnalyzer>($"public class Data {{ public string {name} = \"4539148803436467\"; public Dictionary<string, string> Map = new() {{ [\"{name}\"] = \"4539148803436467\" }}; }}");

    [Fact]
    public Task A_name_that_speaks_of_cards_decides_for_short_and_numeric_literals() =>
        MarkedSource.Reports<SecretInSourceAnalyzer>("""
            public class Data
            {
                public string Ean = "4006381333931";
                public string CardNumber = "{|FC4001:4539148803433|}";
                public string Other = "4539148803433";
                public long Pan = {|FC4001:4539148803436467|};
                public long Number = 4539148803436467;
                public decimal CardNo = {|FC4001:4539148803436467m|};
                public long CreditCard = {|FC4001:4539_1488_0343_6467|};
                public void Pay(string pan) { }
                public void Test() => Pay(pan: "{|FC4001:4539148803433|}");
            }
            """);

    [Theory]
    [InlineData("4111111111111111")]
    [InlineData("4242 4242 4242 4242")]
    [InlineData("4000000000000002")]
    [InlineData("4000002500003155")]
    [InlineData("5555555555554444")]
    [InlineData("378282246310005")]
    [InlineData("6011111111111117")]
    [InlineData("3530111333300000")]
    [InlineData("30569309025904")]
    public Task Published_test_numbers_have_a_rule_of_their_own(string number) =>
        MarkedSource.Reports<SecretInSourceAnalyzer>($$"""public class Data { public string Value = "{|FC4002:{{number}}|}"; }""");

    [Fact]
    public void Every_published_test_number_is_one_that_the_rule_would_find()
    {
        foreach (string number in TestCardNumbers.All)
        {
            Luhn.IsValid(number).ShouldBeTrue(number);
            CardNetworks.Find(number).ShouldNotBeNull(number);
            CardNumberScanner.Find(number).Single().Digits.ShouldBe(number);
        }
    }

    [Theory]
    [InlineData(";4539148803436467=25121011000012345678?")]
    [InlineData("4539148803436467=25121011000012345678")]
    [InlineData("4111111111111111D25121010000012345678F")]
    [InlineData("%B4539148803436467^DOE/JOHN^25121011000012345678?")]
    [InlineData("B4539148803436467^DOE/JOHN MR^2512101")]
    public Task Track_data_is_reported(string track) =>
        MarkedSource.Reports<SecretInSourceAnalyzer>($$"""public class Data { public string Value = "{|FC4003:{{track}}|}"; }""");

    [Theory]
    [InlineData("id=251210112345678901234")]
    [InlineData("4539148803436468=25131011000012345678")] // no month 13
    [InlineData("a=453914880343=1")]
    [InlineData("^[0-9]{16}^[A-Z]{2,26}^[0-9]{7}$")]
    public Task Other_text_with_separators_is_not(string text) =>
        MarkedSource.Reports<SecretInSourceAnalyzer>($"public class Data {{ public string Value = \"{text}\"; }}");
}
