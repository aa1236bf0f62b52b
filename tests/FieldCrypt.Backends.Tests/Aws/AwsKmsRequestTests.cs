using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using FieldCrypt.Aws;

namespace FieldCrypt.Backends.Tests;

/// <summary>What goes into a call of the SDK, and what happens to the key bytes that come out.</summary>
public sealed class AwsKmsRequestTests
{
    private const string Primary = "arn:aws:kms:us-east-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab";
    private static readonly EncryptionContext s_context = EncryptionContext.Parse("Department=finance");

    [Fact]
    public async Task Decrypt_names_the_replica_in_the_client_s_own_region_and_sends_context_and_grant_tokens()
    {
        DecryptRequest? sent = null;
        IAmazonKeyManagementService client = KmsClientStub.Create("eu-west-1", request =>
        {
            sent = (DecryptRequest)request;
            return new DecryptResponse { Plaintext = new MemoryStream(new byte[32]) };
        });
        var backend = new AwsKmsBackend(new AwsKmsOptions { KeyId = "alias/cards", Client = client, GrantTokens = { "grant-token" } });

        using KeyMaterial key = await backend.UnwrapKeyAsync(new WrappedKey("aws-kms", Primary, "", [1, 2, 3]), s_context, default);

        sent!.KeyId.ShouldBe("arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab");
        sent.EncryptionContext.ShouldBe(new Dictionary<string, string> { ["Department"] = "finance" });
        sent.GrantTokens.ShouldBe(["grant-token"]);
    }

    [Theory]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:alias/cards", "", true)]
    [InlineData("arn:aws:kms:eu-west-1:999999999999:alias/cards", "", false)]
    [InlineData("alias/cards", "", true)]
    [InlineData("alias/cards", "111122223333", true)]
    [InlineData("alias/cards", "999999999999", false)]
    public async Task Wrapped_key_is_opened_under_keys_of_trusted_accounts_only(string keyId, string trusted, bool opens)
    {
        int calls = 0;
        IAmazonKeyManagementService client = KmsClientStub.Create("eu-west-1", _ =>
        {
            calls++;
            return new DecryptResponse { Plaintext = new MemoryStream(new byte[32]) };
        });
        var options = new AwsKmsOptions { KeyId = keyId, Client = client };
        if (trusted.Length > 0)
            options.TrustedAccounts.Add(trusted);
        var backend = new AwsKmsBackend(options);
        var wrapped = new WrappedKey("aws-kms", Primary, "", [1]);

        if (opens)
            (await backend.UnwrapKeyAsync(wrapped, s_context, default)).Dispose();
        else
            (await Should.ThrowAsync<FieldCryptException>(async () => await backend.UnwrapKeyAsync(wrapped, s_context, default))).Error.ShouldBe(FieldCryptError.KeyNotFound);
        calls.ShouldBe(opens ? 1 : 0);
    }

    [Fact]
    public async Task Buffer_of_the_sdk_is_zeroed_once_its_key_is_taken()
    {
        byte[] buffer = [.. Enumerable.Range(1, 32).Select(static i => (byte)i)];
        IAmazonKeyManagementService client = KmsClientStub.Create("eu-west-1", _ => new GenerateDataKeyResponse
        {
            Plaintext = new MemoryStream(buffer),
            CiphertextBlob = new MemoryStream([9]),
            KeyId = Primary,
        });
        var backend = new AwsKmsBackend(new AwsKmsOptions { KeyId = "alias/cards", Client = client });

        using DataKey made = await backend.GenerateDataKeyAsync(s_context, default);

        made.Plaintext.Span.ToArray().ShouldBe(Enumerable.Range(1, 32).Select(static i => (byte)i));
        buffer.ShouldAllBe(static value => value == 0);
    }

    [Fact]
    public async Task Copy_of_a_key_sent_to_be_wrapped_is_zeroed_after_the_call()
    {
        MemoryStream? sent = null;
        byte[]? seen = null;
        IAmazonKeyManagementService client = KmsClientStub.Create("eu-west-1", request =>
        {
            sent = ((EncryptRequest)request).Plaintext;
            seen = sent.ToArray();
            return new EncryptResponse { CiphertextBlob = new MemoryStream([9]), KeyId = Primary };
        });
        var backend = new AwsKmsBackend(new AwsKmsOptions { KeyId = "alias/cards", Client = client });
        using KeyMaterial key = KeyMaterial.Random(32);

        await backend.WrapKeyAsync(key, s_context, default);

        seen.ShouldBe(key.Span.ToArray());
        sent!.ToArray().ShouldAllBe(static value => value == 0);
    }
}
