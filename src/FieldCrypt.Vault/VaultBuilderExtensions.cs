using FieldCrypt;
using FieldCrypt.Http;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Sets up key services spoken to over HTTPS as key backends.</summary>
public static class KeyServiceBuilderExtensions
{
    /// <summary>Adds the Transit engine of HashiCorp Vault or OpenBao.</summary>
    /// <param name="keys">What AddFieldCrypt configures.</param>
    /// <param name="keyName">The Transit key.</param>
    /// <param name="configure">Changes the settings; address and token come from VAULT_ADDR and VAULT_TOKEN otherwise.</param>
    public static FieldCryptBuilder UseVaultTransit(this FieldCryptBuilder keys, string keyName, Action<VaultTransitOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var options = new VaultTransitOptions { KeyName = keyName };
        configure?.Invoke(options);
        return keys.Use(() => new VaultTransitBackend(options), options.Resilience);
    }

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
        return keys.Use(() => new GoogleCloudKmsBackend(options), options.Resilience);
    }

    private static FieldCryptBuilder Use<T>(this FieldCryptBuilder keys, Func<T> make, KeyBackendResilience resilience)
        where T : class, IKeyBackend
    {
        // A keyed singleton: the service provider disposes it after the key ring that uses it.
        object serviceKey = new();
        keys.Services.AddKeyedSingleton(serviceKey, (_, _) => make());
        return keys.UseRemoteBackend(services => services.GetRequiredKeyedService<T>(serviceKey), resilience);
    }
}
