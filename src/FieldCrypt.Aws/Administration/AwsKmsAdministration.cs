using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;

namespace FieldCrypt.Aws;

/// <summary>
/// Makes, rotates, disables and deletes the KMS key that the options name, and keeps key policies and grants of the keys
/// of the account (<see cref="IKeyAccessControl"/>). A backend does none of this by itself; give it to a principal of its
/// own. Thread-safe.
/// </summary>
/// <remarks>
/// KMS allows few calls a second for most of these, so a client made here has the SDK's own standard retries; and a
/// limited number of on-demand rotations for a key's whole life. Each change has its intent in the audit trail before it
/// is sent and its outcome after it (<see cref="AwsKmsOptions.AuditSinks"/>); where the intent cannot be written nothing is
/// sent. Cancelling lets the caller go; a change that was sent is waited for and recorded.
/// </remarks>
public sealed partial class AwsKmsAdministration : IDisposable
{
    private const string AliasPrefix = "alias/";

    private readonly IAmazonKeyManagementService _client;
    private readonly bool _ownsClient;
    private readonly string _key;
    private readonly List<string> _grantTokens;
    private readonly AuditTrail _audit;

    /// <summary>Makes an administration of the key that the options name.</summary>
    /// <param name="options">The settings; copied.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.NotConfigured"/>: no key id, or the SDK finds neither Region nor endpoint.</exception>
    public AwsKmsAdministration(AwsKmsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (string.IsNullOrWhiteSpace(options.KeyId))
            throw new FieldCryptException(FieldCryptError.NotConfigured, "AwsKmsOptions.KeyId is empty. Name a KMS key by id, ARN or alias.");
        _key = options.KeyId;
        _ownsClient = options.Client is null;
        _client = AwsKmsClients.Get(options, AwsKmsClients.StandardRetries);
        _grantTokens = [.. options.GrantTokens];
        _audit = new AuditTrail([.. options.AuditSinks], options.Principal);
    }

    /// <summary>Makes a symmetric KMS key and gives it the alias that the options name.</summary>
    /// <param name="description">What the key is for; not secret.</param>
    /// <param name="multiRegion">Whether replicas of it may be made in other Regions.</param>
    /// <param name="cancellationToken">Cancels the call; a key without the alias may be left.</param>
    /// <returns>The key's ARN.</returns>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.InvalidArgument"/>: the options name no alias, or the alias exists. Otherwise as in <see cref="IKeyBackend"/>.</exception>
    public async Task<string> CreateKeyAsync(string description, bool multiRegion = false, CancellationToken cancellationToken = default)
    {
        KeyMetadata made = await ChangeAsync("CreateKey", _key, async (change, token) =>
        {
            if (!_key.StartsWith(AliasPrefix, StringComparison.Ordinal))
                throw new FieldCryptException(FieldCryptError.InvalidArgument, $"A key is made with an alias, and \"{_key}\" is none. Set AwsKmsOptions.KeyId to alias/NAME.") { KeyId = _key };
            if (await TryFindAsync(_key, token).ConfigureAwait(false) is { } existing)
                throw new FieldCryptException(FieldCryptError.InvalidArgument, $"The alias {_key} exists and stands for {existing.Arn}. Use it, or choose another alias.") { KeyId = _key };
            var request = new CreateKeyRequest { Description = description, MultiRegion = multiRegion };
            KeyMetadata key = (await AwsKmsCalls.CallAsync("CreateKey", _key, sent => _client.CreateKeyAsync(request, sent), token).ConfigureAwait(false)).KeyMetadata;
            change.KeyId = AuditName(key.Arn);
            return key;
        }, cancellationToken).ConfigureAwait(false);
        await ChangeAsync("CreateAlias", _key, (_, token) =>
        {
            var request = new CreateAliasRequest { AliasName = _key, TargetKeyId = made.KeyId };
            return AwsKmsCalls.CallAsync("CreateAlias", _key, sent => _client.CreateAliasAsync(request, sent), token);
        }, cancellationToken).ConfigureAwait(false);
        return made.Arn;
    }

    /// <summary>Rotates the key's material now (RotateKeyOnDemand). Then rewrap the branch keys, if they shall leave the old material.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">As in <see cref="IKeyBackend"/>.</exception>
    public Task RotateNowAsync(CancellationToken cancellationToken = default)
        => ChangeKeyAsync("RotateKeyOnDemand", _key, needsArn: false, (keyId, token) => _client.RotateKeyOnDemandAsync(new RotateKeyOnDemandRequest { KeyId = keyId }, token), cancellationToken);

    /// <summary>Has KMS rotate the key's material by itself.</summary>
    /// <param name="periodInDays">90 to 2,560 days.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">As in <see cref="IKeyBackend"/>.</exception>
    public Task EnableRotationAsync(int periodInDays = 365, CancellationToken cancellationToken = default)
        => ChangeKeyAsync("EnableKeyRotation", _key, needsArn: false, (keyId, token) => _client.EnableKeyRotationAsync(new EnableKeyRotationRequest { KeyId = keyId, RotationPeriodInDays = periodInDays }, token), cancellationToken);

    /// <summary>Disables the key until it is enabled.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">As in <see cref="IKeyBackend"/>.</exception>
    public Task DisableKeyAsync(CancellationToken cancellationToken = default)
        => ChangeKeyAsync("DisableKey", _key, needsArn: false, (keyId, token) => _client.DisableKeyAsync(new DisableKeyRequest { KeyId = keyId }, token), cancellationToken);

    /// <summary>Enables a disabled key.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">As in <see cref="IKeyBackend"/>.</exception>
    public Task EnableKeyAsync(CancellationToken cancellationToken = default)
        => ChangeKeyAsync("EnableKey", _key, needsArn: false, (keyId, token) => _client.EnableKeyAsync(new EnableKeyRequest { KeyId = keyId }, token), cancellationToken);

    /// <summary>Has the key deleted when a waiting period ends. Everything it wrapped is then unreadable for good.</summary>
    /// <param name="waitingDays">7 to 30 days.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">As in <see cref="IKeyBackend"/>.</exception>
    public Task ScheduleDeletionAsync(int waitingDays = 30, CancellationToken cancellationToken = default)
        => ChangeKeyAsync("ScheduleKeyDeletion", _key, needsArn: false, (keyId, token) => _client.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { KeyId = keyId, PendingWindowInDays = waitingDays }, token), cancellationToken);

    /// <summary>Keeps a key that waits for deletion; it is disabled afterwards.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">As in <see cref="IKeyBackend"/>.</exception>
    public Task CancelDeletionAsync(CancellationToken cancellationToken = default)
        => ChangeKeyAsync("CancelKeyDeletion", _key, needsArn: false, (keyId, token) => _client.CancelKeyDeletionAsync(new CancelKeyDeletionRequest { KeyId = keyId }, token), cancellationToken);

    /// <summary>Disposes the client that this administration made.</summary>
    public void Dispose()
    {
        if (_ownsClient)
            _client.Dispose();
    }

    private async Task<KeyMetadata?> TryFindAsync(string keyIdOrAlias, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(keyIdOrAlias, cancellationToken).ConfigureAwait(false);
        }
        catch (FieldCryptException exception) when (exception.Error == FieldCryptError.KeyNotFound)
        {
            return null;
        }
    }

    private async Task<KeyMetadata> FindAsync(string keyIdOrAlias, CancellationToken cancellationToken)
    {
        var request = new DescribeKeyRequest { KeyId = keyIdOrAlias, GrantTokens = Tokens() };
        return (await AwsKmsCalls.CallAsync("DescribeKey", keyIdOrAlias, token => _client.DescribeKeyAsync(request, token), cancellationToken).ConfigureAwait(false)).KeyMetadata;
    }

    /// <summary>As <see cref="OnKeyAsync"/>, with intent and outcome in the audit trail.</summary>
    private Task<T> ChangeKeyAsync<T>(string operation, string keyIdOrAlias, bool needsArn, Func<string, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
        => ChangeAsync(operation, keyIdOrAlias, (change, token) => OnKeyAsync(operation, keyIdOrAlias, needsArn, (keyId, sent) =>
        {
            change.KeyId = AuditName(keyId);
            return call(keyId, sent);
        }, token), cancellationToken);

    private Task<T> ChangeAsync<T>(string operation, string keyIdOrAlias, Func<AuditedChange, CancellationToken, Task<T>> apply, CancellationToken cancellationToken)
        => _audit.ChangeAsync(new AuditedChange(operation, AuditName(keyIdOrAlias)), change => apply(change, CancellationToken.None), cancellationToken);

    private static string AuditName(string keyId) => $"{AwsKmsBackend.ProviderName}:{keyId}";

    /// <summary>These operations take no alias, and some of them an ARN only.</summary>
    private async Task<T> OnKeyAsync<T>(string operation, string keyIdOrAlias, bool needsArn, Func<string, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(keyIdOrAlias))
            throw new FieldCryptException(FieldCryptError.InvalidArgument, $"{operation} was called without a key. Name a KMS key by id, ARN or alias.");
        string keyId = keyIdOrAlias;
        if (IsAlias(keyIdOrAlias) || (needsArn && AwsKeyArn.Parse(keyIdOrAlias) is null))
        {
            KeyMetadata key = await FindAsync(keyIdOrAlias, cancellationToken).ConfigureAwait(false);
            bool ownAccount = keyIdOrAlias.StartsWith(AliasPrefix, StringComparison.Ordinal);
            keyId = ownAccount && !needsArn ? key.KeyId : key.Arn;
        }

        return await AwsKmsCalls.CallAsync(operation, keyIdOrAlias, token => call(keyId, token), cancellationToken).ConfigureAwait(false);
    }

    private static bool IsAlias(string keyIdOrAlias) => keyIdOrAlias.Contains(AliasPrefix, StringComparison.Ordinal);

    private List<string>? Tokens() => _grantTokens.Count == 0 ? null : [.. _grantTokens];
}
