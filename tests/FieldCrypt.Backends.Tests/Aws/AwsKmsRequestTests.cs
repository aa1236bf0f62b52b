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
            if (request is DescribeKeyRequest)
                return new DescribeKeyResponse { KeyMetadata = new KeyMetadata { Arn = Primary.Replace("us-east-1", "eu-west-1", StringComparison.Ordinal), KeyState = Amazon.KeyManagementService.KeyState.Enabled } };
            sent = (DecryptRequest)request;
            return new DecryptResponse { Plaintext = new MemoryStream(new byte[32]) };
        });
        var backend = new AwsKmsBackend(new AwsKmsOptions { KeyId = "alias/cards", Client = client, GrantTokens = { "grant-token" } });

        using KeyMaterial key = await backend.UnwrapKeyAsync(new WrappedKey("aws-kms", Primary, "", [1, 2, 3]), s_context, default);

        sent!.KeyId.ShouldBe("arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab");
        sent.EncryptionContext.ShouldBe(new Dictionary<string, string> { ["Department"] = "finance" });
        sent.GrantTokens.ShouldBe(["grant-token"]);
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
