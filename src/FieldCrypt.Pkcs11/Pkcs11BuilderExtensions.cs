using FieldCrypt;
using FieldCrypt.Pkcs11;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Sets up a PKCS#11 token as a key backend.</summary>
public static class Pkcs11BuilderExtensions
{
    /// <summary>Adds a PKCS#11 token, such as a hardware security module.</summary>
    /// <param name="keys">What AddFieldCrypt configures.</param>
    /// <param name="configure">Sets at least module, token and key label.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.NotConfigured"/>: an option is missing or out of range.</exception>
    public static FieldCryptBuilder UsePkcs11(this FieldCryptBuilder keys, Action<Pkcs11Options> configure)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new Pkcs11Options();
        configure(options);
        Pkcs11Options validated = options.Validated();
        return keys.UseRemoteBackend(() => new Pkcs11Backend(validated), validated.Resilience);
    }
}
