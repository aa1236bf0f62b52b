using System.Text;
using System.Text.Json;
using Amazon.KeyManagementService.Model;

namespace FieldCrypt.Aws;

/// <summary>Key policies and grants. KMS enforces them; changes of grants spread within five minutes, of policies in seconds.</summary>
public sealed partial class AwsKmsAdministration : IKeyAccessControl
{
    /// <summary>The only name that a key policy has in KMS.</summary>
    private const string PolicyName = "default";

    /// <summary>The most grants that KMS lists in one answer.</summary>
    private const int PageSize = 100;

    /// <inheritdoc/>
    public async Task<KeyPolicy> GetKeyPolicyAsync(string keyIdOrAlias, CancellationToken cancellationToken = default)
    {
        string json = await GetKeyPolicyJsonAsync(keyIdOrAlias, cancellationToken).ConfigureAwait(false);
        try
        {
            return KeyPolicy.Parse(json);
        }
        catch (FieldCryptException exception)
        {
            throw new FieldCryptException(FieldCryptError.InvalidArgument,
                $"The key policy of AWS KMS key {keyIdOrAlias} says more than a KeyPolicy can. {exception.Message} KMS goes on enforcing it as it is. Read it with GetKeyPolicyJsonAsync and put it with PutKeyPolicyJsonAsync, which leave it as it is.", exception)
            { KeyId = keyIdOrAlias };
        }
    }

    /// <inheritdoc/>
    public async Task<string> GetKeyPolicyJsonAsync(string keyIdOrAlias, CancellationToken cancellationToken = default)
        => (await OnKeyAsync("GetKeyPolicy", keyIdOrAlias, needsArn: false,
            (keyId, token) => _client.GetKeyPolicyAsync(new GetKeyPolicyRequest { KeyId = keyId, PolicyName = PolicyName }, token), cancellationToken).ConfigureAwait(false)).Policy;

    /// <inheritdoc/>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.InvalidArgument"/>: a principal that AWS does not know by such a name, or a policy that KMS refuses.</exception>
    public Task PutKeyPolicyAsync(string keyIdOrAlias, KeyPolicy policy, bool bypassLockoutSafetyCheck = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        AwsPrincipals.Check(policy);
        return PutKeyPolicyJsonAsync(keyIdOrAlias, policy.ToJson(), bypassLockoutSafetyCheck, cancellationToken);
    }

    /// <summary>Replaces the key's policy by a JSON document, which goes to KMS as it is: all of KMS's grammar may stand in it.</summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="policyJson">The policy; at most 32,768 bytes.</param>
    /// <param name="bypassLockoutSafetyCheck">Whether to accept a policy that does not let the caller put another one.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">As in <see cref="IKeyAccessControl"/>.</exception>
    public Task PutKeyPolicyJsonAsync(string keyIdOrAlias, string policyJson, bool bypassLockoutSafetyCheck = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(policyJson);
        CheckJson(policyJson, keyIdOrAlias);
        return ChangeKeyAsync("PutKeyPolicy", keyIdOrAlias, needsArn: false,
            (keyId, token) => _client.PutKeyPolicyAsync(
                new PutKeyPolicyRequest { KeyId = keyId, PolicyName = PolicyName, Policy = policyJson, BypassPolicyLockoutSafetyCheck = bypassLockoutSafetyCheck }, token),
            cancellationToken);
    }

    /// <summary>Makes a grant. Where it is to be used at once, hand its <see cref="KeyGrant.GrantToken"/> on (<see cref="AwsKmsOptions.GrantTokens"/>).</summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="request">The grant; principals are ARNs.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The grant with id and token; KMS does not tell issuer and time here.</returns>
    /// <exception cref="FieldCryptException">As in <see cref="IKeyAccessControl"/>.</exception>
    public async Task<KeyGrant> CreateGrantAsync(string keyIdOrAlias, KeyGrantRequest request, CancellationToken cancellationToken = default)
    {
        CreateGrantRequest sent = ToRequest(request, dryRun: false);
        CreateGrantResponse response = await ChangeAsync("CreateGrant", keyIdOrAlias, (change, token) => SendAsync(keyIdOrAlias, sent, change, token), cancellationToken).ConfigureAwait(false);
        return AwsKmsGrants.Made(request, response);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<KeyGrant>> ListGrantsAsync(string keyIdOrAlias, CancellationToken cancellationToken = default)
    {
        var grants = new List<KeyGrant>();
        string? marker = null;
        do
        {
            var request = new ListGrantsRequest { Limit = PageSize, Marker = marker };
            ListGrantsResponse page = await OnKeyAsync("ListGrants", keyIdOrAlias, needsArn: false, (keyId, token) =>
            {
                request.KeyId = keyId;
                return _client.ListGrantsAsync(request, token);
            }, cancellationToken).ConfigureAwait(false);
            grants.AddRange((page.Grants ?? []).Select(AwsKmsGrants.FromEntry));
            marker = page.Truncated == true ? page.NextMarker : null;
        }
        while (marker is not null);
        return [.. grants.OrderBy(static grant => grant.CreatedAt).ThenBy(static grant => grant.GrantId, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public Task RetireGrantAsync(string keyIdOrAlias, string grantId, CancellationToken cancellationToken = default)
        => ChangeAsync("RetireGrant", keyIdOrAlias, (change, token) => RetireAsync(keyIdOrAlias, grantId, dryRun: false, change, token), cancellationToken);

    /// <summary>Gives a grant just made back by its token, without naming the key.</summary>
    /// <param name="grantToken">The <see cref="KeyGrant.GrantToken"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">As in <see cref="IKeyAccessControl"/>.</exception>
    public Task RetireGrantByTokenAsync(string grantToken, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(grantToken);
        return ChangeAsync("RetireGrant", _key, (_, token) => AwsKmsCalls.CallAsync("RetireGrant", _key, sent => _client.RetireGrantAsync(new RetireGrantRequest { GrantToken = grantToken }, sent), token), cancellationToken);
    }

    /// <inheritdoc/>
    public Task RevokeGrantAsync(string keyIdOrAlias, string grantId, CancellationToken cancellationToken = default)
        => ChangeAsync("RevokeGrant", keyIdOrAlias, (change, token) => RevokeAsync(keyIdOrAlias, grantId, dryRun: false, change, token), cancellationToken);

    /// <summary>Has KMS check whether <see cref="CreateGrantAsync"/> would succeed; no grant is made (DryRun).</summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="request">The grant.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">What the call itself would throw; or <see cref="FieldCryptError.InvalidArgument"/>: the endpoint does not know DryRun and made the grant.</exception>
    public Task DryRunCreateGrantAsync(string keyIdOrAlias, KeyGrantRequest request, CancellationToken cancellationToken = default)
    {
        CreateGrantRequest sent = ToRequest(request, dryRun: true);
        return DryRunAsync("CreateGrant", keyIdOrAlias, (change, token) => SendAsync(keyIdOrAlias, sent, change, token), cancellationToken);
    }

    /// <summary>Has KMS check whether <see cref="RetireGrantAsync"/> would succeed; the grant stays (DryRun).</summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="grantId">The grant.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">As in <see cref="DryRunCreateGrantAsync"/>.</exception>
    public Task DryRunRetireGrantAsync(string keyIdOrAlias, string grantId, CancellationToken cancellationToken = default)
        => DryRunAsync("RetireGrant", keyIdOrAlias, (change, token) => RetireAsync(keyIdOrAlias, grantId, dryRun: true, change, token), cancellationToken);

    /// <summary>Has KMS check whether <see cref="RevokeGrantAsync"/> would succeed; the grant stays (DryRun).</summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="grantId">The grant.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">As in <see cref="DryRunCreateGrantAsync"/>.</exception>
    public Task DryRunRevokeGrantAsync(string keyIdOrAlias, string grantId, CancellationToken cancellationToken = default)
        => DryRunAsync("RevokeGrant", keyIdOrAlias, (change, token) => RevokeAsync(keyIdOrAlias, grantId, dryRun: true, change, token), cancellationToken);

    private CreateGrantRequest ToRequest(KeyGrantRequest grant, bool dryRun)
    {
        ArgumentNullException.ThrowIfNull(grant);
        grant.Validate();
        AwsPrincipals.Check(grant);
        return AwsKmsGrants.ToRequest(grant, Tokens(), dryRun);
    }

    private Task<CreateGrantResponse> SendAsync(string keyIdOrAlias, CreateGrantRequest request, AuditedChange change, CancellationToken cancellationToken)
        => OnKeyAsync("CreateGrant", keyIdOrAlias, needsArn: false, (keyId, token) =>
        {
            change.KeyId = AuditName(keyId);
            request.KeyId = keyId;
            return _client.CreateGrantAsync(request, token);
        }, cancellationToken);

    // RetireGrant takes the key's ARN only.
    private Task<bool> RetireAsync(string keyIdOrAlias, string grantId, bool dryRun, AuditedChange change, CancellationToken cancellationToken)
        => OnGrantAsync("RetireGrant", keyIdOrAlias, grantId, needsArn: true, change,
            (keyId, token) => _client.RetireGrantAsync(new RetireGrantRequest { KeyId = keyId, GrantId = grantId, DryRun = DryRun(dryRun) }, token), cancellationToken);

    private Task<bool> RevokeAsync(string keyIdOrAlias, string grantId, bool dryRun, AuditedChange change, CancellationToken cancellationToken)
        => OnGrantAsync("RevokeGrant", keyIdOrAlias, grantId, needsArn: false, change,
            (keyId, token) => _client.RevokeGrantAsync(new RevokeGrantRequest { KeyId = keyId, GrantId = grantId, DryRun = DryRun(dryRun) }, token), cancellationToken);

    /// <summary>KMS says the same of an unknown key and of an unknown grant; what is meant is found out.</summary>
    private async Task<bool> OnGrantAsync<T>(string operation, string keyIdOrAlias, string grantId, bool needsArn, AuditedChange change, Func<string, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(grantId);
        try
        {
            await OnKeyAsync(operation, keyIdOrAlias, needsArn, (keyId, token) =>
            {
                change.KeyId = AuditName(keyId);
                return call(keyId, token);
            }, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (FieldCryptException exception) when (exception.Error == FieldCryptError.KeyNotFound)
        {
            if (await TryFindAsync(keyIdOrAlias, cancellationToken).ConfigureAwait(false) is null)
                throw;
            throw new FieldCryptException(FieldCryptError.InvalidArgument, $"AWS KMS key {keyIdOrAlias} has no grant {grantId}: it was retired or revoked before, or belongs to another key. ListGrantsAsync tells those there are.", exception) { KeyId = keyIdOrAlias };
        }
    }

    /// <summary>With an intent as well: an endpoint that does not know DryRun makes the change.</summary>
    private Task DryRunAsync<T>(string operation, string keyIdOrAlias, Func<AuditedChange, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
        => ChangeAsync($"DryRun{operation}", keyIdOrAlias, async (change, token) =>
        {
            try
            {
                await call(change, token).ConfigureAwait(false);
            }
            catch (FieldCryptException exception) when (exception.InnerException is DryRunOperationException)
            {
                change.Outcome = AuditOutcome.Unchanged;
                return true;
            }

            throw new FieldCryptException(FieldCryptError.InvalidArgument, $"The endpoint of AWS KMS does not know DryRun: it carried out {operation} for key {keyIdOrAlias}. Undo it if it was not meant.") { KeyId = keyIdOrAlias };
        }, cancellationToken);

    // Left out rather than false: not every endpoint knows it.
    private static bool? DryRun(bool dryRun) => dryRun ? true : null;

    private static void CheckJson(string policyJson, string keyIdOrAlias)
    {
        if (Encoding.UTF8.GetByteCount(policyJson) > KeyPolicy.MaximumLength)
            throw Malformed($"is longer than {KeyPolicy.MaximumLength} bytes", null);
        try
        {
            using JsonDocument document = JsonDocument.Parse(policyJson);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw Malformed("is no JSON object", null);
        }
        catch (JsonException exception)
        {
            throw Malformed("is no JSON", exception);
        }

        FieldCryptException Malformed(string what, Exception? inner)
            => new(FieldCryptError.InvalidArgument, $"The key policy for AWS KMS key {keyIdOrAlias} {what}. It was not put.", inner) { KeyId = keyIdOrAlias };
    }
}
