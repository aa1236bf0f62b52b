using Amazon.KeyManagementService;
using Amazon.Runtime;
using FieldCrypt.RemoteKeys;

namespace FieldCrypt.Aws;

/// <summary>The one place that makes a KMS client from settings.</summary>
internal static class AwsKmsClients
{
    /// <summary>What the SDK's standard mode does: three attempts.</summary>
    public const int StandardRetries = 2;

    /// <summary>The client that the options give, or a new one; refused where it would send keys in clear to another machine.</summary>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.NotConfigured"/>.</exception>
    public static IAmazonKeyManagementService Get(AwsKmsOptions options, int retries = 0)
    {
        IAmazonKeyManagementService client = options.Client ?? Create(options, retries);
        try
        {
            if (EndpointOf(client.Config) is { } endpoint)
                KeyServiceAddress.Demand("AWS KMS", endpoint);
            FieldCryptException.ThrowUnlessValid(!client.Config.UseHttp || client.Config.ServiceURL is not null, "AwsKmsOptions.ConfigureClient", "without UseHttp: keys travel over TLS only");
            return client;
        }
        catch
        {
            if (options.Client is null)
                client.Dispose();
            throw;
        }
    }

    private static Uri? EndpointOf(IClientConfig config) => config.ServiceURL is { Length: > 0 } url && Uri.TryCreate(url, UriKind.Absolute, out Uri? endpoint) ? endpoint : null;

    private static IAmazonKeyManagementService Create(AwsKmsOptions options, int retries)
    {
        // A redirect would carry a key to be wrapped elsewhere.
        var config = new AmazonKeyManagementServiceConfig { MaxErrorRetry = retries, RetryMode = RequestRetryMode.Standard, AllowAutoRedirect = false };
        options.ConfigureClient?.Invoke(config);
        config.SetWebProxy(new ProxyPastThisMachine(config.GetWebProxy() ?? HttpClient.DefaultProxy));
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
