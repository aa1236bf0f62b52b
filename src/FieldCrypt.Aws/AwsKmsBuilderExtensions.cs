using Amazon.KeyManagementService;
using FieldCrypt;
using FieldCrypt.Aws;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Sets up AWS KMS as a key backend.</summary>
public static class AwsKmsBuilderExtensions
{
    /// <summary>
    /// Adds AWS KMS under one KMS key. Call it again, with another key or Region, to have every branch key wrapped under
    /// both, so that either opens it.
    /// </summary>
    /// <param name="keys">What AddFieldCrypt configures.</param>
    /// <param name="keyId">Key id, key ARN, alias name such as <c>alias/cards</c>, or alias ARN.</param>
    /// <param name="configure">Changes the settings.</param>
    public static FieldCryptBuilder UseAwsKms(this FieldCryptBuilder keys, string keyId, Action<AwsKmsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var options = new AwsKmsOptions { KeyId = keyId };
        configure?.Invoke(options);

        // A keyed singleton: the service provider disposes it after the key ring that uses it.
        object serviceKey = new();
        keys.Services.AddKeyedSingleton(serviceKey, (services, _) =>
        {
            options.Client ??= services.GetService<IAmazonKeyManagementService>();
            return new AwsKmsBackend(options);
        });
        return keys.UseRemoteBackend(services => services.GetRequiredKeyedService<AwsKmsBackend>(serviceKey), options.Resilience);
    }
}
