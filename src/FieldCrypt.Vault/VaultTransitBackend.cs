using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text;
using FieldCrypt.RemoteKeys;

namespace FieldCrypt.Vault;

/// <summary>
/// The Transit secrets engine of HashiCorp Vault or OpenBao as a key backend, over its HTTP API: encrypt and decrypt with
/// the encryption context as <c>associated_data</c>. Data keys are made here and encrypted there, since Transit's own
/// datakey call takes no associated data. A wrapped key is Transit's ciphertext text as it is. Thread-safe.
/// </summary>
/// <remarks>
/// Give the token's policy <c>update</c> on encrypt/ and decrypt/ of the key and <c>read</c> on it; not <c>create</c>,
/// with which Transit makes a key that it does not know. Source: Vault API documentation, Transit secrets engine.
/// </remarks>
public sealed class VaultTransitBackend : IKeyBackend, IDisposable
{
    /// <summary>The <see cref="WrappedKey.Provider"/> of this backend.</summary>
    public const string ProviderName = "vault-transit";

    private const string Service = "Vault Transit";

    private readonly KeyServiceClient _client;
    private readonly TransitKey _key;
    private readonly TrustedKeys _trusted;
    private readonly string? _namespace;
    private readonly Func<CancellationToken, ValueTask<string>>? _token;

    /// <summary>Makes a backend.</summary>
    /// <param name="options">The settings; copied.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.NotConfigured"/>: no address, key name or mount, or one malformed.</exception>
    public VaultTransitBackend(VaultTransitOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _key = TransitKey.Parse($"{options.Mount}/keys/{options.KeyName}")
            ?? throw new FieldCryptException(FieldCryptError.NotConfigured, "VaultTransitOptions.KeyName and Mount must be names of letters, digits, '.', '-' and '_'.");
        FieldCryptException.ThrowUnlessValid(options.AdditionalKeys.All(static key => TransitKey.Parse(key) is not null), "VaultTransitOptions.AdditionalKeys", "MOUNT/keys/NAME");
        _trusted = new TrustedKeys(_key.ToString(), options.AdditionalKeys);
        string? address = FromEnvironment("ADDR");
        Uri uri = options.Address ?? (Uri.TryCreate(address, UriKind.Absolute, out Uri? parsed) ? parsed
            : throw new FieldCryptException(FieldCryptError.NotConfigured, "VaultTransitOptions.Address is not set, and neither VAULT_ADDR nor BAO_ADDR holds an address."));
        _client = new KeyServiceClient(Service, uri, options.HttpClient);
        _namespace = options.Namespace ?? FromEnvironment("NAMESPACE");
        _token = options.Token;
        KeyName = options.KeyName;
    }

    /// <inheritdoc/>
    public string Provider => ProviderName;

    /// <inheritdoc/>
    public string KeyName { get; }

    private string KeyId => _key.ToString();

    /// <inheritdoc/>
    public ValueTask<DataKey> GenerateDataKeyAsync(EncryptionContext context, CancellationToken cancellationToken)
        => DataKey.GenerateAsync(this, context, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<WrappedKey> WrapKeyAsync(KeyMaterial key, EncryptionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(context);
        using JsonAnswer answer = await CallAsync(HttpMethod.Post, "encrypt", _key, body =>
        {
            body.WriteBase64String("plaintext", key.Span);
            body.WriteBase64String("associated_data", context.CanonicalBytes);
        }, cancellationToken).ConfigureAwait(false);
        return answer.Text("data", "ciphertext") is { } ciphertext && TransitCiphertext.VersionOf(ciphertext) is { } version
            ? new WrappedKey(ProviderName, KeyId, version, Encoding.ASCII.GetBytes(ciphertext))
            : throw KeyServiceErrors.Malformed(Service, "encrypt", KeyId);
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

        // The id comes from stored data: it must not lead to another key or path of the server.
        TrustedKeys.Demand(this, wrapped);
        TransitKey kek = TransitKey.Parse(wrapped.KeyId)!;
        string ciphertext = TransitCiphertext.TextOf(wrapped) ?? throw KeyServiceErrors.NotAuthentic(Service, wrapped.KeyId);
        using JsonAnswer answer = await CallAsync(HttpMethod.Post, "decrypt", kek, body =>
        {
            body.WriteString("ciphertext", ciphertext);
            body.WriteBase64String("associated_data", context.CanonicalBytes);
        }, cancellationToken).ConfigureAwait(false);
        return answer.Key(DataKey.Length, "data", "plaintext") is { Length: DataKey.Length } key ? key : throw KeyServiceErrors.NotAuthentic(Service, wrapped.KeyId);
    }

    /// <inheritdoc/>
    public async ValueTask<KeyDescription> DescribeKeyAsync(CancellationToken cancellationToken)
    {
        using JsonAnswer answer = await CallAsync(HttpMethod.Get, "keys", _key, null, cancellationToken).ConfigureAwait(false);
        JsonElement latest = answer.Member("data", "latest_version");
        if (latest.ValueKind != JsonValueKind.Number)
            throw KeyServiceErrors.Malformed(Service, "keys", KeyId);
        return new KeyDescription(ProviderName, KeyId, $"v{latest.GetInt32().ToString(CultureInfo.InvariantCulture)}", KeyState.Enabled, null);
    }

    /// <summary>Disposes the HTTP client that this backend made.</summary>
    public void Dispose() => _client.Dispose();

    private async Task<JsonAnswer> CallAsync(HttpMethod method, string operation, TransitKey key, Action<Utf8JsonWriter>? body, CancellationToken cancellationToken)
    {
        string keyId = key.ToString();
        JsonAnswer answer = await _client.SendAsync(method, $"v1/{key.Mount}/{operation}/{key.Name}", AuthorizeAsync, body, keyId, cancellationToken).ConfigureAwait(false);
        if (answer.IsSuccess)
            return answer;
        using (answer)
        {
            string words = string.Join("; ", answer.Member("errors") is { ValueKind: JsonValueKind.Array } errors ? errors.EnumerateArray().Select(static error => error.ToString()) : []);
            throw KeyServiceErrors.Failed(VaultTransitErrors.Classify(answer.Status, words, operation), Service, operation, keyId, (int)answer.Status, words);
        }
    }

    private async ValueTask AuthorizeAsync(HttpRequestHeaders headers, CancellationToken cancellationToken)
    {
        string? token = _token is null ? FromEnvironment("TOKEN") : await _token(cancellationToken).ConfigureAwait(false);
        if (string.IsNullOrEmpty(token))
            throw new FieldCryptException(FieldCryptError.AccessDenied, "There is no Vault token. Set VaultTransitOptions.Token, or VAULT_TOKEN or BAO_TOKEN.") { KeyId = KeyId };
        headers.Add("X-Vault-Token", token);
        headers.Add("X-Vault-Request", "true");
        if (!string.IsNullOrEmpty(_namespace))
            headers.Add("X-Vault-Namespace", _namespace);
    }

    private static string? FromEnvironment(string name)
        => Environment.GetEnvironmentVariable($"VAULT_{name}") ?? Environment.GetEnvironmentVariable($"BAO_{name}");
}
