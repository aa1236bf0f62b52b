namespace FieldCrypt;

/// <summary>
/// A single file that plays the part of a KMS, for development, tests and small deployments: key-encryption keys with
/// versions, aliases, tags and a life, that never leave it in clear, and the branch keys they wrap. Format:
/// docs/format-embedded.md. Thread-safe, and safe among processes; its methods do not block the calling thread on I/O.
/// </summary>
/// <remarks>
/// Keys are named by id or alias. Every method throws <see cref="FieldCryptException"/>: for the store itself
/// <see cref="FieldCryptError.KeyStoreNotFound"/>, <see cref="FieldCryptError.KeyStoreRootKeyUnavailable"/>,
/// <see cref="FieldCryptError.KeyStoreRootKeyWrong"/>, <see cref="FieldCryptError.KeyStoreCorrupt"/>,
/// <see cref="FieldCryptError.KeyStoreVersionUnsupported"/> and <see cref="FieldCryptError.KeyStoreUnavailable"/>; for a
/// key <see cref="FieldCryptError.KeyNotFound"/>, <see cref="FieldCryptError.KeyDisabled"/>,
/// <see cref="FieldCryptError.KeyPendingDeletion"/>, <see cref="FieldCryptError.KeyDestroyed"/> and
/// <see cref="FieldCryptError.AccessDenied"/>; and for the audit trail as <see cref="AuditTrail"/> says. Cancelling a change
/// lets the caller go; a change that began is finished, and its outcome recorded.
/// The root key is held in pinned memory while the store is open and zeroed by disposal; other keys are unwrapped for
/// one call each.
/// </remarks>
public sealed partial class EmbeddedKeyStore : IDisposable, IAsyncDisposable
{
    private readonly EmbeddedKeyStoreOptions _options;
    private readonly CatalogueStore _store;
    private readonly AuditTrail _audit;

    /// <summary>Prepares a store that is opened, and where allowed made, by its first use.</summary>
    /// <param name="path">The file; a relative path counts from the current directory.</param>
    /// <param name="options">The settings; <see langword="null"/> for the defaults.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.InvalidArgument"/>: an option is out of range.</exception>
    public EmbeddedKeyStore(string path, EmbeddedKeyStoreOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _options = (options ?? new EmbeddedKeyStoreOptions()) with { };
        _options.Validate();
        path = System.IO.Path.GetFullPath(path);
        _store = new CatalogueStore(path, _options, _options.RootKey ?? RootKeySource.FromKeyFile(path + ".key"), CreateInitial);
        _audit = new AuditTrail(_options.AuditSinks, _options.Principal, _options.TimeProvider);
        BranchKeys = new EmbeddedBranchKeys(_store);
    }

    /// <summary>The full path of the file.</summary>
    public string Path => _store.Path;

    /// <summary>The branch keys kept in this file.</summary>
    public IBranchKeyStore BranchKeys { get; }

    internal CatalogueStore Catalogue => _store;

    /// <summary>Opens a store now, blocking the calling thread.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The settings; <see langword="null"/> for the defaults.</param>
    /// <exception cref="FieldCryptException">It cannot be opened; see the remarks of the class.</exception>
    public static EmbeddedKeyStore Open(string path, EmbeddedKeyStoreOptions? options = null)
    {
        var store = new EmbeddedKeyStore(path, options);
        try
        {
            store._store.Open();
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Opens a store now.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The settings; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Cancels before the opening begins.</param>
    /// <exception cref="FieldCryptException">It cannot be opened; see the remarks of the class.</exception>
    public static Task<EmbeddedKeyStore> OpenAsync(string path, EmbeddedKeyStoreOptions? options = null, CancellationToken cancellationToken = default)
        => Task.Run(() => Open(path, options), cancellationToken);

    /// <summary>A key backend that wraps under one key of this store. It does not own the store.</summary>
    /// <param name="keyIdOrAlias">The key; <see langword="null"/> takes <see cref="EmbeddedKeyStoreOptions.KeyAlias"/>.</param>
    /// <param name="principal">Who calls, for permissions; <see langword="null"/> takes <see cref="EmbeddedKeyStoreOptions.Principal"/>.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.InvalidArgument"/>: the principal is no name.</exception>
    public EmbeddedKeyBackend GetBackend(string? keyIdOrAlias = null, string? principal = null)
    {
        if (principal is not null && KeyPrincipals.Check(principal) is { } wrong)
            throw new FieldCryptException(FieldCryptError.InvalidArgument, $"The principal of a key backend must be a name of 1 to 256 characters; it {wrong}.");
        return new EmbeddedKeyBackend(this, keyIdOrAlias ?? _options.KeyAlias, principal ?? _options.Principal);
    }

    /// <summary>Encrypts a small payload directly under a key's current version.</summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="plaintext">1 to 4,096 bytes.</param>
    /// <param name="context">The encryption context, authenticated with it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A self-describing ciphertext, 101 bytes longer.</returns>
    /// <exception cref="FieldCryptException">See the remarks of the class; <see cref="FieldCryptError.ValueTooLarge"/>.</exception>
    public Task<byte[]> EncryptAsync(string keyIdOrAlias, ReadOnlyMemory<byte> plaintext, EncryptionContext context, CancellationToken cancellationToken = default)
        => AuditAsync(EmbeddedKeyAction.Encrypt, keyIdOrAlias, context, async () =>
        {
            WrappedKey encrypted = await EncryptAsync(EmbeddedKeyAction.Encrypt, keyIdOrAlias, plaintext, context, _options.Principal, cancellationToken).ConfigureAwait(false);
            return (encrypted.Ciphertext, encrypted.KeyId, encrypted.KeyVersion);
        });

    /// <summary>Decrypts what <see cref="EncryptAsync(string, ReadOnlyMemory{byte}, EncryptionContext, CancellationToken)"/> or <see cref="GenerateDataKeyAsync(string, EncryptionContext, CancellationToken)"/> encrypted.</summary>
    /// <param name="ciphertext">The ciphertext; it names its key and version.</param>
    /// <param name="context">The encryption context it was encrypted under.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The plaintext; the caller disposes it.</returns>
    /// <exception cref="FieldCryptException">See the remarks of the class; <see cref="FieldCryptError.AuthenticationFailed"/>: another context, or the ciphertext was changed.</exception>
    public Task<KeyMaterial> DecryptAsync(ReadOnlyMemory<byte> ciphertext, EncryptionContext context, CancellationToken cancellationToken = default)
    {
        bool known = KekCiphertext.TryReadKey(ciphertext.Span, out Guid keyId, out int version);
        return AuditAsync(EmbeddedKeyAction.Decrypt, known ? keyId.ToString("D") : "unknown", context, async () =>
        {
            KeyMaterial plaintext = await DecryptAsync(ciphertext, context, _options.Principal, cancellationToken).ConfigureAwait(false);
            return (plaintext, keyId.ToString("D"), Text(version));
        });
    }

    /// <summary>Makes a 256-bit data key, in clear and encrypted under a key's current version.</summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="context">The encryption context, authenticated with it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">See the remarks of the class.</exception>
    public Task<DataKey> GenerateDataKeyAsync(string keyIdOrAlias, EncryptionContext context, CancellationToken cancellationToken = default)
        => AuditAsync(EmbeddedKeyAction.GenerateDataKey, keyIdOrAlias, context, async () =>
        {
            DataKey made = await GenerateDataKeyAsync(keyIdOrAlias, context, _options.Principal, cancellationToken).ConfigureAwait(false);
            return (made, made.Wrapped.KeyId, made.Wrapped.KeyVersion);
        });

    /// <summary>Zeroes the root key and closes the file, after the call that runs.</summary>
    public void Dispose() => _store.Dispose();

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync() => new(Task.Run(_store.Dispose));

    /// <summary>The path.</summary>
    public override string ToString() => $"EmbeddedKeyStore {Path}";

    /// <summary>Encrypts without a trace of its own; the key ring that calls leaves one.</summary>
    internal Task<WrappedKey> EncryptAsync(EmbeddedKeyAction action, string keyIdOrAlias, ReadOnlyMemory<byte> plaintext, EncryptionContext context, string principal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (plaintext.Length is 0 or > KekCiphertext.MaximumPlaintextLength)
        {
            throw new FieldCryptException(FieldCryptError.ValueTooLarge,
                $"A key-encryption key encrypts 1 to {KekCiphertext.MaximumPlaintextLength} bytes directly, not {plaintext.Length}. Encrypt larger data under a data key from GenerateDataKeyAsync.")
            { KeyId = keyIdOrAlias };
        }

        return UseAsync(action, keyIdOrAlias, context, principal, encrypts: true, (kek, root) =>
        {
            using KeyMaterial key = Unwrap(kek, kek.Current, root);
            return new WrappedKey(EmbeddedKeyBackend.ProviderName, kek.IdText, Text(kek.Current.Number), KekCiphertext.Encrypt(key, kek.Id, kek.Current.Number, plaintext.Span, context));
        }, cancellationToken);
    }

    /// <inheritdoc cref="EncryptAsync(EmbeddedKeyAction, string, ReadOnlyMemory{byte}, EncryptionContext, string, CancellationToken)"/>
    internal async Task<DataKey> GenerateDataKeyAsync(string keyIdOrAlias, EncryptionContext context, string principal, CancellationToken cancellationToken)
    {
        KeyMaterial plaintext = KeyMaterial.Random(RootKeySource.KeyLength);
        try
        {
            return new DataKey(plaintext, await EncryptAsync(EmbeddedKeyAction.GenerateDataKey, keyIdOrAlias, plaintext.Memory, context, principal, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            plaintext.Dispose();
            throw;
        }
    }

    /// <summary>Decrypts without a trace of its own; the key ring that calls leaves one.</summary>
    internal async Task<KeyMaterial> DecryptAsync(ReadOnlyMemory<byte> ciphertext, EncryptionContext context, string principal, CancellationToken cancellationToken)
    {
        if (!KekCiphertext.TryReadKey(ciphertext.Span, out Guid keyId, out int version))
        {
            throw new FieldCryptException(FieldCryptError.AuthenticationFailed,
                $"The {ciphertext.Length} bytes are no ciphertext of an embedded key store: they were changed, cut, or come from another place.");
        }

        return await DecryptAsync(keyId.ToString("D"), Text(version), ciphertext, context, principal, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Decrypts what is known to be encrypted under a key and version; without a trace of its own.</summary>
    internal Task<KeyMaterial> DecryptAsync(string keyId, string keyVersion, ReadOnlyMemory<byte> ciphertext, EncryptionContext context, string principal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return UseAsync(EmbeddedKeyAction.Decrypt, keyId, context, principal, encrypts: false, (kek, root) =>
        {
            if (!KekCiphertext.TryReadKey(ciphertext.Span, out Guid named, out int version) || named != kek.Id || Text(version) != keyVersion)
                throw DoesNotOpen(kek, keyVersion, context);
            using KeyMaterial key = Unwrap(kek, KekRules.RequireVersion(kek, version), root);
            return KekCiphertext.TryDecrypt(key, ciphertext.Span, context) ?? throw DoesNotOpen(kek, keyVersion, context);
        }, cancellationToken);
    }

    private static FieldCryptException DoesNotOpen(Kek kek, string version, EncryptionContext context) => new(
        FieldCryptError.AuthenticationFailed,
        $"Key {kek.IdText} (version {version}) does not open the ciphertext under context \"{context}\": it was encrypted under another context, or changed. Nothing was decrypted; give the context it was encrypted under.")
    { KeyId = kek.IdText };

    /// <summary>Checks permission and state, and uses a key.</summary>
    private Task<T> UseAsync<T>(
        EmbeddedKeyAction action, string keyIdOrAlias, EncryptionContext context, string principal, bool encrypts, Func<Kek, RootKey, T> use, CancellationToken cancellationToken)
        => ReadAsync(
            principal,
            catalogue => KeyPermissions.Demand(principal, action, catalogue.Find(keyIdOrAlias, Path), context),
            encrypts ? keyIdOrAlias : null,
            (catalogue, root) =>
            {
                Kek kek = catalogue.Find(keyIdOrAlias, Path);
                KekRules.RequireEnabled(kek);
                return use(kek, root);
            },
            cancellationToken);

    /// <summary>Checks permission, does what is due, and reads.</summary>
    private async Task<T> ReadAsync<T>(string principal, Action<Catalogue> demand, string? encryptsUnder, Func<Catalogue, RootKey, T> read, CancellationToken cancellationToken)
    {
        while (true)
        {
            (bool done, bool isSightingDue, T? result) = await _store.ReadAsync(
                (catalogue, root) =>
                {
                    demand(catalogue);
                    StoreTime time = _store.TimeOf(catalogue);
                    bool isDue = (!_store.IsReadOnly && DeletionsDue(catalogue, time, principal).Any())
                        || (encryptsUnder is not null && catalogue.Find(encryptsUnder, Path).IsRotationDue(time));
                    return (!isDue, _store.IsSightingDue(catalogue), isDue ? default : read(catalogue, root));
                },
                cancellationToken).ConfigureAwait(false);
            if (!done)
                await DoWhatIsDueAsync(encryptsUnder, principal).WaitAsync(cancellationToken).ConfigureAwait(false);
            else if (isSightingDue)
                await RecordClockAsync().ConfigureAwait(false);
            if (done)
                return result!;
        }
    }

    private KeyMaterial Unwrap(Kek kek, KekVersion version, RootKey root)
        => root.TryUnwrap(version.Wrapped, kek.Id, version.Number) ?? throw KeyStoreErrors.Corrupt(Path, $"version {version.Number} of key {kek.IdText} cannot be unwrapped");
}
