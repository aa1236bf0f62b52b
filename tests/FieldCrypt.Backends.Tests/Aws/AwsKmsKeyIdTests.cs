using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using FieldCrypt.Aws;

namespace FieldCrypt.Backends.Tests;

/// <summary>Whatever names the KMS key, the wrapped key names it by its ARN, and opens.</summary>
public sealed class AwsKmsKeyIdTests(MotoServer moto) : IAsyncLifetime
{
    private static readonly EncryptionContext s_context = EncryptionContext.Parse("Department=finance");
    private AwsKmsUnderTest _test = null!;

    public async ValueTask InitializeAsync() => _test = await AwsKmsUnderTest.StartAsync(moto);

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Theory]
    [InlineData("id")]
    [InlineData("ARN")]
    [InlineData("alias")]
    [InlineData("alias ARN")]
    public async Task Key_is_named_by_id_arn_alias_or_alias_arn(string form)
    {
        string keyId = form switch
        {
            "id" => _test.Key.KeyId,
            "ARN" => _test.Key.Arn,
            "alias" => _test.Alias,
            _ => $"arn:aws:kms:us-east-1:123456789012:{_test.Alias}",
        };
        using var backend = new AwsKmsBackend(new AwsKmsOptions { KeyId = keyId, Client = _test.Client });

        using DataKey made = await backend.GenerateDataKeyAsync(s_context, default);
        using KeyMaterial opened = await backend.UnwrapKeyAsync(made.Wrapped, s_context, default);
        WrappedKey rewrapped = await backend.RewrapKeyAsync(made.Wrapped, s_context);

        opened.Span.ToArray().ShouldBe(made.Plaintext.Span.ToArray());
        made.Wrapped.KeyId.ShouldBe(_test.Key.Arn);
        rewrapped.KeyId.ShouldBe(_test.Key.Arn);
        (await backend.DescribeKeyAsync(default)).KeyId.ShouldBe(_test.Key.Arn);
    }

    // What moto wraps by a multi-Region key it cannot open, in no Region: its ids are 4 characters longer than its blobs
    // have room for. That a call to the other Region names the replica is AwsKmsRequestTests' and AwsKeyArnTests'.
    [Fact]
    public async Task Multi_region_key_wraps_and_is_described_under_its_own_arn_in_each_region()
    {
        using AmazonKeyManagementServiceClient east = AwsKmsUnderTest.NewClient(moto.Url);
        using AmazonKeyManagementServiceClient west = new(new BasicAWSCredentials("test", "test"),
            new AmazonKeyManagementServiceConfig { ServiceURL = moto.Url, AuthenticationRegion = "eu-west-1", MaxErrorRetry = 0 });
        KeyMetadata primary = (await east.CreateKeyAsync(new CreateKeyRequest { MultiRegion = true })).KeyMetadata;
        primary.KeyId.ShouldStartWith("mrk-");
        await east.ReplicateKeyAsync(new ReplicateKeyRequest { KeyId = primary.KeyId, ReplicaRegion = "eu-west-1" });
        using var here = new AwsKmsBackend(new AwsKmsOptions { KeyId = primary.Arn, Client = east });
        using var there = new AwsKmsBackend(new AwsKmsOptions { KeyId = primary.KeyId, Client = west });

        using DataKey made = await here.GenerateDataKeyAsync(s_context, default);
        KeyDescription replica = await there.DescribeKeyAsync(default);
        using DataKey madeThere = await there.GenerateDataKeyAsync(s_context, default);

        made.Wrapped.KeyId.ShouldBe(primary.Arn);
        replica.KeyId.ShouldBe(primary.Arn.Replace("us-east-1", "eu-west-1", StringComparison.Ordinal));
        madeThere.Wrapped.KeyId.ShouldBe(replica.KeyId);
    }
}
