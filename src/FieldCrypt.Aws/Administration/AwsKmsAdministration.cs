using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;

namespace FieldCrypt.Aws;

/// <summary>
/// Makes, rotates, disables and deletes the KMS key that the options name, and keeps its grants and key policy. A
/// backend does none of this by itself; give it to a principal of its own. Thread-safe.
/// </summary>
/// <remarks>KMS allows 5 calls a second for most of these, and a limited number of on-demand rotations for a key's whole life.</remarks>
public sealed class AwsKmsAdministration : IDisposable
{
    private const string AliasPrefix = "alias/";

    private readonly IAmazonKeyManagementService _client;
    private readonly bool _ownsClient;
    private readonly string _key;

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
        _client = options.Client ?? AwsKmsClients.Create(options);
    }

    /// <summary>Makes a symmetric KMS key and gives it the alias that the options name.</summary>
    /// <param name="description">What the key is for; not secret.</param>
    /// <param name="multiRegion">Whether replicas of it may be made in other Regions.</param>
    /// <param name="cancellationToken">Cancels the call; a key without the alias may be left.</param>
    /// <returns>The key's ARN.</returns>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.InvalidArgument"/>: the options name no alias, or the alias exists. Otherwise as in <see cref="IKeyBackend"/>.</exception>
    public async Task<string> CreateKeyAsync(string description, bool multiRegion = false, CancellationToken cancellationToken = default)
    {
        if (!_key.StartsWith(AliasPrefix, StringComparison.Ordinal))
            throw new FieldCryptException(FieldCryptError.InvalidArgument, $"A key is made with an alias, and \"{_key}\" is none. Set AwsKmsOptions.KeyId to alias/NAME.") { KeyId = _key };
        if (await TryFindAsync(cancellationToken).ConfigureAwait(false) is { } existing)
            throw new FieldCryptException(FieldCryptError.InvalidArgument, $"The alias {_key} exists and stands for {existing.Arn}. Use it, or choose another alias.") { KeyId = _key };

        CreateKeyResponse created = await CallAsync("CreateKey", () => _client.CreateKeyAsync(new CreateKeyRequest { Description = description, MultiRegion = multiRegion }, cancellationToken), cancellationToken).ConfigureAwait(false);
        await CallAsync("CreateAlias", () => _client.CreateAliasAsync(new CreateAliasRequest { AliasName = _key, TargetKeyId = created.KeyMetadata.KeyId }, cancellationToken), cancellationToken).ConfigureAwait(false);
        return created.KeyMetadata.Arn;
    }

    /// <summary>Rotates the key's material now (RotateKeyOnDemand). Then rewrap the branch keys, if they shall leave the old material.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">As in <see cref="IKeyBackend"/>.</exception>
    public Task RotateNowAsync(CancellationToken cancellationToken = default)
        => OnKeyAsync("RotateKeyOnDemand", keyId => _client.RotateKeyOnDemandAsync(new RotateKeyOnDemandRequest { KeyId = keyId }, cancellationToken), cancellationToken);

    /// <summary>Has KMS rotate the key's material by itself.</summary>
    /// <param name="periodInDays">90 to 2,560 days.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">As in <see cref="IKeyBackend"/>.</exception>
    public Task EnableRotationAsync(int periodInDays = 365, CancellationToken cancellationToken = default)
        => OnKeyAsync("EnableKeyRotation", keyId => _client.EnableKeyRotationAsync(new EnableKeyRotationRequest { KeyId = keyId, RotationPeriodInDays = periodInDays }, cancellationToken), cancellationToken);

    /// <summary>Disables the key until it is enabled.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">As in <see cref="IKeyBackend"/>.</exception>
    public Task DisableKeyAsync(CancellationToken cancellationToken = default)
        => OnKeyAsync("DisableKey", keyId => _client.DisableKeyAsync(new DisableKeyRequest { KeyId = keyId }, cancellationToken), cancellationToken);

    /// <summary>Enables a disabled key.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">As in <see cref="IKeyBackend"/>.</exception>
    public Task EnableKeyAsync(CancellationToken cancellationToken = default)
        => OnKeyAsync("EnableKey", keyId => _client.EnableKeyAsync(new EnableKeyRequest { KeyId = keyId }, cancellationToken), cancellationToken);

    /// <summary>Has the key deleted when a waiting period ends. Everything it wrapped is then unreadable for good.</summary>
    /// <param name="waitingDays">7 to 30 days.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">As in <see cref="IKeyBackend"/>.</exception>
    public Task ScheduleDeletionAsync(int waitingDays = 30, CancellationToken cancellationToken = default)
        => OnKeyAsync("ScheduleKeyDeletion", keyId => _client.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { KeyId = keyId, PendingWindowInDays = waitingDays }, cancellationToken), cancellationToken);

    /// <summary>Keeps a key that waits for deletion; it is disabled afterwards.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">As in <see cref="IKeyBackend"/>.</exception>
    public Task CancelDeletionAsync(CancellationToken cancellationToken = default)
        => OnKeyAsync("CancelKeyDeletion", keyId => _client.CancelKeyDeletionAsync(new CancelKeyDeletionRequest { KeyId = keyId }, cancellationToken), cancellationToken);

    /// <summary>Creates a grant.</summary>
    /// <param name="grant">The grant.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The grant with its id and token.</returns>
    /// <exception cref="FieldCryptException">As in <see cref="IKeyBackend"/>.</exception>
    public async Task<AwsKmsGrant> CreateGrantAsync(AwsKmsGrant grant, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grant);
        CreateGrantResponse response = await OnKeyAsync("CreateGrant", keyId => _client.CreateGrantAsync(AwsKmsGrants.ToRequest(grant, keyId), cancellationToken), cancellationToken).ConfigureAwait(false);
        return grant with { GrantId = response.GrantId, GrantToken = response.GrantToken };
    }

    /// <summary>All grants of the key.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">As in <see cref="IKeyBackend"/>.</exception>
    public async Task<IReadOnlyList<AwsKmsGrant>> ListGrantsAsync(CancellationToken cancellationToken = default)
    {
        var grants = new List<AwsKmsGrant>();
        string? marker = null;
        do
        {
            ListGrantsResponse page = await OnKeyAsync("ListGrants", keyId => _client.ListGrantsAsync(new ListGrantsRequest { KeyId = keyId, Marker = marker }, cancellationToken), cancellationToken).ConfigureAwait(false);
            grants.AddRange((page.Grants ?? []).Select(AwsKmsGrants.FromEntry));
            marker = page.Truncated == true ? page.NextMarker : null;
        }
        while (marker is not null);
        return grants;
    }

    /// <summary>Gives a grant up, as its grantee or retiring principal.</summary>
    /// <param name="grantId">The grant's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">As in <see cref="IKeyBackend"/>.</exception>
    public Task RetireGrantAsync(string grantId, CancellationToken cancellationToken = default)
        => OnKeyAsync("RetireGrant", keyId => _client.RetireGrantAsync(new RetireGrantRequest { KeyId = keyId, GrantId = grantId }, cancellationToken), cancellationToken);

    /// <summary>Takes a grant away, as the key's administrator. Live leases go on for as long as their own age.</summary>
    /// <param name="grantId">The grant's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">As in <see cref="IKeyBackend"/>.</exception>
    public Task RevokeGrantAsync(string grantId, CancellationToken cancellationToken = default)
        => OnKeyAsync("RevokeGrant", keyId => _client.RevokeGrantAsync(new RevokeGrantRequest { KeyId = keyId, GrantId = grantId }, cancellationToken), cancellationToken);

    /// <summary>The key policy, as JSON.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">As in <see cref="IKeyBackend"/>.</exception>
    public async Task<string> GetKeyPolicyAsync(CancellationToken cancellationToken = default)
        => (await OnKeyAsync("GetKeyPolicy", keyId => _client.GetKeyPolicyAsync(new GetKeyPolicyRequest { KeyId = keyId, PolicyName = "default" }, cancellationToken), cancellationToken).ConfigureAwait(false)).Policy;

    /// <summary>Replaces the key policy. KMS refuses one that would lock its author out.</summary>
    /// <param name="policy">The policy, as JSON.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">As in <see cref="IKeyBackend"/>.</exception>
    public Task PutKeyPolicyAsync(string policy, CancellationToken cancellationToken = default)
        => OnKeyAsync("PutKeyPolicy", keyId => _client.PutKeyPolicyAsync(new PutKeyPolicyRequest { KeyId = keyId, PolicyName = "default", Policy = policy }, cancellationToken), cancellationToken);

    /// <summary>Disposes the client that this administration made.</summary>
    public void Dispose()
    {
        if (_ownsClient)
            _client.Dispose();
    }

    private async Task<KeyMetadata?> TryFindAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (FieldCryptException exception) when (exception.Error == FieldCryptError.KeyNotFound)
        {
            return null;
        }
    }

    private async Task<KeyMetadata> FindAsync(CancellationToken cancellationToken)
        => (await CallAsync("DescribeKey", () => _client.DescribeKeyAsync(new DescribeKeyRequest { KeyId = _key }, cancellationToken), cancellationToken).ConfigureAwait(false)).KeyMetadata;

    // These operations take no alias.
    private async Task<T> OnKeyAsync<T>(string operation, Func<string, Task<T>> call, CancellationToken cancellationToken)
    {
        string keyId = _key;
        if (_key.Contains(AliasPrefix, StringComparison.Ordinal))
        {
            KeyMetadata key = await FindAsync(cancellationToken).ConfigureAwait(false);
            bool ownAccount = _key.StartsWith(AliasPrefix, StringComparison.Ordinal);
            keyId = ownAccount ? key.KeyId : key.Arn;
        }

        return await CallAsync(operation, () => call(keyId), cancellationToken).ConfigureAwait(false);
    }

    private Task<T> CallAsync<T>(string operation, Func<Task<T>> call, CancellationToken cancellationToken)
        => AwsKmsCalls.CallAsync(operation, _key, _ => call(), cancellationToken);
}
