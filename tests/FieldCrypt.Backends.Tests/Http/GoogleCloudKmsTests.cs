using System.Text;
using FieldCrypt.GoogleCloud;

namespace FieldCrypt.Backends.Tests;

internal sealed class GoogleCloudKmsUnderTest : BackendUnderTest
{
    private readonly GoogleCloudKmsBackend _backend;
    private readonly GoogleCloudKmsBackend _unknown;
    private readonly GoogleCloudKmsBackend _other;
    private GoogleCloudKmsBackend? _trusting;

    public GoogleCloudKmsUnderTest()
    {
        _backend = New(GoogleKmsServer.KeyName);
        _unknown = New(UnknownKeyId);
        _other = New(GoogleKmsServer.OtherKeyName);
    }

    public GoogleKmsServer Server { get; } = new();

    public override IKeyBackend Backend => _backend;

    public override IKeyBackend UnderUnknownKey => _unknown;

    public override string UnknownKeyId => "projects/shop/locations/global/keyRings/cards/cryptoKeys/none-such";

    public override Task CallWaits => Server.CallWaits.Task;

    public override IEnumerable<string> Requests => Server.Requests;

    public override Task<IKeyBackend> UnderOtherKeyAsync() => Task.FromResult<IKeyBackend>(_other);

    public override IKeyBackend Trusting(string keyId) => _trusting = New(GoogleKmsServer.KeyName, keyId);

    public override Task RotateAsync()
    {
        Server.Key.Rotate();
        return Task.CompletedTask;
    }

    public override Task DisableAsync()
    {
        Server.Key.States[1] = "DISABLED";
        return Task.CompletedTask;
    }

    public override Task EnableAsync()
    {
        Server.Key.States.Clear();
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

    private GoogleCloudKmsBackend New(string key, params string[] additional)
    {
        var options = new GoogleCloudKmsOptions
        {
            Address = new Uri(Server.Url),
            KeyName = key,
            AccessToken = static _ => new(GoogleKmsServer.AccessToken),
        };
        foreach (string keyId in additional)
            options.AdditionalKeys.Add(keyId);
        return new GoogleCloudKmsBackend(options);
    }
}

public sealed class GoogleCloudKmsConformanceTests : KeyBackendConformance
{
    protected override ValueTask<BackendUnderTest> StartAsync() => new(new GoogleCloudKmsUnderTest());
}

public sealed class GoogleCloudKmsTests : IAsyncLifetime
{
    private readonly GoogleCloudKmsUnderTest _test = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Theory]
    [InlineData(400, "FAILED_PRECONDITION", "current state is: DISABLED.", FieldCryptError.KeyDisabled, false)]
    [InlineData(400, "FAILED_PRECONDITION", "current state is: DESTROY_SCHEDULED.", FieldCryptError.KeyPendingDeletion, false)]
    [InlineData(400, "FAILED_PRECONDITION", "current state is: DESTROYED.", FieldCryptError.KeyDestroyed, false)]
    [InlineData(400, "INVALID_ARGUMENT", "Decryption failed", FieldCryptError.AuthenticationFailed, false)]
    [InlineData(401, "UNAUTHENTICATED", "invalid credentials", FieldCryptError.AccessDenied, false)]
    [InlineData(403, "PERMISSION_DENIED", "denied on resource", FieldCryptError.AccessDenied, false)]
    [InlineData(404, "NOT_FOUND", "not found", FieldCryptError.KeyNotFound, false)]
    [InlineData(429, "RESOURCE_EXHAUSTED", "Quota exceeded", FieldCryptError.BackendThrottled, true)]
    [InlineData(500, "INTERNAL", "", FieldCryptError.BackendUnavailable, true)]
    [InlineData(503, "UNAVAILABLE", "", FieldCryptError.BackendUnavailable, true)]
    [InlineData(504, "DEADLINE_EXCEEDED", "", FieldCryptError.BackendTimeout, true)]
    public async Task Wire_error_is_one_typed_error(int code, string status, string message, FieldCryptError expected, bool transient)
    {
        using DataKey made = await _test.Backend.GenerateDataKeyAsync(EncryptionContext.Empty, default);
        _test.Server.Fault = GoogleKmsServer.Error(code, status, message);

        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(async () => await _test.Backend.UnwrapKeyAsync(made.Wrapped, EncryptionContext.Empty, default));

        failure.Error.ShouldBe(expected, failure.Message);
        failure.IsTransient.ShouldBe(transient);
    }

    [Fact]
    public async Task Bytes_damaged_in_transit_are_transient_and_never_a_key()
    {
        using KeyMaterial key = KeyMaterial.Random(32);
        using DataKey made = await _test.Backend.GenerateDataKeyAsync(EncryptionContext.Empty, default);
        _test.Server.DamagesAnswers = true;

        foreach (Func<Task> call in (Func<Task>[])[
            async () => await _test.Backend.WrapKeyAsync(key, EncryptionContext.Empty, default),
            async () => await _test.Backend.UnwrapKeyAsync(made.Wrapped, EncryptionContext.Empty, default)])
        {
            FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(call);
            failure.Error.ShouldBe(FieldCryptError.BackendUnavailable);
            failure.Message.ShouldContain("CRC-32C");
        }
    }

    [Theory]
    [InlineData("projects/shop/locations/global/keyRings/cards/cryptoKeys/..")]
    [InlineData("projects/shop/locations/global/keyRings/cards/cryptoKeys/k/cryptoKeyVersions/1")]
    [InlineData("../v1beta/projects")]
    [InlineData("projects/shop/locations/global/keyRings/cards/cryptoKeys/k?alt=media")]
    public async Task Stored_key_id_leads_to_no_other_path_of_the_service(string keyId)
    {
        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(async () =>
            await _test.Backend.UnwrapKeyAsync(new WrappedKey("gcp-kms", keyId, "1", [1]), EncryptionContext.Empty, default));

        failure.Error.ShouldBe(FieldCryptError.KeyNotTrusted);
        _test.Server.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Version_and_time_of_making_are_told()
    {
        using DataKey made = await _test.Backend.GenerateDataKeyAsync(EncryptionContext.Empty, default);
        KeyDescription description = await _test.Backend.DescribeKeyAsync(default);

        made.Wrapped.KeyVersion.ShouldBe("1");
        description.KeyVersion.ShouldBe("1");
        description.CreatedAt.ShouldBe(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("", 0u)]
    [InlineData("123456789", 0xE3069283u)] // the check value of CRC-32C (RFC 3720, appendix B.4 uses the same polynomial)
    public void Crc_32c_is_castagnoli_s(string text, uint expected) => Crc32C.Of(Encoding.ASCII.GetBytes(text)).ShouldBe(expected);
}
