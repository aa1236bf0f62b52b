using FieldCrypt;
using FieldCrypt.Aws;
using Microsoft.Extensions.DependencyInjection;

namespace CardVault.Keys;

/// <summary>AWS KMS; Region, endpoint and credentials are found by the AWS SDK, as in any AWS program.</summary>
internal sealed class AwsVaultKeys(CardVaultOptions options) : VaultKeys
{
    public override string Description => $"AWS KMS {options.AwsKey}, branch keys in {options.KeyStore}";

    public override void SetUp(FieldCryptBuilder keys) => keys.UseAwsKms(options.AwsKey, Configure).UseEmbeddedBranchKeyStore(options.KeyStore);

    public override async Task CreateKeyAsync(CancellationToken cancellationToken)
    {
        using var backend = new AwsKmsBackend(Options());
        try
        {
            await backend.DescribeKeyAsync(cancellationToken);
        }
        catch (FieldCryptException exception) when (exception.Error == FieldCryptError.KeyNotFound)
        {
            using var administration = new AwsKmsAdministration(Options());
            await administration.CreateKeyAsync("CardVault", cancellationToken: cancellationToken);
        }
    }

    public override async Task RotateAsync(KeyRing keyRing, CancellationToken cancellationToken)
    {
        using var administration = new AwsKmsAdministration(Options());
        await administration.RotateNowAsync(cancellationToken);
    }

    private AwsKmsOptions Options()
    {
        var aws = new AwsKmsOptions { KeyId = options.AwsKey };
        Configure(aws);
        return aws;
    }

    private void Configure(AwsKmsOptions aws)
    {
        if (options.AwsEndpoint is not null)
            aws.ConfigureClient = client => client.ServiceURL = options.AwsEndpoint;
    }
}
