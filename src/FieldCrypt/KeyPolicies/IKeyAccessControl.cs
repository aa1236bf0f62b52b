namespace FieldCrypt;

/// <summary>
/// Key policies and grants of the key-encryption keys of one place, with the semantics of AWS KMS. Thread-safe. Every
/// method throws <see cref="FieldCryptException"/>, among others with <see cref="FieldCryptError.KeyNotFound"/>,
/// <see cref="FieldCryptError.AccessDenied"/> and <see cref="FieldCryptError.InvalidArgument"/>.
/// </summary>
public interface IKeyAccessControl
{
    /// <summary>The key's policy.</summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">
    /// <see cref="FieldCryptError.InvalidArgument"/>: the policy says more than a <see cref="KeyPolicy"/> can, such as
    /// <c>NotAction</c>, a service as principal or a condition on anything but the encryption context. Nothing is left out
    /// to make it fit; <see cref="GetKeyPolicyJsonAsync"/> gives it as it is.
    /// </exception>
    Task<KeyPolicy> GetKeyPolicyAsync(string keyIdOrAlias, CancellationToken cancellationToken = default);

    /// <summary>The key's policy as JSON, as the backend keeps it.</summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<string> GetKeyPolicyJsonAsync(string keyIdOrAlias, CancellationToken cancellationToken = default);

    /// <summary>Replaces the key's policy.</summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="policy">The policy; at most 32,768 bytes as JSON.</param>
    /// <param name="bypassLockoutSafetyCheck">Whether to accept a policy that does not let the caller put another one.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task PutKeyPolicyAsync(string keyIdOrAlias, KeyPolicy policy, bool bypassLockoutSafetyCheck = false, CancellationToken cancellationToken = default);

    /// <summary>Replaces the key's policy by a JSON document, in whatever of AWS's grammar the backend enforces.</summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="policyJson">The policy as JSON; see <see cref="KeyPolicy.ToJson"/>.</param>
    /// <param name="bypassLockoutSafetyCheck">Whether to accept a policy that does not let the caller put another one.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task PutKeyPolicyJsonAsync(string keyIdOrAlias, string policyJson, bool bypassLockoutSafetyCheck = false, CancellationToken cancellationToken = default);

    /// <summary>Makes a grant.</summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="request">The grant.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<KeyGrant> CreateGrantAsync(string keyIdOrAlias, KeyGrantRequest request, CancellationToken cancellationToken = default);

    /// <summary>The key's grants, the oldest first where the backend tells their age.</summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<IReadOnlyList<KeyGrant>> ListGrantsAsync(string keyIdOrAlias, CancellationToken cancellationToken = default);

    /// <summary>Gives a grant back: its retiring principal may, and its grantee if the grant has <see cref="KeyGrantOperation.RetireGrant"/>. The key policy does not decide it.</summary>
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
