using System.Security.Cryptography;
using Azure.Core.Cryptography;

namespace FieldCrypt.Azure;

/// <summary>
/// Azure Key Vault or Managed HSM as a key backend, through the interface that the official client implements. Key
/// Vault's wrapping takes no authenticated data, so the encryption context is bound by <see cref="ContextBinding"/>.
/// Data keys are made here and wrapped there. Thread-safe.
/// </summary>
public sealed class AzureKeyVaultBackend : IKeyBackend
{
    /// <summary>The <see cref="WrappedKey.Provider"/> of this backend.</summary>
    public const string ProviderName = "azure-key-vault";

    private readonly AzureKeys _keys;
    private readonly TrustedKeys _trusted;
    private readonly string _algorithm;
    private readonly HashSet<string> _readAlgorithms;

    /// <summary>Makes a backend.</summary>
    /// <param name="options">The settings; copied.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.NotConfigured"/>: key id, resolver or algorithm is missing or malformed.</exception>
    public AzureKeyVaultBackend(AzureKeyVaultOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        KeyName = options.KeyId is { } uri && AzureKeyId.WithoutVersion(uri) is { } keyId ? keyId
            : throw NotConfigured("KeyId must be https://VAULT/keys/NAME");
        IKeyEncryptionKeyResolver resolver = options.Resolver ?? throw NotConfigured("Resolver is not set; take a KeyResolver of Azure.Security.KeyVault.Keys");
        FieldCryptException.ThrowUnlessValid(options.Algorithm is "RSA-OAEP-256" or "A256KW", "AzureKeyVaultOptions.Algorithm", "RSA-OAEP-256 or A256KW");
        FieldCryptException.ThrowUnlessValid(options.FormerAlgorithms.All(static name => name is "RSA-OAEP-256" or "A256KW"), "AzureKeyVaultOptions.FormerAlgorithms", "RSA-OAEP-256 or A256KW");
        FieldCryptException.ThrowUnlessValid(options.KeyLookupInterval >= TimeSpan.Zero, "AzureKeyVaultOptions.KeyLookupInterval", "zero or more");
        _trusted = new TrustedKeys(KeyName, options.AdditionalKeys.Select(static key => AzureKeyId.WithoutVersion(key) ?? throw NotConfigured("AdditionalKeys must be https://VAULT/keys/NAME")));
        _algorithm = options.Algorithm;
        _readAlgorithms = [.. options.FormerAlgorithms, options.Algorithm];
        _keys = new AzureKeys(resolver, options.KeyLookupInterval, options.TimeProvider);

        static FieldCryptException NotConfigured(string what) => new(FieldCryptError.NotConfigured, $"AzureKeyVaultOptions.{what}.");
    }

    /// <inheritdoc/>
    public string Provider => ProviderName;

    /// <summary>The key's identifier without version.</summary>
    public string KeyName { get; }

    /// <inheritdoc/>
    public ValueTask<DataKey> GenerateDataKeyAsync(EncryptionContext context, CancellationToken cancellationToken)
        => DataKey.GenerateAsync(this, context, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<WrappedKey> WrapKeyAsync(KeyMaterial key, EncryptionContext context, CancellationToken cancellationToken)
    {
        (byte[] payload, KeyMaterial bound) = (GC.AllocateUninitializedArray<byte>(key.Length + ContextBinding.DigestLength, pinned: true), ContextBinding.Bind(key, context));
        try
        {
            bound.Span.CopyTo(payload);
            return await CallAsync("WrapKey", KeyName, async kek =>
            {
                string version = AzureKeyId.VersionOf(kek.KeyId) ?? throw new FieldCryptException(FieldCryptError.NotConfigured,
                    $"The resolver gave \"{kek.KeyId}\" for key {KeyName}, without a version, so that it could not be told which version wraps. Use a resolver that looks the key up.")
                { KeyId = KeyName };
                byte[] ciphertext = await kek.WrapKeyAsync(_algorithm, payload, cancellationToken).ConfigureAwait(false);
                return new WrappedKey(ProviderName, KeyName, $"{version}/{_algorithm}", ciphertext);
            }, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(payload);
            bound.Dispose();
        }
    }

    /// <inheritdoc/>
    public KeyTrust Trusts(WrappedKey wrapped)
    {
        ArgumentNullException.ThrowIfNull(wrapped);
        return _trusted.Of(wrapped.KeyId);
    }

    /// <inheritdoc/>
    public async ValueTask<KeyMaterial> UnwrapKeyAsync(WrappedKey wrapped, EncryptionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wrapped);
        ArgumentNullException.ThrowIfNull(context);

        // The id comes from stored data: another host must not see a call with our credential.
        TrustedKeys.Demand(this, wrapped);
        if (wrapped.KeyVersion.Split('/') is not [var version, var algorithm] || !AzureKeyId.IsVersion(version) || !_readAlgorithms.Contains(algorithm))
            throw AzureKeyVaultErrors.NotAuthentic(wrapped.KeyId);
        return await CallAsync("UnwrapKey", $"{wrapped.KeyId}/{version}", async kek =>
        {
            byte[] payload = await kek.UnwrapKeyAsync(algorithm, wrapped.Ciphertext, cancellationToken).ConfigureAwait(false);
            try
            {
                return ContextBinding.TryOpen(payload, DataKey.Length, context) ?? throw AzureKeyVaultErrors.NotAuthentic(wrapped.KeyId);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(payload);
            }
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells the current version. The interface of keys tells no state, so the key is tried: it wraps a random key.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask<KeyDescription> DescribeKeyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using KeyMaterial probe = KeyMaterial.Random(DataKey.Length);
            WrappedKey wrapped = await WrapKeyAsync(probe, EncryptionContext.Empty, cancellationToken).ConfigureAwait(false);
            return new KeyDescription(ProviderName, KeyName, wrapped.KeyVersion.Split('/')[0], KeyState.Enabled, null);
        }
        catch (FieldCryptException exception) when (exception.Error == FieldCryptError.KeyDisabled)
        {
            return new KeyDescription(ProviderName, KeyName, "", KeyState.Disabled, null);
        }
    }

    private async ValueTask<T> CallAsync<T>(string operation, string keyId, Func<IKeyEncryptionKey, Task<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await call(await _keys.FindAsync(keyId, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception exception) when (AzureKeyVaultErrors.IsKnown(exception))
        {
            _keys.Forget(keyId);
            if (cancellationToken.IsCancellationRequested)
                throw new OperationCanceledException($"The call of Azure Key Vault {operation} for key {keyId} was cancelled.", exception, cancellationToken);
            throw AzureKeyVaultErrors.Translate(exception, operation, keyId);
        }
    }
}
