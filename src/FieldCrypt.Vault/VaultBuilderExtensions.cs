using FieldCrypt;
using FieldCrypt.Vault;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Sets up HashiCorp Vault or OpenBao as a key backend.</summary>
public static class VaultBuilderExtensions
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
        return keys.UseRemoteBackend(() => new VaultTransitBackend(options), options.Resilience);
    }
}
