using FieldCrypt.Mapping;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FieldCrypt;

/// <summary>
/// Gives records their data keys and opens those of stored envelopes: backends, branch key store and the keys under
/// lease, behind one door. Thread-safe; one per application is usual. Disposing it zeroes every key it holds.
/// </summary>
public sealed class KeyRing : IDisposable
{
    private readonly KeyRingOptions _options;
    private readonly BackendSet _backends;
    private readonly HierarchicalKeySource? _hierarchical;
    private readonly DirectKeySource _direct;
    private readonly IRecordKeySource _recordKeys;
    private readonly EnvelopeReader _reader;
    private readonly BlindIndexKeys? _blindIndexKeys;
    private readonly AuthenticatedBranchKeys? _storedKeys;
    private readonly KeyRingInspection _inspection;
    private readonly ILogger _logger;
    private volatile bool _disposed;

    /// <summary>Makes a key ring.</summary>
    /// <param name="options">The settings; copied.</param>
    /// <param name="backends">1 to 4 key backends: the first makes keys, all wrap them, and any of them opens them.</param>
    /// <param name="branchKeyStore">Where branch keys are kept; may be null in direct mode only, where hierarchical envelopes are not read.</param>
    /// <param name="auditSinks">Where uses of keys are recorded.</param>
    /// <param name="loggers">Makes the logger of the category <c>FieldCrypt.KeyRing</c>; <see langword="null"/> for none.</param>
    /// <exception cref="FieldCryptException">
    /// <see cref="FieldCryptError.InvalidArgument"/> for an option out of range or a name taken;
    /// <see cref="FieldCryptError.NotConfigured"/> without backend or, in hierarchical mode, branch key store.
    /// </exception>
    public KeyRing(KeyRingOptions options, IReadOnlyList<IKeyBackend> backends, IBranchKeyStore? branchKeyStore, IReadOnlyList<IAuditSink>? auditSinks = null, ILoggerFactory? loggers = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(backends);
        options.Validate();
        if (backends.Count is 0 or > WrappedKeyEncoding.MaximumKeys)
            throw new FieldCryptException(FieldCryptError.NotConfigured, $"A key ring needs 1 to {WrappedKeyEncoding.MaximumKeys} key backends; it has {backends.Count}. Call for example keys.UseEmbeddedKeyStore(\"keys.fck\") in AddFieldCrypt.");
        if (branchKeyStore is null && (options.DataKeys == DataKeyMode.Hierarchical || options.ReadsHierarchicalEnvelopes))
            throw new FieldCryptException(FieldCryptError.NotConfigured, "Hierarchical data keys need a branch key store. Set one up in AddFieldCrypt, or choose direct data keys without ReadsHierarchicalEnvelopes.");

        _options = options with { };
        _logger = loggers?.CreateLogger(KeyRingLog.Category) ?? NullLogger.Instance;
        Name = KeyRings.Add(this, options.Name);
        Audit = new AuditTrail(auditSinks ?? [], options.Principal, options.TimeProvider);
        _backends = new BackendSet(backends, options.BackendTimeout, options.TimeProvider, Audit, Name);
        _storedKeys = branchKeyStore is null ? null : new AuthenticatedBranchKeys(branchKeyStore, _backends, _options, Name);
        _inspection = new KeyRingInspection(_backends, _storedKeys, _options);
        _direct = new DirectKeySource(_backends, _inspection, _options, Name);
        if (_storedKeys is not null)
        {
            var branchKeys = new BranchKeyManager(_storedKeys, _backends, Audit, _options, Name, _logger);
            _hierarchical = new HierarchicalKeySource(branchKeys);
            _blindIndexKeys = new BlindIndexKeys(_storedKeys, _backends, Audit, _options, Name, _logger);
            BranchKeys = new BranchKeyAdministration(branchKeys, _blindIndexKeys, _backends, _inspection, Audit);
        }

        bool isDirect = options.DataKeys == DataKeyMode.Direct;
        _recordKeys = isDirect ? _direct : _hierarchical!;
        _reader = new EnvelopeReader(Name, !isDirect || options.ReadsHierarchicalEnvelopes ? _hierarchical : null, isDirect || options.ReadsDirectEnvelopes ? _direct : null);
    }

    /// <summary>The name, unique among the live key rings of the process.</summary>
    public string Name { get; }

    /// <summary>Where the data keys of new records come from.</summary>
    public DataKeyMode DataKeys => _options.DataKeys;

    /// <summary>The life of branch keys; null without a branch key store.</summary>
    public BranchKeyAdministration? BranchKeys { get; }

    /// <summary>The key backends; the first makes keys.</summary>
    public IReadOnlyList<IKeyBackend> Backends => _backends.Backends;

    /// <summary>Where uses of keys are recorded.</summary>
    internal AuditTrail Audit { get; }

    internal bool IsDisposed => _disposed;

    /// <summary>What opens hierarchical envelopes; null without a branch key store.</summary>
    internal HierarchicalKeySource? Hierarchical => _hierarchical;

    /// <summary>The blind index keys; null without a branch key store.</summary>
    internal BlindIndexKeys? BlindIndexes => _blindIndexKeys;

    internal TimeProvider TimeProvider => _options.TimeProvider;

    /// <summary>Opens, and where needed makes, the branch keys of contexts ahead of their first use.</summary>
    /// <param name="contexts">The encryption contexts.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">A key cannot be opened; see <see cref="IKeyBackend"/>.</exception>
    public async ValueTask WarmUpAsync(IEnumerable<EncryptionContext> contexts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        ThrowIfDisposed();
        await _recordKeys.WarmUpAsync(contexts, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens, and where needed makes, the blind index keys of contexts ahead of their first use.</summary>
    internal async ValueTask WarmUpBlindIndexesAsync(IEnumerable<EncryptionContext> contexts, CancellationToken cancellationToken)
    {
        foreach (EncryptionContext context in contexts.Distinct())
            (await HoldBlindIndexKeyAsync(context, cancellationToken).ConfigureAwait(false)).Release();
    }

    /// <summary>
    /// Looks at every backend and branch key, and opens one branch key as a trial, whatever its lease; changes nothing.
    /// For health checks and reports.
    /// </summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What was found; failures are part of it and not thrown.</returns>
    public Task<KeyRingStatus> InspectAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        return _inspection.RunAsync(cancellationToken);
    }

    /// <summary>Makes the data key of one new record.</summary>
    /// <param name="context">The encryption context of the columns that it encrypts.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The key; the caller disposes it when the record's columns are encrypted.</returns>
    /// <exception cref="FieldCryptException">No key could be had; see <see cref="IKeyBackend"/>.</exception>
    public async ValueTask<RecordKey> CreateRecordKeyAsync(EncryptionContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        ThrowIfDisposed();
        return await _recordKeys.CreateAsync(context, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Makes the data key of one new record without waiting; null in direct mode or if the context's branch key is under
    /// no live lease.
    /// </summary>
    internal RecordKey? TryCreateRecordKey(EncryptionContext context) => _recordKeys.TryCreate(context);

    /// <summary>As <see cref="CreateRecordKeyAsync"/>, blocking the thread where something is waited for.</summary>
    internal RecordKey CreateRecordKey(EncryptionContext context)
        => TryCreateRecordKey(context) ?? BlockingCall.Run((KeyRing: this, Context: context), static call => call.KeyRing.CreateRecordKeyAsync(call.Context));

    /// <summary>Gets the keys of a save or query without blocking; the caller disposes them.</summary>
    internal ValueTask<HeldKeys> HoldNeededAsync(KeyNeeds needs, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        return HeldKeys.HoldAsync(this, _recordKeys, needs, cancellationToken);
    }

    /// <summary>As <see cref="HoldNeededAsync"/>, blocking the thread where something is waited for.</summary>
    internal HeldKeys HoldNeeded(KeyNeeds needs)
    {
        ThrowIfDisposed();
        return HeldKeys.TryHold(this, _recordKeys, needs)
            ?? BlockingCall.Run((KeyRing: this, Needs: needs), static call => call.KeyRing.HoldNeededAsync(call.Needs, CancellationToken.None));
    }

    /// <summary>What tells envelopes written under today's keys from others. Asks each backend for its key once, in direct mode.</summary>
    internal Task<WritingKeys> GetWritingKeysAsync(CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        return _recordKeys.GetWritingKeysAsync(cancellationToken);
    }

    /// <summary>The key of a context's blind indexes, made where there is none, and held until the caller releases it.</summary>
    internal ValueTask<BlindIndexKey> HoldBlindIndexKeyAsync(EncryptionContext context, CancellationToken cancellationToken)
        => BlindIndexKeysOrThrow(context).HoldAsync(context, cancellationToken);

    /// <summary>As <see cref="HoldBlindIndexKeyAsync"/>, without waiting; null if the key is under no live lease.</summary>
    internal BlindIndexKey? TryHoldBlindIndexKey(EncryptionContext context) => BlindIndexKeysOrThrow(context).TryHold(context);

    /// <summary>As <see cref="HoldBlindIndexKeyAsync"/>, blocking the thread while the key is opened where it is not open.</summary>
    internal BlindIndexKey HoldBlindIndexKey(EncryptionContext context)
        => TryHoldBlindIndexKey(context) ?? BlockingCall.Run((KeyRing: this, Context: context), static call => call.KeyRing.HoldBlindIndexKeyAsync(call.Context, CancellationToken.None));

    /// <summary>Decrypts an envelope, opening its key where that is not open.</summary>
    /// <typeparam name="T">The CLR type of the column.</typeparam>
    /// <param name="column">The column it is stored in.</param>
    /// <param name="envelope">The envelope.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">The value cannot be read; the error and message tell why.</exception>
    public async ValueTask<T> DecryptAsync<T>(EncryptedColumn<T> column, ReadOnlyMemory<byte> envelope, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(column);
        ThrowIfDisposed();
        StoredEnvelope stored = StoredEnvelope.Parse(envelope, column.FullName);
        return _reader.TryDecrypt(column, stored, out T value) ? value : await _reader.OpenAndDecryptAsync(column, stored, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Decrypts an envelope, blocking the thread while its key is opened where that is not open.</summary>
    internal T Decrypt<T>(EncryptedColumn<T> column, ReadOnlyMemory<byte> envelope)
    {
        StoredEnvelope stored = StoredEnvelope.Parse(envelope, column.FullName);
        return _reader.TryDecrypt(column, stored, out T value)
            ? value
            : BlockingCall.Run((Reader: _reader, Column: column, Envelope: stored), static call => call.Reader.OpenAndDecryptAsync(call.Column, call.Envelope, CancellationToken.None));
    }

    /// <summary>
    /// Whether decrypting these bytes needs no waiting: their key is under a live lease or failed a moment ago, or they
    /// are no envelope that this key ring reads.
    /// </summary>
    /// <param name="bytes">Stored bytes.</param>
    /// <param name="closed">Where it needs some, what <see cref="OpenAsync"/> is to open.</param>
    internal bool IsOpen(ReadOnlyMemory<byte> bytes, out StoredEnvelope closed) => StoredEnvelope.TryParse(bytes, out closed) is not null || _reader.IsOpen(closed);

    /// <summary>Opens the key of an envelope and puts it under a lease.</summary>
    internal ValueTask<OpenedKey> OpenAsync(in StoredEnvelope envelope, CancellationToken cancellationToken, EncryptionContext? context = null)
    {
        ThrowIfDisposed();
        return _reader.OpenAsync(envelope, context, cancellationToken);
    }

    /// <summary>
    /// Ends every lease of this process now: all keys are zeroed, apart from those that a save under way holds, and the next
    /// use opens them anew, as far as they may still be used.
    /// </summary>
    public void EndLeases()
    {
        ThrowIfDisposed();
        KeyRingLog.LeasesEnded(_logger, Name);
        _hierarchical?.EndLeases();
        _blindIndexKeys?.EndLeases();
        _storedKeys?.EndLeases();
        _direct.EndLeases();
    }

    /// <summary>Zeroes every key held and frees the name.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        KeyRings.Remove(this);
        _hierarchical?.Dispose();
        _blindIndexKeys?.Dispose();
        _storedKeys?.Dispose();
        _direct.Dispose();
    }

    /// <summary>The name.</summary>
    public override string ToString() => $"KeyRing {Name}";

    private BlindIndexKeys BlindIndexKeysOrThrow(EncryptionContext context)
    {
        ThrowIfDisposed();
        return _blindIndexKeys ?? throw new FieldCryptException(FieldCryptError.NotConfigured,
            $"Searchable properties of context \"{context}\" need a key for their blind index, and this key ring has no branch key store to keep it in. Set one up in AddFieldCrypt, with direct data keys too.");
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);
}
