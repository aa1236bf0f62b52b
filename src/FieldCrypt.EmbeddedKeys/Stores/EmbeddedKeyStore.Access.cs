using System.Security.Cryptography;

namespace FieldCrypt;

public sealed partial class EmbeddedKeyStore : IKeyAccessControl
{
    /// <summary>As in AWS KMS.</summary>
    private const int MaximumGrants = 50_000;

    /// <inheritdoc/>
    public Task<KeyPolicy> GetKeyPolicyAsync(string keyIdOrAlias, CancellationToken cancellationToken = default)
        => LookAsync(EmbeddedKeyAction.GetKeyPolicy, keyIdOrAlias, static (kek, _) => kek.Policy, cancellationToken);

    /// <inheritdoc/>
    public Task<string> GetKeyPolicyJsonAsync(string keyIdOrAlias, CancellationToken cancellationToken = default)
        => LookAsync(EmbeddedKeyAction.GetKeyPolicy, keyIdOrAlias, static (kek, _) => kek.PolicyText ?? kek.Policy.ToJson(), cancellationToken);

    /// <inheritdoc/>
    public Task PutKeyPolicyJsonAsync(string keyIdOrAlias, string policyJson, bool bypassLockoutSafetyCheck = false, CancellationToken cancellationToken = default)
        => PutKeyPolicyAsync(keyIdOrAlias, KeyPolicy.Parse(policyJson), policyJson, bypassLockoutSafetyCheck, cancellationToken);

    /// <summary>
    /// Replaces the key's policy; from the next call on it holds for every process. Keys that a key ring has under lease
    /// stay usable there until the lease ends.
    /// </summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="bypassLockoutSafetyCheck">
    /// Whether to accept a policy that does not let the caller, or nobody whose name outlives the process, put another one.
    /// If it lets nobody, <see cref="ResetKeyPolicyAsync"/> brings the key's administration back.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">See the remarks of the class; <see cref="FieldCryptError.InvalidArgument"/>: the caller would be locked out, or nobody whose name outlives the process could put another policy.</exception>
    public Task PutKeyPolicyAsync(string keyIdOrAlias, KeyPolicy policy, bool bypassLockoutSafetyCheck = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return PutKeyPolicyAsync(keyIdOrAlias, policy, policyJson: null, bypassLockoutSafetyCheck, cancellationToken);
    }

    private Task<EmbeddedKey> PutKeyPolicyAsync(string keyIdOrAlias, KeyPolicy policy, string? policyJson, bool bypassLockoutSafetyCheck, CancellationToken cancellationToken)
        => ChangeKeyAsync(EmbeddedKeyAction.PutKeyPolicy, keyIdOrAlias, (kek, _) =>
        {
            kek = Alive(kek) with { Policy = policy };
            if (policyJson is not null)
                kek = kek with { PolicyText = policyJson };
            if (!bypassLockoutSafetyCheck)
                PolicyLockout.Check(kek, _options.Principal);
            return kek;
        }, cancellationToken);

    /// <summary>
    /// Replaces a key's policy whatever it says, for whoever holds the store's root key: the way back to a key whose policy
    /// lets nobody administer it. Grants stay. Audited like every other change.
    /// </summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="rootKey">The store's root key, read anew; with dual control <see cref="RootKeySource.FromShares(IEnumerable{RootKeyShare})"/>.</param>
    /// <param name="policy">The policy; <see langword="null"/> for that of a new key, <see cref="KeyPolicy.Default"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">See the remarks of the class; <see cref="FieldCryptError.KeyStoreRootKeyWrong"/>: it is not the store's root key. Nothing was changed.</exception>
    public Task<EmbeddedKey> ResetKeyPolicyAsync(string keyIdOrAlias, RootKeySource rootKey, KeyPolicy? policy = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rootKey);
        byte[]? proof = null;
        return ChangeAsync(
            EmbeddedKeyAction.ResetKeyPolicy,
            keyIdOrAlias,
            (catalogue, _) =>
            {
                _store.RequireProof(catalogue, proof, rootKey);
                Kek kek = catalogue.Find(keyIdOrAlias, Path);
                KeyPermissions.Demand(_options.Principal, EmbeddedKeyAction.ResetKeyPolicy, kek: null, EncryptionContext.Empty);
                KekRules.RequireNotDestroyed(kek);
                kek = kek with { Policy = policy ?? KeyPolicy.Default };
                return (catalogue.With(kek), kek);
            },
            cancellationToken,
            before: async () => proof = await _store.ProveRootKeyAsync(rootKey, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async Task<KeyGrant> CreateGrantAsync(string keyIdOrAlias, KeyGrantRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validate();
        KeyGrant? made = null;
        await ChangeGrantsAsync(EmbeddedKeyAction.CreateGrant, keyIdOrAlias, kek =>
        {
            KekRules.RequireAlive(kek);
            DemandGranting(kek, request);
            made = request.Name.Length == 0 ? null : kek.Grants.Values.FirstOrDefault(grant => grant.IsSameAs(request));
            if (made is not null)
                return kek;
            if (kek.Grants.Count >= MaximumGrants)
                throw new FieldCryptException(FieldCryptError.InvalidArgument, $"Key {kek.IdText} has {MaximumGrants} grants, the most it can have. Revoke those that nobody needs.") { KeyId = kek.IdText };
            made = new KeyGrant
            {
                GrantId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
                Name = request.Name,
                GranteePrincipal = request.GranteePrincipal,
                Operations = [.. request.Operations.Order()],
                Constraints = request.Constraints,
                RetiringPrincipal = request.RetiringPrincipal,
                IssuingPrincipal = _options.Principal,
                CreatedAt = _store.Now,
            };
            return kek with { Grants = kek.Grants.Add(made.GrantId, made) };
        }, cancellationToken).ConfigureAwait(false);
        return made!;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<KeyGrant>> ListGrantsAsync(string keyIdOrAlias, CancellationToken cancellationToken = default)
        => LookAsync(
            EmbeddedKeyAction.ListGrants, keyIdOrAlias,
            IReadOnlyList<KeyGrant> (kek, _) => [.. kek.Grants.Values.OrderBy(static grant => grant.CreatedAt).ThenBy(static grant => grant.GrantId, StringComparer.Ordinal)],
            cancellationToken);

    /// <inheritdoc/>
    public Task RetireGrantAsync(string keyIdOrAlias, string grantId, CancellationToken cancellationToken = default)
        => ChangeGrantsAsync(EmbeddedKeyAction.RetireGrant, keyIdOrAlias, kek =>
        {
            KeyGrant grant = FindGrant(kek, grantId);
            KeyPermissions.DemandRetiring(_options.Principal, kek, grant);
            return Without(kek, grant);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task RevokeGrantAsync(string keyIdOrAlias, string grantId, CancellationToken cancellationToken = default)
        => ChangeGrantsAsync(EmbeddedKeyAction.RevokeGrant, keyIdOrAlias, kek =>
        {
            KeyPermissions.Demand(_options.Principal, EmbeddedKeyAction.RevokeGrant, kek, EncryptionContext.Empty);
            return Without(kek, FindGrant(kek, grantId));
        }, cancellationToken);

    /// <summary>Describes a key for a principal of its own.</summary>
    internal Task<EmbeddedKey> DescribeKeyAsync(string keyIdOrAlias, string principal, CancellationToken cancellationToken)
        => LookAsync(EmbeddedKeyAction.DescribeKey, keyIdOrAlias, EmbeddedKey.Of, cancellationToken, principal);

    /// <summary>Who may grant by policy may grant anything; who may by a grant of its own, no more than that.</summary>
    private void DemandGranting(Kek kek, KeyGrantRequest request)
    {
        string principal = _options.Principal;
        if (KeyPermissions.AllowedByPolicy(kek, principal, EmbeddedKeyAction.CreateGrant, EncryptionContext.Empty))
            return;
        KeyGrant[] own = [.. kek.Grants.Values.Where(grant => grant.Allows(principal, EmbeddedKeyAction.CreateGrant, EncryptionContext.Empty))];
        if (own.Length == 0)
            throw KeyPermissions.Denied(principal, EmbeddedKeyAction.CreateGrant, kek, EncryptionContext.Empty);
        if (own.Any(grant => grant.Covers(request)))
            return;
        throw new FieldCryptException(FieldCryptError.AccessDenied,
            $"Principal {principal} may not CreateGrant on key {kek.IdText} for {request.GranteePrincipal} ({string.Join('/', request.Operations)} under {request.Constraints?.ToString() ?? "any context"}): it grants through a grant of its own ({string.Join('/', own[0].Operations)} under {own[0].Constraints?.ToString() ?? "any context"}) and may pass on no more operations, and only under constraints at least as strict.")
        { KeyId = kek.IdText };
    }

    /// <summary>Changes grants; the change itself checks the permission, since that may hang on the grant.</summary>
    private Task<EmbeddedKey> ChangeGrantsAsync(EmbeddedKeyAction action, string keyIdOrAlias, Func<Kek, Kek> change, CancellationToken cancellationToken)
        => ChangeAsync(action, keyIdOrAlias, (catalogue, _) =>
        {
            Kek before = catalogue.Find(keyIdOrAlias, Path);
            KeyPermissions.Demand(_options.Principal, action, kek: null, EncryptionContext.Empty);
            Kek after = change(before);
            return (ReferenceEquals(before, after) ? catalogue : catalogue.With(after), after);
        }, cancellationToken);

    /// <summary>Reads something of a key; a denial is recorded, as the reading itself is not.</summary>
    private async Task<T> LookAsync<T>(EmbeddedKeyAction action, string keyIdOrAlias, Func<Kek, Catalogue, T> look, CancellationToken cancellationToken, string? principal = null)
    {
        try
        {
            return await ReadAsync(
                principal ?? _options.Principal,
                catalogue => KeyPermissions.Demand(principal ?? _options.Principal, action, catalogue.Find(keyIdOrAlias, Path), EncryptionContext.Empty),
                encryptsUnder: null,
                (catalogue, _) => look(catalogue.Find(keyIdOrAlias, Path), catalogue),
                cancellationToken).ConfigureAwait(false);
        }
        catch (FieldCryptException exception) when (exception.Error == FieldCryptError.AccessDenied)
        {
            await _audit.WriteAsync(action.ToString(), AuditName(keyIdOrAlias), "", EncryptionContext.Empty, exception.Error.ToString(), principal).ConfigureAwait(false);
            throw;
        }
    }

    private static KeyGrant FindGrant(Kek kek, string grantId) => kek.Grants.TryGetValue(grantId, out KeyGrant? grant)
        ? grant
        : throw new FieldCryptException(FieldCryptError.InvalidArgument, $"Key {kek.IdText} has no grant {grantId}: it was retired or revoked before, or belongs to another key. ListGrantsAsync tells those there are.") { KeyId = kek.IdText };

    private static Kek Without(Kek kek, KeyGrant grant) => kek with { Grants = kek.Grants.Remove(grant.GrantId) };
}
