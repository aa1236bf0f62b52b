using Azure.Core.Cryptography;

namespace FieldCrypt.Azure;

/// <summary>The settings of <see cref="AzureKeyVaultBackend"/>.</summary>
public sealed class AzureKeyVaultOptions
{
    /// <summary>
    /// The key's identifier without version: <c>https://my-vault.vault.azure.net/keys/cards-kek</c>, or that of a Managed
    /// HSM. Its current version wraps; every version of it unwraps.
    /// </summary>
    public Uri? KeyId { get; set; }

    /// <summary>
    /// Finds keys by identifier: <c>new KeyResolver(credential)</c> of the package Azure.Security.KeyVault.Keys, whose
    /// options also say how calls are retried: none is best, as <see cref="Resilience"/> does it.
    /// </summary>
    public IKeyEncryptionKeyResolver? Resolver { get; set; }

    /// <summary>
    /// The wrapping algorithm: <c>RSA-OAEP-256</c> (any vault) or <c>A256KW</c> (AES key of a Managed HSM). Prefer the
    /// latter: an RSA public key wraps for anyone who has it.
    /// </summary>
    public string Algorithm { get; set; } = "RSA-OAEP-256";

    /// <summary>
    /// Algorithms beside <see cref="Algorithm"/> that earlier wrapped keys may be unwrapped by, after a change of it. Empty by
    /// default: whoever has an RSA public key can wrap, so what is stored must not choose.
    /// </summary>
    public IList<string> FormerAlgorithms { get; } = [];

    /// <summary>
    /// Other keys whose wrapped keys are opened, by identifier without version, such as the key used before
    /// <see cref="KeyId"/>. Stored data names keys; the credential goes only to these and to <see cref="KeyId"/>.
    /// </summary>
    public IList<Uri> AdditionalKeys { get; } = [];

    /// <summary>How long a key found is used before it is looked up again, so how long a rotation takes to be seen: 5 minutes.</summary>
    public TimeSpan KeyLookupInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Retries, attempt timeout and circuit breaker.</summary>
    public KeyBackendResilience Resilience { get; set; } = new();

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
