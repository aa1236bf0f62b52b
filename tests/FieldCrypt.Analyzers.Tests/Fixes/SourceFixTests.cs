using FieldCrypt.CodeFixes;

namespace FieldCrypt.Analyzers.Tests.Fixes;

public sealed class SourceFixTests
{
    [Fact]
    public Task Suppresses_on_the_member_with_a_justification_to_fill_in() => MarkedSource.Fixes<SecretInSourceAnalyzer, SuppressFix>(
        """
        public class Data
        {
            private const string Number = "{|FC4001:4539148803436467|}";

            public string Other() => "{|FC4001:5425233430109911|}" + "{|FC4001:4539148803436467|}";
        }
        """,
        """
        using System.Diagnostics.CodeAnalysis;

        public class Data
        {
            [SuppressMessage("FieldCrypt.Source", "FC4001:PAN in source", Justification = "TO BE JUSTIFIED: say why this is safe, and who agreed")]
            private const string Number = "4539148803436467";

            [SuppressMessage("FieldCrypt.Source", "FC4001:PAN in source", Justification = "TO BE JUSTIFIED: say why this is safe, and who agreed")]
            public string Other() => "5425233430109911" + "4539148803436467";
        }
        """);

    [Fact]
    public Task Reads_a_secret_from_the_environment() => MarkedSource.Fixes<SecretInSourceAnalyzer, EnvironmentSecretFix>(
        """
        namespace FieldCrypt.Backends
        {
            public class Options { public string Pin { get; set; } = ""; }

            public static class Stores { public static void Open(string path, string passphrase) { } }
        }

        public class Setup
        {
            public void Run(FieldCrypt.Backends.Options options)
            {
                options.Pin = {|FC4004:"1234"|};
                FieldCrypt.Backends.Stores.Open("keys.fck", {|FC4004:"correct horse"|});
            }
        }
        """,
        """
        namespace FieldCrypt.Backends
        {
            public class Options { public string Pin { get; set; } = ""; }

            public static class Stores { public static void Open(string path, string passphrase) { } }
        }

        public class Setup
        {
            public void Run(FieldCrypt.Backends.Options options)
            {
                options.Pin = Environment.GetEnvironmentVariable("FIELDCRYPT_PIN") ?? throw new InvalidOperationException("Set FIELDCRYPT_PIN.");
                FieldCrypt.Backends.Stores.Open("keys.fck", Environment.GetEnvironmentVariable("FIELDCRYPT_PASSPHRASE") ?? throw new InvalidOperationException("Set FIELDCRYPT_PASSPHRASE."));
            }
        }
        """);
}
