namespace FieldCrypt;

/// <summary>
/// A place that holds key-encryption keys and uses them without giving them away: the embedded key store, an HSM or a
/// KMS. One instance wraps under one key-encryption key and unwraps what that key, a former version of it or a key named
/// in its options wrapped: stored data names keys, and never decides which one is used. Implementations are thread-safe,
/// never block the calling thread in these methods on I/O, and know nothing of records or columns.
/// </summary>
/// <remarks>
/// Every method throws <see cref="FieldCryptException"/> with the cause among
/// <see cref="FieldCryptError.KeyNotFound"/>, <see cref="FieldCryptError.KeyDisabled"/>,
/// <see cref="FieldCryptError.KeyPendingDeletion"/>, <see cref="FieldCryptError.KeyDestroyed"/>,
/// <see cref="FieldCryptError.AccessDenied"/>, <see cref="FieldCryptError.BackendUnavailable"/>,
/// <see cref="FieldCryptError.BackendThrottled"/> and <see cref="FieldCryptError.BackendTimeout"/>, and
/// <see cref="OperationCanceledException"/> when cancelled.
/// </remarks>
public interface IKeyBackend
{
    /// <summary>The kind of backend, as it stands in <see cref="WrappedKey.Provider"/>; 1 to 32 ASCII characters.</summary>
    string Provider { get; }

    /// <summary>The configured key-encryption key (id, alias or label), for messages.</summary>
    string KeyName { get; }

    /// <summary>Makes a 256-bit key and wraps it under the key-encryption key, with the context as authenticated data.</summary>
    /// <param name="context">The encryption context.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<DataKey> GenerateDataKeyAsync(EncryptionContext context, CancellationToken cancellationToken);

    /// <summary>Wraps a key made elsewhere.</summary>
    /// <param name="key">The key, 32 bytes; not kept.</param>
    /// <param name="context">The encryption context.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<WrappedKey> WrapKeyAsync(KeyMaterial key, EncryptionContext context, CancellationToken cancellationToken);

    /// <summary>
    /// Whether a wrapped key is under a key of this backend's configuration. Asked before each unwrapping and rewrapping;
    /// it makes no call. By default only <see cref="KeyName"/> is trusted.
    /// </summary>
    /// <param name="wrapped">The wrapped key, as it was stored, with this backend's <see cref="Provider"/>.</param>
    KeyTrust Trusts(WrappedKey wrapped)
    {
        ArgumentNullException.ThrowIfNull(wrapped);
        return wrapped.KeyId == KeyName ? KeyTrust.Trusted : KeyTrust.NotTrusted;
    }

    /// <summary>Unwraps a key that this backend's place wrapped under the same context.</summary>
    /// <param name="wrapped">The wrapped key, with this backend's <see cref="Provider"/>.</param>
    /// <param name="context">The encryption context it was wrapped under.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The key, 32 bytes; the caller disposes it.</returns>
    /// <exception cref="FieldCryptException">
    /// Beside the causes above, <see cref="FieldCryptError.AuthenticationFailed"/>: another context or a changed ciphertext;
    /// <see cref="FieldCryptError.KeyNotTrusted"/>: a key that is not of this backend's configuration, to which nothing was sent.
    /// </exception>
    ValueTask<KeyMaterial> UnwrapKeyAsync(WrappedKey wrapped, EncryptionContext context, CancellationToken cancellationToken);

    /// <summary>
    /// Whether the place itself moves a wrapped key under its current key version or another of its keys, so that the key
    /// is never in clear outside (<see cref="RewrapKeyAsync"/>). Without it a caller unwraps and wraps.
    /// </summary>
    bool CanRewrapKeys => false;

    /// <summary>Wraps a wrapped key anew under the configured key-encryption key, inside the place; the context stays.</summary>
    /// <param name="wrapped">The wrapped key, with this backend's <see cref="Provider"/>.</param>
    /// <param name="context">The encryption context it was wrapped under.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">As <see cref="UnwrapKeyAsync"/>.</exception>
    /// <exception cref="NotSupportedException"><see cref="CanRewrapKeys"/> is false.</exception>
    ValueTask<WrappedKey> RewrapKeyAsync(WrappedKey wrapped, EncryptionContext context, CancellationToken cancellationToken)
        => throw new NotSupportedException($"The key backend {Provider} cannot rewrap keys: unwrap and wrap instead.");

    /// <summary>Tells of the configured key-encryption key.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<KeyDescription> DescribeKeyAsync(CancellationToken cancellationToken);
}
