using Azure;
using FieldCrypt.Azure;
using Microsoft.Extensions.Time.Testing;

namespace FieldCrypt.Backends.Tests;

internal sealed class AzureKeyVaultUnderTest(string algorithm) : BackendUnderTest
{
    public LocalVault Vault { get; } = new();

    public override IKeyBackend Backend => field ??= New(LocalVault.KeyId);

    public override IKeyBackend UnderUnknownKey => field ??= New(UnknownKeyId);

    public override string UnknownKeyId => "https://shop.vault.azure.net/keys/none-such";

    public override Task CallWaits => Vault.CallWaits.Task;

    public override IEnumerable<string> Requests => Vault.Requests;

    public override Task<IKeyBackend> UnderOtherKeyAsync() => Task.FromResult<IKeyBackend>(New(LocalVault.OtherKeyId));

    public override IKeyBackend Trusting(string keyId) => New(LocalVault.KeyId, new Uri(keyId));

    public override Task RotateAsync()
    {
        Vault.Rotate();
        return Task.CompletedTask;
    }

    public override Task DisableAsync()
    {
        Vault.Disabled = true;
        return Task.CompletedTask;
    }

    public override Task EnableAsync()
    {
        Vault.Disabled = false;
        return Task.CompletedTask;
    }

    public override void Stall() => Vault.Stall();

    public override void Resume() => Vault.Resume();

    public override ValueTask DisposeAsync()
    {
        Vault.Resume();
        return ValueTask.CompletedTask;
    }

    private AzureKeyVaultBackend New(string keyId, params Uri[] additional)
    {
        var options = new AzureKeyVaultOptions { KeyId = new Uri(keyId), Resolver = Vault, Algorithm = algorithm, KeyLookupInterval = TimeSpan.Zero };
        foreach (Uri key in additional)
            options.AdditionalKeys.Add(key);
        return new AzureKeyVaultBackend(options);
    }
}

public sealed class AzureRsaConformanceTests : KeyBackendConformance
{
    protected override ValueTask<BackendUnderTest> StartAsync() => new(new AzureKeyVaultUnderTest("RSA-OAEP-256"));
}

public sealed class AzureAesConformanceTests : KeyBackendConformance
{
    protected override ValueTask<BackendUnderTest> StartAsync() => new(new AzureKeyVaultUnderTest("A256KW"));
}

public sealed class AzureKeyVaultTests
{
    private readonly LocalVault _vault = new();

    [Theory]
    [InlineData(400, "BadParameter", FieldCryptError.AuthenticationFailed, false)]
    [InlineData(401, "Unauthorized", FieldCryptError.AccessDenied, false)]
    [InlineData(403, "Forbidden", FieldCryptError.AccessDenied, false)]
    [InlineData(403, "KeyDisabled", FieldCryptError.KeyDisabled, false)]
    [InlineData(404, "KeyNotFound", FieldCryptError.KeyNotFound, false)]
    [InlineData(408, "RequestTimeout", FieldCryptError.BackendTimeout, true)]
    [InlineData(429, "Throttled", FieldCryptError.BackendThrottled, true)]
    [InlineData(500, "InternalServerError", FieldCryptError.BackendUnavailable, true)]
    [InlineData(503, "", FieldCryptError.BackendUnavailable, true)]
    [InlineData(0, "", FieldCryptError.BackendUnavailable, true)]
    public async Task Error_of_the_sdk_is_one_typed_error(int status, string code, FieldCryptError expected, bool transient)
    {
        AzureKeyVaultBackend backend = Backend();
        using DataKey made = await backend.GenerateDataKeyAsync(EncryptionContext.Empty, default);
        _vault.Fault = new RequestFailedException(status, "failed", code, null);

        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(async () => await backend.UnwrapKeyAsync(made.Wrapped, EncryptionContext.Empty, default));

        failure.Error.ShouldBe(expected, failure.Message);
        failure.IsTransient.ShouldBe(transient);
    }

    [Theory]
    [InlineData("https://attacker.example/keys/cards-kek")]
    [InlineData("https://shop.vault.azure.net/keys/other")]
    [InlineData("https://shop.vault.azure.net/keys/cards-kek/../other")]
    public async Task Stored_key_id_leads_to_no_other_vault_or_key(string keyId)
    {
        AzureKeyVaultBackend backend = Backend();
        using DataKey made = await backend.GenerateDataKeyAsync(EncryptionContext.Empty, default);
        int resolved = _vault.Resolved;

        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(async () => await backend.UnwrapKeyAsync(made.Wrapped with { KeyId = keyId }, EncryptionContext.Empty, default));

        failure.Error.ShouldBe(FieldCryptError.KeyNotTrusted);
        _vault.Resolved.ShouldBe(resolved);
    }

    [Theory]
    [InlineData("")]
    [InlineData("RSA-OAEP-256")]
    [InlineData("a/b/RSA-OAEP-256")]
    [InlineData("abc/RSA1_5")]
    public async Task Malformed_version_opens_nothing(string version)
    {
        AzureKeyVaultBackend backend = Backend();
        using DataKey made = await backend.GenerateDataKeyAsync(EncryptionContext.Empty, default);

        (await Should.ThrowAsync<FieldCryptException>(async () => await backend.UnwrapKeyAsync(made.Wrapped with { KeyVersion = version }, EncryptionContext.Empty, default)))
            .Error.ShouldBe(FieldCryptError.AuthenticationFailed);
    }

    [Fact]
    public async Task Algorithm_that_stored_data_names_is_used_only_where_the_options_list_it()
    {
        AzureKeyVaultBackend aes = Backend(algorithm: "A256KW"), rsa = Backend(algorithm: "RSA-OAEP-256"), both = Backend(algorithm: "A256KW", former: "RSA-OAEP-256");
        using DataKey made = await rsa.GenerateDataKeyAsync(EncryptionContext.Empty, default);
        int resolved = _vault.Resolved;

        (await Should.ThrowAsync<FieldCryptException>(async () => await aes.UnwrapKeyAsync(made.Wrapped, EncryptionContext.Empty, default))).Message.ShouldContain("FormerAlgorithms");
        _vault.Resolved.ShouldBe(resolved);
        using KeyMaterial opened = await both.UnwrapKeyAsync(made.Wrapped, EncryptionContext.Empty, default);
        opened.Span.ToArray().ShouldBe(made.Plaintext.Span.ToArray());
    }

    [Fact]
    public async Task Arrays_that_the_sdk_hands_out_are_zeroed()
    {
        AzureKeyVaultBackend backend = Backend();
        using DataKey made = await backend.GenerateDataKeyAsync(EncryptionContext.Empty, default);
        (await backend.UnwrapKeyAsync(made.Wrapped, EncryptionContext.Empty, default)).Dispose();

        _vault.HandedOut.Single().ShouldAllBe(static value => value == 0);
    }

    [Fact]
    public async Task Key_is_looked_up_once_per_interval()
    {
        var time = new FakeTimeProvider();
        AzureKeyVaultBackend backend = Backend(time);
        for (int i = 0; i < 5; i++)
            (await backend.GenerateDataKeyAsync(EncryptionContext.Empty, default)).Dispose();
        _vault.Resolved.ShouldBe(1);

        time.Advance(TimeSpan.FromMinutes(5));
        (await backend.GenerateDataKeyAsync(EncryptionContext.Empty, default)).Dispose();
        _vault.Resolved.ShouldBe(2);
    }

    [Theory]
    [InlineData("http://shop.vault.azure.net/keys/cards")]
    [InlineData("https://shop.vault.azure.net/secrets/cards")]
    [InlineData("https://shop.vault.azure.net/keys/cards?x=1")]
    public void Key_id_that_is_none_is_refused(string keyId)
        => Should.Throw<FieldCryptException>(() => new AzureKeyVaultBackend(new AzureKeyVaultOptions { KeyId = new Uri(keyId), Resolver = _vault })).Error.ShouldBe(FieldCryptError.NotConfigured);

    private AzureKeyVaultBackend Backend(TimeProvider? time = null, string algorithm = "RSA-OAEP-256", params string[] former)
    {
        var options = new AzureKeyVaultOptions { KeyId = new Uri(LocalVault.KeyId), Resolver = _vault, Algorithm = algorithm, TimeProvider = time ?? TimeProvider.System };
        foreach (string name in former)
            options.FormerAlgorithms.Add(name);
        return new AzureKeyVaultBackend(options);
    }
}
