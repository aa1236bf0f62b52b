using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using FieldCrypt.RemoteKeys;

namespace FieldCrypt.GoogleCloud;

/// <summary>
/// Google Cloud KMS as a key backend, over its REST API (v1): encrypt and decrypt with the encryption context as
/// additional authenticated data, both ways checked by CRC-32C. Data keys are made here and encrypted there, as Cloud KMS
/// has no data key call. A wrapped key is Cloud KMS's ciphertext as it is. Thread-safe.
/// </summary>
/// <remarks>Source: Cloud KMS REST reference, v1.projects.locations.keyRings.cryptoKeys.</remarks>
public sealed class GoogleCloudKmsBackend : IKeyBackend, IDisposable
{
    /// <summary>The <see cref="WrappedKey.Provider"/> of this backend.</summary>
    public const string ProviderName = "gcp-kms";

    private const string Service = "Google Cloud KMS";
    private const string KeyNameForm = "projects/P/locations/L/keyRings/R/cryptoKeys/K";

    private readonly KeyServiceClient _client;
    private readonly TrustedKeys _trusted;
    private readonly Func<CancellationToken, ValueTask<string>> _accessToken;

    /// <summary>Makes a backend.</summary>
    /// <param name="options">The settings; copied.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.NotConfigured"/>: key name or access token is missing or malformed.</exception>
    public GoogleCloudKmsBackend(GoogleCloudKmsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        FieldCryptException.ThrowUnlessValid(IsKeyName(options.KeyName), "GoogleCloudKmsOptions.KeyName", KeyNameForm);
        FieldCryptException.ThrowUnlessValid(options.AdditionalKeys.All(IsKeyName), "GoogleCloudKmsOptions.AdditionalKeys", KeyNameForm);
        _trusted = new TrustedKeys(options.KeyName, options.AdditionalKeys);
        _accessToken = options.AccessToken ?? throw new FieldCryptException(FieldCryptError.NotConfigured, "GoogleCloudKmsOptions.AccessToken is not set.");
        _client = new KeyServiceClient(Service, options.Address, options.HttpClient);
        KeyName = options.KeyName;
    }

    /// <inheritdoc/>
    public string Provider => ProviderName;

    /// <inheritdoc/>
    public string KeyName { get; }

    /// <inheritdoc/>
    public ValueTask<DataKey> GenerateDataKeyAsync(EncryptionContext context, CancellationToken cancellationToken)
        => DataKey.GenerateAsync(this, context, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<WrappedKey> WrapKeyAsync(KeyMaterial key, EncryptionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(context);
        using JsonAnswer answer = await CallAsync(HttpMethod.Post, "encrypt", KeyName, body =>
        {
            body.WriteBase64String("plaintext", key.Span);
            body.WriteString("plaintextCrc32c", Crc32C.TextOf(key.Span));
            WriteContext(body, context);
        }, cancellationToken).ConfigureAwait(false);

        if (answer.Member("ciphertext") is not { ValueKind: JsonValueKind.String } ciphertext || !ciphertext.TryGetBytesFromBase64(out byte[]? bytes) || bytes.Length == 0)
            throw KeyServiceErrors.Malformed(Service, "encrypt", KeyName);
        bool arrived = answer.Member("verifiedPlaintextCrc32c").ValueKind == JsonValueKind.True && answer.Member("verifiedAdditionalAuthenticatedDataCrc32c").ValueKind == JsonValueKind.True;
        if (!arrived || answer.Text("ciphertextCrc32c") != Crc32C.TextOf(bytes))
            throw Damaged("encrypt", KeyName);
        return new WrappedKey(ProviderName, KeyName, VersionOf(answer.Text("name")), bytes);
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

        // The id comes from stored data: it must not lead to another key or path of the service.
        TrustedKeys.Demand(this, wrapped);
        using JsonAnswer answer = await CallAsync(HttpMethod.Post, "decrypt", wrapped.KeyId, body =>
        {
            body.WriteBase64String("ciphertext", wrapped.Ciphertext);
            body.WriteString("ciphertextCrc32c", Crc32C.TextOf(wrapped.Ciphertext));
            WriteContext(body, context);
        }, cancellationToken).ConfigureAwait(false);

        KeyMaterial key = answer.Key(DataKey.Length, "plaintext") ?? throw KeyServiceErrors.NotAuthentic(Service, wrapped.KeyId);
        if (answer.Text("plaintextCrc32c") == Crc32C.TextOf(key.Span) && key.Length == DataKey.Length)
            return key;
        key.Dispose();
        throw key.Length == DataKey.Length ? Damaged("decrypt", wrapped.KeyId) : KeyServiceErrors.NotAuthentic(Service, wrapped.KeyId);
    }

    /// <inheritdoc/>
    public async ValueTask<KeyDescription> DescribeKeyAsync(CancellationToken cancellationToken)
    {
        using JsonAnswer answer = await CallAsync(HttpMethod.Get, "", KeyName, null, cancellationToken).ConfigureAwait(false);
        KeyState state = answer.Text("primary", "state") switch
        {
            "ENABLED" => KeyState.Enabled,
            "DESTROY_SCHEDULED" => KeyState.PendingDeletion,
            "DESTROYED" => KeyState.Destroyed,
            _ => KeyState.Disabled,
        };
        DateTimeOffset? created = DateTimeOffset.TryParse(answer.Text("createTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;
        return new KeyDescription(ProviderName, KeyName, VersionOf(answer.Text("primary", "name")), state, created);
    }

    /// <summary>Disposes the HTTP client that this backend made.</summary>
    public void Dispose() => _client.Dispose();

    private static void WriteContext(Utf8JsonWriter body, EncryptionContext context)
    {
        body.WriteBase64String("additionalAuthenticatedData", context.CanonicalBytes);
        body.WriteString("additionalAuthenticatedDataCrc32c", Crc32C.TextOf(context.CanonicalBytes));
    }

    private async Task<JsonAnswer> CallAsync(HttpMethod method, string operation, string keyName, Action<Utf8JsonWriter>? body, CancellationToken cancellationToken)
    {
        string path = operation.Length == 0 ? $"v1/{keyName}" : $"v1/{keyName}:{operation}";
        JsonAnswer answer = await _client.SendAsync(method, path, AuthorizeAsync, body, keyName, cancellationToken).ConfigureAwait(false);
        if (answer.IsSuccess)
            return answer;
        using (answer)
        {
            string words = answer.Text("error", "message") ?? "";
            FieldCryptError error = GoogleCloudKmsErrors.Classify(answer.Status, answer.Text("error", "status"), words, operation);
            throw KeyServiceErrors.Failed(error, Service, operation.Length == 0 ? "get" : operation, keyName, (int)answer.Status, words);
        }
    }

    private async ValueTask AuthorizeAsync(HttpRequestHeaders headers, CancellationToken cancellationToken)
    {
        string token = await _accessToken(cancellationToken).ConfigureAwait(false);
        if (string.IsNullOrEmpty(token))
            throw new FieldCryptException(FieldCryptError.AccessDenied, "GoogleCloudKmsOptions.AccessToken gave no token.") { KeyId = KeyName };
        headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    private static FieldCryptException Damaged(string operation, string keyId) => new(FieldCryptError.BackendUnavailable,
        $"{Service} and this process saw different bytes in {operation} for key {keyId} (CRC-32C): damaged in transit. Nothing was written; try again.")
    { KeyId = keyId };

    private static bool IsKeyName(string name) => name.Split('/') is ["projects", var project, "locations", var location, "keyRings", var ring, "cryptoKeys", var key]
        && IsSegment(project) && IsSegment(location) && IsSegment(ring) && IsSegment(key);

    // A project may be of a domain, as in example.com:project.
    private static bool IsSegment(string text) => text.Length is > 0 and <= 127 && text.Any(char.IsAsciiLetterOrDigit)
        && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':');

    private static string VersionOf(string? versionName) => versionName?.Split("/cryptoKeyVersions/") is [_, var version] ? version : "";
}
