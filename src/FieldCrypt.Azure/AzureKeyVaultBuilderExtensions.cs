using Azure.Core.Cryptography;
using FieldCrypt;
using FieldCrypt.Azure;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Sets up Azure Key Vault or Managed HSM as a key backend.</summary>
public static class AzureKeyVaultBuilderExtensions
{
    /// <summary>Adds a key of Azure Key Vault or Managed HSM.</summary>
    /// <param name="keys">What AddFieldCrypt configures.</param>
    /// <param name="keyId">The key's identifier without version, such as <c>https://my-vault.vault.azure.net/keys/cards-kek</c>.</param>
    /// <param name="resolver">Finds keys: <c>new KeyResolver(credential)</c> of Azure.Security.KeyVault.Keys.</param>
    /// <param name="configure">Changes the settings.</param>
    public static FieldCryptBuilder UseAzureKeyVault(this FieldCryptBuilder keys, Uri keyId, IKeyEncryptionKeyResolver resolver, Action<AzureKeyVaultOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var options = new AzureKeyVaultOptions { KeyId = keyId, Resolver = resolver };
        configure?.Invoke(options);
        return keys.UseRemoteBackend(_ => new AzureKeyVaultBackend(options), options.Resilience);
    }
}
