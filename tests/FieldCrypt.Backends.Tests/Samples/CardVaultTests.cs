namespace FieldCrypt.Backends.Tests;

/// <summary>The sample runs unchanged on each key backend, by one option.</summary>
public sealed class CardVaultTests(MotoServer moto, SoftHsm hsm) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fieldcrypt-cardvault-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Embedded_keys_need_nothing()
        => (await CardVaultRun.StartAsync(_folder.FullName, new Dictionary<string, string>(), "--keys", "embedded")).ShouldHaveProved("embedded key store");

    [Fact]
    public async Task Aws_kms_is_found_by_the_sdk_s_own_variables_and_its_alias_made_only_on_request()
    {
        CardVaultRun refused = await CardVaultRun.StartAsync(_folder.FullName, Aws(moto.Url), "--keys", "aws");
        refused.ExitCode.ShouldBe(2, refused.Output);
        refused.Output.ShouldContain("alias/cardvault");
        refused.Output.ShouldContain("--create-key");
        (await moto.AwsAsync("kms", "list-aliases", "--query", "Aliases[?AliasName=='alias/cardvault']")).ShouldBeEmpty();

        (await CardVaultRun.StartAsync(_folder.FullName, Aws(moto.Url), "--keys", "aws", "--create-key")).ShouldHaveProved("AWS KMS alias/cardvault");

        CardVaultRun second = await CardVaultRun.StartAsync(_folder.FullName, Aws(moto.Url), "--keys", "aws");
        second.ShouldHaveProved("AWS KMS alias/cardvault");
        second.Output.ShouldContain("40 rows of earlier runs are there and decrypt");
        string key = await moto.AwsAsync("kms", "describe-key", "--key-id", "alias/cardvault", "--query", "KeyMetadata.KeyId");
        (await moto.AwsAsync("kms", "list-key-rotations", "--key-id", key, "--query", "length(Rotations)")).ShouldBe("2", "each run rotates once");
    }

    [Fact]
    public async Task Aws_endpoint_of_the_environment_that_has_no_tls_is_refused()
    {
        CardVaultRun refused = await CardVaultRun.StartAsync(_folder.FullName, Aws("http://kms.example"), "--keys", "aws");
        refused.ExitCode.ShouldBe(2, refused.Output);
        refused.Output.ShouldContain("is not https");
    }

    [Fact]
    public async Task Aws_kms_is_found_by_the_options_too()
    {
        string alias = $"alias/cardvault-{Guid.NewGuid():N}";

        (await CardVaultRun.StartAsync(_folder.FullName, Aws(""), "--keys", "aws", "--aws-endpoint", moto.Url, "--aws-key", alias, "--create-key")).ShouldHaveProved($"AWS KMS {alias}");
    }

    [Fact]
    public async Task Pkcs11_token_is_found_by_the_variables_and_its_key_made_only_on_request()
    {
        Dictionary<string, string> variables = Pkcs11(hsm.Library, SoftHsm.SampleToken, SoftHsm.UserPin);
        CardVaultRun refused = await CardVaultRun.StartAsync(_folder.FullName, variables, "--keys", "pkcs11");
        refused.ExitCode.ShouldBe(2, refused.Output);
        refused.Output.ShouldContain("cardvault");
        refused.Output.ShouldContain("--create-key");

        (await CardVaultRun.StartAsync(_folder.FullName, variables, "--keys", "pkcs11", "--create-key")).ShouldHaveProved($"PKCS#11 token {SoftHsm.SampleToken}, key cardvault");

        CardVaultRun second = await CardVaultRun.StartAsync(_folder.FullName, variables, "--keys", "pkcs11");
        second.ShouldHaveProved($"PKCS#11 token {SoftHsm.SampleToken}, key cardvault");
        second.Output.ShouldContain("40 rows of earlier runs are there and decrypt");
        second.Output.ShouldNotContain(SoftHsm.UserPin);
    }

    [Fact]
    public async Task Pkcs11_token_is_found_by_the_options_too()
    {
        string pinFile = Path.Combine(hsm.Folder, $"pin-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(pinFile, SoftHsm.UserPin);
        string label = $"cards-{Guid.NewGuid():N}";

        CardVaultRun run = await CardVaultRun.StartAsync(_folder.FullName, Pkcs11("", "", ""), "--keys", "pkcs11", "--create-key",
            "--pkcs11-module", hsm.Library, "--pkcs11-token", SoftHsm.SampleToken, "--pkcs11-key", label, "--pkcs11-pin-file", pinFile);

        run.ShouldHaveProved($"PKCS#11 token {SoftHsm.SampleToken}, key {label}");
    }

    [Theory]
    [InlineData("", SoftHsm.SampleToken, SoftHsm.UserPin, "FIELDCRYPT_PKCS11_MODULE")]
    [InlineData("module", "", SoftHsm.UserPin, "FIELDCRYPT_PKCS11_TOKEN")]
    [InlineData("module", SoftHsm.SampleToken, "", "FIELDCRYPT_PKCS11_PIN")]
    public async Task What_is_missing_for_a_pkcs11_token_is_named(string module, string token, string pin, string variable)
    {
        CardVaultRun run = await CardVaultRun.StartAsync(_folder.FullName, Pkcs11(module.Length == 0 ? "" : hsm.Library, token, pin), "--keys", "pkcs11");

        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.ShouldContain(variable);
    }

    private static Dictionary<string, string> Aws(string endpoint) => new()
    {
        ["AWS_ENDPOINT_URL"] = endpoint,
        ["AWS_REGION"] = "us-east-1",
        ["AWS_ACCESS_KEY_ID"] = "test",
        ["AWS_SECRET_ACCESS_KEY"] = "test",
        ["AWS_EC2_METADATA_DISABLED"] = "true",
    };

    private Dictionary<string, string> Pkcs11(string module, string token, string pin) => new()
    {
        ["SOFTHSM2_CONF"] = hsm.SampleConfiguration,
        ["FIELDCRYPT_PKCS11_MODULE"] = module,
        ["FIELDCRYPT_PKCS11_TOKEN"] = token,
        ["FIELDCRYPT_PKCS11_PIN"] = pin,
    };
}
