using FieldCrypt.Vault;

namespace FieldCrypt.Backends.Tests;

internal sealed class VaultTransitUnderTest : BackendUnderTest
{
    private readonly VaultTransitBackend _backend;
    private readonly VaultTransitBackend _unknown;
    private readonly VaultTransitBackend _other;
    private VaultTransitBackend? _trusting;

    public VaultTransitUnderTest()
    {
        _backend = New("cards");
        _unknown = New("none-such");
        _other = New(TransitServer.OtherKey);
    }

    public TransitServer Server { get; } = new();

    public override IKeyBackend Backend => _backend;

    public override IKeyBackend UnderUnknownKey => _unknown;

    public override string UnknownKeyId => "transit/keys/none-such";

    // Transit disables by refusing to open older versions.
    public override bool DisablesWrapping => false;

    public override Task CallWaits => Server.CallWaits.Task;

    public override IEnumerable<string> Requests => Server.Requests;

    public override Task<IKeyBackend> UnderOtherKeyAsync() => Task.FromResult<IKeyBackend>(_other);

    public override IKeyBackend Trusting(string keyId) => _trusting = New("cards", keyId);

    public override Task RotateAsync()
    {
        Server.Key.Rotate();
        return Task.CompletedTask;
    }

    public override Task DisableAsync()
    {
        Server.Key.Rotate();
        Server.MinimumDecryptionVersion = 2;
        return Task.CompletedTask;
    }

    public override Task EnableAsync()
    {
        Server.MinimumDecryptionVersion = 1;
        return Task.CompletedTask;
    }

    public override void Stall() => Server.Stall();

    public override void Resume() => Server.Resume();

    public override async ValueTask DisposeAsync()
    {
        _backend.Dispose();
        _unknown.Dispose();
        _other.Dispose();
        _trusting?.Dispose();
        await Server.DisposeAsync();
    }

    private VaultTransitBackend New(string key, params string[] additional)
    {
        var options = new VaultTransitOptions
        {
            Address = new Uri(Server.Url),
            KeyName = key,
            Namespace = "payments",
            Token = static _ => new(TransitServer.Token),
        };
        foreach (string keyId in additional)
            options.AdditionalKeys.Add(keyId);
        return new VaultTransitBackend(options);
    }
}

public sealed class VaultTransitConformanceTests : KeyBackendConformance
{
    protected override ValueTask<BackendUnderTest> StartAsync() => new(new VaultTransitUnderTest());
}

public sealed class VaultTransitTests : IAsyncLifetime
{
    private readonly VaultTransitUnderTest _test = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Theory]
    [InlineData(400, "encryption key not found", FieldCryptError.KeyNotFound, false)]
    [InlineData(400, "ciphertext or signature version is disallowed by policy (too old)", FieldCryptError.KeyDisabled, false)]
    [InlineData(400, "cipher: message authentication failed", FieldCryptError.AuthenticationFailed, false)]
    [InlineData(403, "permission denied", FieldCryptError.AccessDenied, false)]
    [InlineData(412, "required index state not present", FieldCryptError.BackendUnavailable, true)]
    [InlineData(429, "request path quota exceeded", FieldCryptError.BackendThrottled, true)]
    [InlineData(473, "", FieldCryptError.BackendUnavailable, true)]
    [InlineData(500, "internal error", FieldCryptError.BackendUnavailable, true)]
    [InlineData(502, "", FieldCryptError.BackendUnavailable, true)]
    [InlineData(503, "Vault is sealed", FieldCryptError.BackendUnavailable, true)]
    public async Task Wire_error_is_one_typed_error(int status, string words, FieldCryptError expected, bool transient)
    {
        using DataKey made = await _test.Backend.GenerateDataKeyAsync(EncryptionContext.Empty, default);
        _test.Server.Fault = TransitServer.Error(status, words);

        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(async () => await _test.Backend.UnwrapKeyAsync(made.Wrapped, EncryptionContext.Empty, default));

        failure.Error.ShouldBe(expected, failure.Message);
        failure.IsTransient.ShouldBe(transient);
        failure.Message.ShouldContain(words);
    }

    [Theory]
    [InlineData("transit/keys/../../sys/seal")]
    [InlineData("transit/keys/..")]
    [InlineData("transit/keys/a/b")]
    [InlineData("secret/keys/cards")]
    [InlineData("transit/keys/")]
    [InlineData("transit/keys/cards?x=1")]
    public async Task Stored_key_id_leads_to_no_other_path_of_the_server(string keyId)
    {
        using DataKey made = await _test.Backend.GenerateDataKeyAsync(EncryptionContext.Empty, default);
        int calls = _test.Server.Calls.Values.Sum();

        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(async () => await _test.Backend.UnwrapKeyAsync(made.Wrapped with { KeyId = keyId }, EncryptionContext.Empty, default));

        failure.Error.ShouldBe(FieldCryptError.KeyNotTrusted);
        _test.Server.Calls.Values.Sum().ShouldBe(calls);
    }

    [Theory]
    [InlineData("vault:v1:AAAA", "v1")]
    [InlineData("vault:v23:AA==", "v23")]
    [InlineData("vault:v0:AAAA", null)]
    [InlineData("vault:v01:AAAA", null)]
    [InlineData("vault:v+1:AAAA", null)]
    [InlineData("vault:v:AAAA", null)]
    [InlineData("vault:v1:AB==", null)] // stray bits
    [InlineData("vault:v1:AA AA", null)]
    [InlineData("vault:v1:AAAA:x", null)]
    [InlineData("Vault:v1:AAAA", null)]
    public void Ciphertext_is_taken_only_as_transit_writes_it(string text, string? version) => TransitCiphertext.VersionOf(text).ShouldBe(version);

    [Fact]
    public async Task Namespace_is_sent_and_the_version_is_recorded()
    {
        using DataKey made = await _test.Backend.GenerateDataKeyAsync(EncryptionContext.Empty, default);

        _test.Server.LastNamespace.ShouldBe("payments");
        made.Wrapped.KeyVersion.ShouldBe("v1");
        made.Wrapped.KeyId.ShouldBe("transit/keys/cards");
        (await _test.Backend.DescribeKeyAsync(default)).KeyVersion.ShouldBe("v1");
    }

    [Fact]
    public async Task Answer_that_is_no_json_of_transit_is_unavailable()
    {
        _test.Server.Fault = new HttpFault(200, "<html>login</html>");

        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(async () => await _test.Backend.GenerateDataKeyAsync(EncryptionContext.Empty, default));

        failure.Error.ShouldBe(FieldCryptError.BackendUnavailable);
    }

    [Fact]
    public async Task Nobody_listening_is_unavailable()
    {
        using var backend = new VaultTransitBackend(new VaultTransitOptions { Address = new Uri($"http://127.0.0.1:{LoopbackPort.Next()}"), KeyName = "cards", Token = static _ => new("t") });

        (await Should.ThrowAsync<FieldCryptException>(async () => await backend.DescribeKeyAsync(default))).Error.ShouldBe(FieldCryptError.BackendUnavailable);
    }

    [Fact]
    public void Clear_text_http_to_another_host_is_refused()
        => Should.Throw<FieldCryptException>(static () => new VaultTransitBackend(new VaultTransitOptions { Address = new Uri("http://vault.example/"), KeyName = "cards" }))
            .Error.ShouldBe(FieldCryptError.NotConfigured);
}
