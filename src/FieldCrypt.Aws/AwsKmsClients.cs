using Amazon.KeyManagementService;
using Amazon.Runtime;

namespace FieldCrypt.Aws;

/// <summary>The one place that makes a KMS client from settings.</summary>
internal static class AwsKmsClients
{
    /// <summary>What the SDK's standard mode does: three attempts.</summary>
    public const int StandardRetries = 2;

    public static IAmazonKeyManagementService Create(AwsKmsOptions options, int retries = 0)
    {
        var config = new AmazonKeyManagementServiceConfig { MaxErrorRetry = retries, RetryMode = RequestRetryMode.Standard };
        options.ConfigureClient?.Invoke(config);
        try
        {
            return options.Credentials is { } credentials
                ? new AmazonKeyManagementServiceClient(credentials, config)
                : new AmazonKeyManagementServiceClient(config);
        }
        catch (AmazonClientException exception)
        {
            throw new FieldCryptException(FieldCryptError.NotConfigured,
                $"No AWS KMS client could be made for key {options.KeyId}: no Region, endpoint or credentials were found. Set AWS_REGION, a profile, or AwsKmsOptions.ConfigureClient and Credentials.", exception)
            { KeyId = options.KeyId };
        }
    }
}
