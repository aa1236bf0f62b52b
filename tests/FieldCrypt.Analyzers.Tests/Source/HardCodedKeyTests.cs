namespace FieldCrypt.Analyzers.Tests.Source;

public sealed class HardCodedKeyTests
{
    [Fact]
    public Task Constants_given_as_secrets_are_reported() => MarkedSource.Reports<SecretInSourceAnalyzer>("""
        using System.Text;

        namespace FieldCrypt.Backends
        {
            public class TokenOptions { public string Pin { get; set; } = ""; public string Library { get; set; } = ""; }

            public static class Stores
            {
                public static void Open(string path, string passphrase) { }
                public static void Import(byte[] rootKey) { }
                public static void Use(Action<TokenOptions> configure) { }
            }
        }

        namespace App
        {
            using FieldCrypt.Backends;

            public class Setup
            {
                private const string Passphrase = "correct horse battery staple";

                public void Run(string given)
                {
                    Stores.Open("keys.fck", {|FC4004:"correct horse"|});
                    Stores.Open("keys.fck", {|FC4004:Passphrase|});
                    Stores.Open(passphrase: {|FC4004:"battery"|}, path: "keys.fck");
                    Stores.Open("keys.fck", given);
                    Stores.Open("keys.fck", Environment.GetEnvironmentVariable("PASSPHRASE")!);
                    Stores.Open("keys.fck", "");
                    Stores.Import({|FC4004:Encoding.UTF8.GetBytes("0123456789abcdef0123456789abcdef")|});
                    Stores.Import({|FC4004:Convert.FromBase64String("AAAA")|});
                    Stores.Import({|FC4004:new byte[] { 1, 2, 3 }|});
                    Stores.Import(new byte[32]);
                    Stores.Use(o => { o.Pin = {|FC4004:"1234"|}; o.Library = "softhsm.so"; });
                    Stores.Use(o => o.Pin = given);
                    Elsewhere.Open("x", "secret");
                }
            }

            public static class Elsewhere { public static void Open(string path, string passphrase) { } }
        }
        """);
}
