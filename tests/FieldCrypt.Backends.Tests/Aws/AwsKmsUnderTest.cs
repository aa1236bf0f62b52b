using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using FieldCrypt.Aws;

namespace FieldCrypt.Backends.Tests;

/// <summary>A fresh KMS key and alias in moto, behind <see cref="KmsFront"/>.</summary>
internal sealed class AwsKmsUnderTest : BackendUnderTest
{
    private readonly AwsKmsBackend _backend;
    private readonly AwsKmsBackend _unknown;

    private AwsKmsUnderTest(KmsFront front, IAmazonKeyManagementService client, string alias, KeyMetadata key)
    {
        Front = front;
        Client = client;
        Alias = alias;
        Key = key;
        _backend = new AwsKmsBackend(new AwsKmsOptions { KeyId = alias, Client = client });
        _unknown = new AwsKmsBackend(new AwsKmsOptions { KeyId = "alias/none-such", Client = client });
    }

    public KmsFront Front { get; }

    public IAmazonKeyManagementService Client { get; }

    public string Alias { get; }

    public KeyMetadata Key { get; }

    public AwsKmsBackend Kms => _backend;

    public override IKeyBackend Backend => _backend;

    public override IKeyBackend UnderUnknownKey => _unknown;

    public override string UnknownKeyId => "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000";

    // A changed key id inside the blob: KMS does not tell whether such a key exists.
    public override IReadOnlyList<FieldCryptError> TamperErrors => [FieldCryptError.AuthenticationFailed, FieldCryptError.AccessDenied];

    public override bool TellsVersion => false;

    public override Task CallWaits => Front.CallWaits.Task;

    public static async Task<AwsKmsUnderTest> StartAsync(MotoServer moto)
    {
        var front = new KmsFront(moto.Url);
        AmazonKeyManagementServiceClient client = NewClient(front.Url);
        CreateKeyResponse created = await client.CreateKeyAsync(new CreateKeyRequest());
        string alias = $"alias/fieldcrypt-{Guid.NewGuid():N}";
        await client.CreateAliasAsync(new CreateAliasRequest { AliasName = alias, TargetKeyId = created.KeyMetadata.KeyId });
        return new AwsKmsUnderTest(front, client, alias, created.KeyMetadata);
    }

    public static AmazonKeyManagementServiceClient NewClient(string url) => new(
        new BasicAWSCredentials("test", "test"),
        new AmazonKeyManagementServiceConfig { ServiceURL = url, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });

    public override IEnumerable<string> Requests => Front.Requests;

    public override async Task<IKeyBackend> UnderOtherKeyAsync()
    {
        CreateKeyResponse created = await Client.CreateKeyAsync(new CreateKeyRequest());
        return Under(created.KeyMetadata.Arn);
    }

    public override IKeyBackend Trusting(string keyId) => Under(Alias, keyId);

    /// <summary>A backend of the same KMS.</summary>
    public AwsKmsBackend Under(string keyId, params string[] additional)
    {
        var options = new AwsKmsOptions { KeyId = keyId, Client = Client };
        foreach (string key in additional)
            options.AdditionalKeys.Add(key);
        return new AwsKmsBackend(options);
    }

    public override Task RotateAsync() => Client.RotateKeyOnDemandAsync(new RotateKeyOnDemandRequest { KeyId = Key.KeyId });

    public override Task DisableAsync() => Client.DisableKeyAsync(new DisableKeyRequest { KeyId = Key.KeyId });

    public override Task EnableAsync() => Client.EnableKeyAsync(new EnableKeyRequest { KeyId = Key.KeyId });

    public override void Stall() => Front.Stall();

    public override void Resume() => Front.Resume();

    public override async ValueTask DisposeAsync()
    {
        _backend.Dispose();
        _unknown.Dispose();
        Client.Dispose();
        await Front.DisposeAsync();
    }
}
