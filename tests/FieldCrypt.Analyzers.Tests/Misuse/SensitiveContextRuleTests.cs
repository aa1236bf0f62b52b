using Verify = FieldCrypt.Analyzers.Tests.RuleVerifier<FieldCrypt.Analyzers.SensitiveContextRule>;

namespace FieldCrypt.Analyzers.Tests.Misuse;

public sealed class SensitiveContextRuleTests
{
    [Fact]
    public Task Values_and_names() => Verify.Verify("""
        [assembly: EncryptionContext({|FC2001:"Owner=anna@shop.example"|})]
        public static class Contexts { public const string Bad = "Ssn=078-05-1120"; public const string Good = "Department=finance"; }
        [EncryptionContext("Tenant=north,Purpose=billing")]
        public class Card
        {
            [Encrypted(Context = {|FC2001:"Department=finance,CardNumber=4111 1111 1111 1111"|})] public string A { get; set; } = "";
            [Encrypted(Context = {|FC2001:Contexts.Bad|})] public string B { get; set; } = "";
            [Encrypted(Context = {|FC2001:"Account=DE89370400440532013000"|})] public string C { get; set; } = "";
            [Encrypted(Context = {|FC2001:"DbPassword=letmein"|})] public string D { get; set; } = "";
            [Encrypted(Context = {|FC2001:"Contact=+49 30 1234567"|})] public string E { get; set; } = "";
            [Encrypted(Context = {|FC2001:"Email=yes"|})] public string F { get; set; } = "";
            [Encrypted(Context = Contexts.Good)] public string G { get; set; } = "";
            [Encrypted(Context = "Tenant=4f0c0f0e-2a53-4b0e-9c8e-0d3f6f2b1c11,Region=eu-central-1,Year=2026")] public string H { get; set; } = "";
            [Encrypted(Context = "Order=1234567890123456")] public string NotLuhn { get; set; } = "";
            [Encrypted(Name = "a@b.example")] public string I { get; set; } = "";
        }
        """);
}
