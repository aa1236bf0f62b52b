using Amazon.KeyManagementService;
using Amazon.Runtime;
using FieldCrypt.Aws;

namespace FieldCrypt.Backends.Tests;

/// <summary>Each error of the KMS API reference, on the wire, is one error of FieldCrypt that says whether to retry.</summary>
public sealed class AwsKmsErrorTests(MotoServer moto) : IAsyncLifetime
{
    private AwsKmsUnderTest _test = null!;

    public async ValueTask InitializeAsync() => _test = await AwsKmsUnderTest.StartAsync(moto);

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Theory]
    [InlineData("NotFoundException", "Alias is not found.", 400, FieldCryptError.KeyNotFound, false)]
    [InlineData("DisabledException", "key is disabled.", 400, FieldCryptError.KeyDisabled, false)]
    [InlineData("KMSInvalidStateException", "key is pending deletion.", 400, FieldCryptError.KeyPendingDeletion, false)]
    [InlineData("KMSInvalidStateException", "key is pending import.", 400, FieldCryptError.KeyDisabled, false)]
    [InlineData("KMSInvalidStateException", "key is unavailable.", 400, FieldCryptError.BackendUnavailable, true)]
    [InlineData("InvalidCiphertextException", "", 400, FieldCryptError.AuthenticationFailed, false)]
    [InlineData("IncorrectKeyException", "", 400, FieldCryptError.AuthenticationFailed, false)]
    [InlineData("ValidationException", "ciphertextBlob too long", 400, FieldCryptError.AuthenticationFailed, false)]
    [InlineData("InvalidKeyUsageException", "", 400, FieldCryptError.InvalidArgument, false)]
    [InlineData("InvalidGrantTokenException", "", 400, FieldCryptError.AccessDenied, false)]
    [InlineData("AccessDeniedException", "User is not authorized to perform kms:Decrypt", 400, FieldCryptError.AccessDenied, false)]
    [InlineData("UnrecognizedClientException", "The security token is invalid", 400, FieldCryptError.AccessDenied, false)]
    [InlineData("ExpiredTokenException", "The security token is expired", 400, FieldCryptError.AccessDenied, false)]
    [InlineData("ThrottlingException", "Rate exceeded", 400, FieldCryptError.BackendThrottled, true)]
    [InlineData("TooManyRequestsException", "", 429, FieldCryptError.BackendThrottled, true)]
    [InlineData("KMSInternalException", "", 500, FieldCryptError.BackendUnavailable, true)]
    [InlineData("KeyUnavailableException", "", 500, FieldCryptError.BackendUnavailable, true)]
    [InlineData("DependencyTimeoutException", "", 503, FieldCryptError.BackendTimeout, true)]
    [InlineData("ServiceUnavailable", "", 503, FieldCryptError.BackendUnavailable, true)]
    [InlineData("SomethingNew", "", 502, FieldCryptError.BackendUnavailable, true)]
    public async Task Wire_error_is_one_typed_error(string type, string message, int status, FieldCryptError expected, bool transient)
    {
        using DataKey made = await _test.Backend.GenerateDataKeyAsync(EncryptionContext.Empty, default);
        _test.Front.Fault = KmsFront.Error(type, message, status);

        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(async () => await _test.Backend.UnwrapKeyAsync(made.Wrapped, EncryptionContext.Empty, default));

        failure.Error.ShouldBe(expected, failure.ToString());
        failure.IsTransient.ShouldBe(transient);
        failure.KeyId.ShouldBe(_test.Key.Arn);
        failure.Message.ShouldContain("Decrypt");
    }

    [Theory]
    [InlineData("AccessDeniedException", 400, FieldCryptError.AccessDenied, false)]
    [InlineData("InvalidCiphertextException", 400, FieldCryptError.AuthenticationFailed, false)]
    [InlineData("ValidationException", 400, FieldCryptError.AuthenticationFailed, false)]
    [InlineData("ThrottlingException", 400, FieldCryptError.BackendThrottled, true)]
    [InlineData("KMSInternalException", 500, FieldCryptError.BackendUnavailable, true)]
    public async Task Rewrap_fails_with_the_same_typed_errors(string type, int status, FieldCryptError expected, bool transient)
    {
        using DataKey made = await _test.Backend.GenerateDataKeyAsync(EncryptionContext.Empty, default);
        _test.Front.Fault = KmsFront.Error(type, "", status);

        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(async () => await _test.Kms.RewrapKeyAsync(made.Wrapped, EncryptionContext.Empty));

        (failure.Error, failure.IsTransient).ShouldBe((expected, transient), failure.ToString());
        failure.Message.ShouldContain("ReEncrypt");
    }

    [Fact]
    public async Task Nobody_listening_is_unavailable_and_transient()
    {
        using AmazonKeyManagementServiceClient client = AwsKmsUnderTest.NewClient($"http://127.0.0.1:{LoopbackPort.Next()}");
        using var backend = new AwsKmsBackend(new AwsKmsOptions { KeyId = "alias/cards", Client = client });

        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(async () => await backend.GenerateDataKeyAsync(EncryptionContext.Empty, default));

        failure.Error.ShouldBe(FieldCryptError.BackendUnavailable, failure.ToString());
        failure.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task Sdk_timeout_is_a_timeout()
    {
        using var client = new AmazonKeyManagementServiceClient(new BasicAWSCredentials("test", "test"),
            new AmazonKeyManagementServiceConfig { ServiceURL = _test.Front.Url, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0, Timeout = TimeSpan.FromMilliseconds(200) });
        using var backend = new AwsKmsBackend(new AwsKmsOptions { KeyId = _test.Alias, Client = client });
        _test.Front.Stall();

        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(async () => await backend.GenerateDataKeyAsync(EncryptionContext.Empty, default));

        failure.Error.ShouldBe(FieldCryptError.BackendTimeout, failure.ToString());
    }

    [Fact]
    public async Task Messages_and_inner_exceptions_hold_no_key_bytes()
    {
        using KeyMaterial key = KeyMaterial.Random(32);
        _test.Front.Fault = KmsFront.Error("AccessDeniedException", "no");

        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(async () => await _test.Backend.WrapKeyAsync(key, EncryptionContext.Empty, default));

        failure.ToString().ShouldNotContain(Convert.ToBase64String(key.Span));
        failure.ToString().ShouldNotContain(Convert.ToHexString(key.Span), Case.Insensitive);
    }

    [Fact]
    public void Empty_key_id_is_refused_at_once()
        => Should.Throw<FieldCryptException>(static () => new AwsKmsBackend(new AwsKmsOptions())).Error.ShouldBe(FieldCryptError.NotConfigured);
}
