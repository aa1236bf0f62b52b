namespace FieldCrypt;

/// <summary>
/// Key policies and grants of the key-encryption keys of one place, with the semantics of AWS KMS. Thread-safe. Every
/// method throws <see cref="FieldCryptException"/>, among others with <see cref="FieldCryptError.KeyNotFound"/>,
/// <see cref="FieldCryptError.AccessDenied"/> and <see cref="FieldCryptError.InvalidArgument"/>.
/// </summary>
public interface IKeyAccessControl
{
    /// <summary>The key's policy as JSON.</summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<string> GetKeyPolicyAsync(string keyIdOrAlias, CancellationToken cancellationToken = default);

    /// <summary>Replaces the key's policy.</summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="policyJson">The policy as JSON; see <see cref="KeyPolicy.ToJson"/>.</param>
    /// <param name="bypassLockoutSafetyCheck">Whether to accept a policy that does not let the caller put another one.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task PutKeyPolicyAsync(string keyIdOrAlias, string policyJson, bool bypassLockoutSafetyCheck = false, CancellationToken cancellationToken = default);

    /// <summary>Makes a grant.</summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="request">The grant.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<KeyGrant> CreateGrantAsync(string keyIdOrAlias, KeyGrantRequest request, CancellationToken cancellationToken = default);

    /// <summary>The key's grants, the oldest first.</summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<IReadOnlyList<KeyGrant>> ListGrantsAsync(string keyIdOrAlias, CancellationToken cancellationToken = default);

    /// <summary>Gives a grant back: its retiring principal, its grantee if it may, or whom the key policy allows.</summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="grantId">The grant.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task RetireGrantAsync(string keyIdOrAlias, string grantId, CancellationToken cancellationToken = default);

    /// <summary>Takes a grant away.</summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="grantId">The grant.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task RevokeGrantAsync(string keyIdOrAlias, string grantId, CancellationToken cancellationToken = default);
}
