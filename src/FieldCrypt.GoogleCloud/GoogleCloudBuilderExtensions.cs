using FieldCrypt;
using FieldCrypt.GoogleCloud;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Sets up Google Cloud KMS as a key backend.</summary>
public static class GoogleCloudBuilderExtensions
{
    /// <summary>Adds Google Cloud KMS.</summary>
    /// <param name="keys">What AddFieldCrypt configures.</param>
    /// <param name="keyName">The key: <c>projects/P/locations/L/keyRings/R/cryptoKeys/K</c>.</param>
    /// <param name="configure">Sets at least <see cref="GoogleCloudKmsOptions.AccessToken"/>.</param>
    public static FieldCryptBuilder UseGoogleCloudKms(this FieldCryptBuilder keys, string keyName, Action<GoogleCloudKmsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new GoogleCloudKmsOptions { KeyName = keyName };
        configure(options);
        return keys.UseRemoteBackend(() => new GoogleCloudKmsBackend(options), options.Resilience);
    }
}
