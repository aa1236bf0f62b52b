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

    private const int KeyLength = 32;

    private readonly AzureKeys _keys;
    private readonly string _algorithm;

    /// <summary>Makes a backend.</summary>
    /// <param name="options">The settings; copied.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.NotConfigured"/>: key id, resolver or algorithm is missing or malformed.</exception>
    public AzureKeyVaultBackend(AzureKeyVaultOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        KeyName = options.KeyId is { } uri && AzureKeyId.WithoutVersion(uri) is { } keyId ? keyId
            : throw NotConfigured("KeyId must be https://VAULT/keys/NAME");
        IKeyEncryptionKeyResolver resolver = options.Resolver ?? throw NotConfigured("Resolver is not set; take a KeyResolver of Azure.Security.KeyVault.Keys");
        if (options.Algorithm is not ("RSA-OAEP-256" or "A256KW"))
            throw NotConfigured("Algorithm must be RSA-OAEP-256 or A256KW");
        if (options.KeyLookupInterval < TimeSpan.Zero)
            throw NotConfigured("KeyLookupInterval must not be negative");
        _algorithm = options.Algorithm;
        _keys = new AzureKeys(resolver, options.KeyLookupInterval, options.TimeProvider);

        static FieldCryptException NotConfigured(string what) => new(FieldCryptError.NotConfigured, $"AzureKeyVaultOptions.{what}.");
    }

    /// <inheritdoc/>
    public string Provider => ProviderName;

    /// <summary>The key's identifier without version.</summary>
    public string KeyName { get; }

    /// <inheritdoc/>
    public async ValueTask<DataKey> GenerateDataKeyAsync(EncryptionContext context, CancellationToken cancellationToken)
    {
        KeyMaterial key = KeyMaterial.Random(KeyLength);
        try
        {
            return new DataKey(key, await WrapKeyAsync(key, context, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

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
    public async ValueTask<KeyMaterial> UnwrapKeyAsync(WrappedKey wrapped, EncryptionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wrapped);
        ArgumentNullException.ThrowIfNull(context);

        // The id comes from stored data: another host must not see a call with our credential.
        if (wrapped.KeyId != KeyName)
            throw new FieldCryptException(FieldCryptError.KeyNotFound, $"\"{wrapped.KeyId}\" is not the key {KeyName} of this backend. Add a backend for that key to AddFieldCrypt.") { KeyId = wrapped.KeyId };
        if (wrapped.KeyVersion.Split('/') is not [var version, "RSA-OAEP-256" or "A256KW"] || !AzureKeyId.IsVersion(version))
            throw AzureKeyVaultErrors.NotAuthentic(wrapped.KeyId);
        string algorithm = wrapped.KeyVersion[(version.Length + 1)..];
        return await CallAsync("UnwrapKey", $"{KeyName}/{version}", async kek =>
        {
            byte[] payload = await kek.UnwrapKeyAsync(algorithm, wrapped.Ciphertext, cancellationToken).ConfigureAwait(false);
            try
            {
                return ContextBinding.TryOpen(payload, KeyLength, context) ?? throw AzureKeyVaultErrors.NotAuthentic(wrapped.KeyId);
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
            using KeyMaterial probe = KeyMaterial.Random(KeyLength);
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
