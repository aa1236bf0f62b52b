using System.Security.Cryptography;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;

namespace FieldCrypt.Aws;

/// <summary>
/// AWS KMS as a key backend: GenerateDataKey, Encrypt and Decrypt of a symmetric KMS key under the encryption context.
/// A wrapped key is a KMS ciphertext blob as it is, which <c>aws kms decrypt</c> opens with the same context. Rotation
/// of the KMS key needs nothing here: KMS finds the key material by the blob. Thread-safe.
/// </summary>
/// <remarks>
/// The AWS SDK carries key bytes as base64 text in its own buffers, which cannot be zeroed; what it hands over is zeroed
/// here. Whoever reads the process's memory within a lease reads keys anyway.
/// </remarks>
public sealed class AwsKmsBackend : IKeyBackend, IDisposable
{
    /// <summary>The <see cref="WrappedKey.Provider"/> of this backend.</summary>
    public const string ProviderName = "aws-kms";

    private readonly IAmazonKeyManagementService _client;
    private readonly List<string> _grantTokens;
    private readonly AwsTrustedKeys _trusted;
    private readonly string? _region;
    private readonly bool _ownsClient;

    /// <summary>Makes a backend.</summary>
    /// <param name="options">The settings; copied.</param>
    /// <exception cref="FieldCryptException">
    /// <see cref="FieldCryptError.NotConfigured"/>: no key id, a malformed additional key or account, the SDK finds neither Region nor
    /// endpoint, or the endpoint is on another machine and not https.
    /// </exception>
    public AwsKmsBackend(AwsKmsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (string.IsNullOrWhiteSpace(options.KeyId))
            throw new FieldCryptException(FieldCryptError.NotConfigured, "AwsKmsOptions.KeyId is empty. Name a KMS key by id, ARN or alias, for example keys.UseAwsKms(\"alias/cards\").");
        KeyName = options.KeyId;
        _ownsClient = options.Client is null;
        _client = AwsKmsClients.Get(options);
        _grantTokens = [.. options.GrantTokens];
        _region = _client.Config.RegionEndpoint?.SystemName ?? _client.Config.AuthenticationRegion;
        _trusted = new AwsTrustedKeys(options, _region);
    }

    /// <inheritdoc/>
    public string Provider => ProviderName;

    /// <inheritdoc/>
    public string KeyName { get; }

    /// <inheritdoc/>
    public async ValueTask<DataKey> GenerateDataKeyAsync(EncryptionContext context, CancellationToken cancellationToken)
    {
        var request = new GenerateDataKeyRequest { KeyId = KeyName, KeySpec = DataKeySpec.AES_256, EncryptionContext = Pairs(context), GrantTokens = Tokens() };
        GenerateDataKeyResponse response = await AwsKmsCalls.CallAsync("GenerateDataKey", KeyName, token => _client.GenerateDataKeyAsync(request, token), cancellationToken).ConfigureAwait(false);
        return new DataKey(TakeKey(response.Plaintext, response.KeyId), Wrapped(response.KeyId, response.CiphertextBlob));
    }

    /// <summary>
    /// Makes a 256-bit key that this process never sees in clear, for a principal that provisions keys without the
    /// right to use them (GenerateDataKeyWithoutPlaintext).
    /// </summary>
    /// <param name="context">The encryption context.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">As in <see cref="IKeyBackend"/>.</exception>
    public async ValueTask<WrappedKey> GenerateWrappedKeyAsync(EncryptionContext context, CancellationToken cancellationToken = default)
    {
        var request = new GenerateDataKeyWithoutPlaintextRequest { KeyId = KeyName, KeySpec = DataKeySpec.AES_256, EncryptionContext = Pairs(context), GrantTokens = Tokens() };
        GenerateDataKeyWithoutPlaintextResponse response = await AwsKmsCalls.CallAsync("GenerateDataKeyWithoutPlaintext", KeyName,
            token => _client.GenerateDataKeyWithoutPlaintextAsync(request, token), cancellationToken).ConfigureAwait(false);
        return Wrapped(response.KeyId, response.CiphertextBlob);
    }

    /// <inheritdoc/>
    public async ValueTask<WrappedKey> WrapKeyAsync(KeyMaterial key, EncryptionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        byte[] bytes = GC.AllocateUninitializedArray<byte>(key.Length, pinned: true);
        try
        {
            key.Span.CopyTo(bytes);
            using var plaintext = new MemoryStream(bytes, writable: false);
            var request = new EncryptRequest { KeyId = KeyName, Plaintext = plaintext, EncryptionContext = Pairs(context), GrantTokens = Tokens() };
            EncryptResponse response = await AwsKmsCalls.CallAsync("Encrypt", KeyName, token => _client.EncryptAsync(request, token), cancellationToken).ConfigureAwait(false);
            return Wrapped(response.KeyId, response.CiphertextBlob);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
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

        // The key is named, so that KMS refuses a blob of any other key that the credentials happen to open.
        string keyId = await LocalKeyIdAsync(wrapped, cancellationToken).ConfigureAwait(false);
        using var blob = new MemoryStream(wrapped.Ciphertext, writable: false);
        var request = new DecryptRequest { KeyId = keyId, CiphertextBlob = blob, EncryptionContext = Pairs(context), GrantTokens = Tokens() };
        DecryptResponse response = await AwsKmsCalls.CallAsync("Decrypt", keyId, token => _client.DecryptAsync(request, token), cancellationToken).ConfigureAwait(false);
        return TakeKey(response.Plaintext, keyId);
    }

    /// <inheritdoc/>
    public bool CanRewrapKeys => true;

    /// <summary>Moves a wrapped key under the configured KMS key inside KMS: it is never in clear outside (ReEncrypt).</summary>
    /// <param name="wrapped">The wrapped key; the credentials need kms:ReEncryptFrom on its KMS key and kms:ReEncryptTo on the configured one.</param>
    /// <param name="context">The encryption context; it stays the same.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">As in <see cref="IKeyBackend"/>.</exception>
    public async ValueTask<WrappedKey> RewrapKeyAsync(WrappedKey wrapped, EncryptionContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(wrapped);
        string sourceKeyId = await LocalKeyIdAsync(wrapped, cancellationToken).ConfigureAwait(false);
        using var blob = new MemoryStream(wrapped.Ciphertext, writable: false);
        var request = new ReEncryptRequest
        {
            SourceKeyId = sourceKeyId,
            DestinationKeyId = KeyName,
            CiphertextBlob = blob,
            SourceEncryptionContext = Pairs(context),
            DestinationEncryptionContext = Pairs(context),
            GrantTokens = Tokens(),
        };
        ReEncryptResponse response = await AwsKmsCalls.CallAsync("ReEncrypt", sourceKeyId, token => _client.ReEncryptAsync(request, token), cancellationToken).ConfigureAwait(false);
        return Wrapped(response.KeyId, response.CiphertextBlob);
    }

    /// <inheritdoc/>
    public async ValueTask<KeyDescription> DescribeKeyAsync(CancellationToken cancellationToken)
    {
        var request = new DescribeKeyRequest { KeyId = KeyName, GrantTokens = Tokens() };
        DescribeKeyResponse response = await AwsKmsCalls.CallAsync("DescribeKey", KeyName, token => _client.DescribeKeyAsync(request, token), cancellationToken).ConfigureAwait(false);
        KeyMetadata key = response.KeyMetadata;
        return new KeyDescription(ProviderName, key.Arn, key.CurrentKeyMaterialId ?? "", AwsKeyStates.Of(key.KeyState), AwsKeyStates.Instant(key.CreationDate));
    }

    /// <summary>Disposes the client that this backend made.</summary>
    public void Dispose()
    {
        if (_ownsClient)
            _client.Dispose();
    }

    /// <summary>The key that a wrapped key names, in the client's Region.</summary>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.KeyNotTrusted"/>.</exception>
    private async ValueTask<string> LocalKeyIdAsync(WrappedKey wrapped, CancellationToken cancellationToken)
    {
        bool trusts = wrapped.Provider == ProviderName
            && await _trusted.TrustsAsync(wrapped.KeyId, async token => (await DescribeKeyAsync(token).ConfigureAwait(false)).KeyId, cancellationToken).ConfigureAwait(false);
        return trusts ? AwsKeyArn.InRegion(wrapped.KeyId, _region) : throw TrustedKeys.NotTrusted(this, wrapped);
    }

    private List<string>? Tokens() => _grantTokens.Count == 0 ? null : [.. _grantTokens];

    private static Dictionary<string, string>? Pairs(EncryptionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Pairs.Count == 0 ? null : new Dictionary<string, string>(context.Pairs, StringComparer.Ordinal);
    }

    private WrappedKey Wrapped(string keyArn, MemoryStream blob)
    {
        _trusted.Learn(keyArn);
        return new WrappedKey(ProviderName, keyArn, "", blob.ToArray());
    }

    private static KeyMaterial TakeKey(MemoryStream plaintext, string keyId)
    {
        Span<byte> bytes = stackalloc byte[DataKey.Length];
        try
        {
            if (plaintext.Length != DataKey.Length)
                throw new FieldCryptException(FieldCryptError.AuthenticationFailed, $"AWS KMS key {keyId} opened a wrapped key of {plaintext.Length} bytes where {DataKey.Length} are expected: it was not wrapped by FieldCrypt.") { KeyId = keyId };
            plaintext.Position = 0;
            plaintext.ReadExactly(bytes);
            return KeyMaterial.CopyOf(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);

            // The stream's own buffer, which it does not give out, is overwritten through it.
            plaintext.Position = 0;
            for (long left = plaintext.Length; left > 0; left--)
                plaintext.WriteByte(0);
        }
    }
}
