namespace FieldCrypt;

/// <summary>
/// An <see cref="EmbeddedKeyStore"/> as a key backend: wraps under one key, unwraps whatever the store wrapped, and keeps
/// branch keys in the same file. Thread-safe; it does not own the store.
/// </summary>
public sealed class EmbeddedKeyBackend : IKeyBackend, IBranchKeyStore, IBranchKeyUseCounter
{
    internal const string ProviderName = "embedded";

    private readonly EmbeddedKeyStore _store;
    private readonly string _principal;

    internal EmbeddedKeyBackend(EmbeddedKeyStore store, string keyName, string principal)
    {
        _store = store;
        KeyName = keyName;
        _principal = principal;
    }

    /// <inheritdoc/>
    public string Provider => ProviderName;

    /// <inheritdoc/>
    public string KeyName { get; }

    /// <summary>The store.</summary>
    public EmbeddedKeyStore Store => _store;

    /// <inheritdoc/>
    public ValueTask<DataKey> GenerateDataKeyAsync(EncryptionContext context, CancellationToken cancellationToken)
        => new(_store.GenerateDataKeyAsync(KeyName, context, _principal, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<WrappedKey> WrapKeyAsync(KeyMaterial key, EncryptionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new(_store.EncryptAsync(EmbeddedKeyAction.Encrypt, KeyName, key.Memory, context, _principal, cancellationToken));
    }

    /// <summary>
    /// Every key of the store is trusted: whoever can wrap under one of them has opened the store by its root key, and so has
    /// them all. A key of another store is not found in this one.
    /// </summary>
    /// <param name="wrapped">The wrapped key, as it was stored.</param>
    public KeyTrust Trusts(WrappedKey wrapped)
    {
        ArgumentNullException.ThrowIfNull(wrapped);
        return wrapped.Provider == ProviderName ? KeyTrust.Trusted : KeyTrust.NotTrusted;
    }

    /// <inheritdoc/>
    public async ValueTask<KeyMaterial> UnwrapKeyAsync(WrappedKey wrapped, EncryptionContext context, CancellationToken cancellationToken)
    {
        TrustedKeys.Demand(this, wrapped);
        return await _store.DecryptAsync(wrapped.KeyId, wrapped.KeyVersion, wrapped.Ciphertext, context, _principal, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<KeyDescription> DescribeKeyAsync(CancellationToken cancellationToken)
    {
        EmbeddedKey key = await _store.DescribeKeyAsync(KeyName, _principal, cancellationToken).ConfigureAwait(false);
        return new KeyDescription(Provider, key.KeyId, key.CurrentVersion.ToString(System.Globalization.CultureInfo.InvariantCulture), key.State, key.CreatedAt);
    }

    /// <inheritdoc/>
    public ValueTask<StoredBranchKey?> FindAsync(BranchKeyId id, CancellationToken cancellationToken) => _store.BranchKeys.FindAsync(id, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<BranchKeySetRecord?> FindSetAsync(EncryptionContext context, CancellationToken cancellationToken) => _store.BranchKeys.FindSetAsync(context, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> TryWriteAsync(BranchKeySetRecord set, BranchKeyRecord? key, CancellationToken cancellationToken)
        => _store.BranchKeys.TryWriteAsync(set, key, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<BranchKeyStoreContent> ListAsync(CancellationToken cancellationToken) => _store.BranchKeys.ListAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> AddUsesAsync(BranchKeyId id, long uses, CancellationToken cancellationToken) => ((IBranchKeyUseCounter)_store.BranchKeys).AddUsesAsync(id, uses, cancellationToken);

    /// <summary>Store and key.</summary>
    public override string ToString() => $"{ProviderName}:{KeyName} in {_store.Path}";
}
