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
    private readonly BranchKeyManager? _branchKeys;
    private readonly BlindIndexKeys? _blindIndexKeys;
    private readonly LeaseCache<DirectKeyId> _directKeys;
    private readonly KeyRingInspection _inspection;
    private readonly ILogger _logger;
    private volatile bool _disposed;

    /// <summary>Makes a key ring.</summary>
    /// <param name="options">The settings; copied.</param>
    /// <param name="backends">1 to 4 key backends: the first makes keys, all wrap them, and any of them opens them.</param>
    /// <param name="branchKeyStore">Where branch keys are kept; may be null in direct mode only.</param>
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
        if (branchKeyStore is null && options.DataKeys == DataKeyMode.Hierarchical)
            throw new FieldCryptException(FieldCryptError.NotConfigured, "Hierarchical data keys need a branch key store. Set one up in AddFieldCrypt, or choose direct data keys.");

        _options = options with { };
        _logger = loggers?.CreateLogger(KeyRingLog.Category) ?? NullLogger.Instance;
        Name = KeyRings.Add(this, options.Name);
        Audit = new AuditTrail(auditSinks ?? [], options.Principal, options.TimeProvider);
        _backends = new BackendSet(backends, options.BackendTimeout, options.TimeProvider, Audit, Name);
        _inspection = new KeyRingInspection(_backends, branchKeyStore, _options);
        var directTerms = new LeaseTerms(options.LeaseMaximumAge, options.LeaseMaximumUses, options.DirectKeyCapacity, Renews: false);
        _directKeys = new LeaseCache<DirectKeyId>(options.TimeProvider, directTerms, new LeaseMetrics(Name, "direct"));
        if (branchKeyStore is not null)
        {
            _branchKeys = new BranchKeyManager(branchKeyStore, _backends, Audit, _options, Name, _logger);
            _blindIndexKeys = new BlindIndexKeys(branchKeyStore, _backends, Audit, _options, Name, _logger);
            BranchKeys = new BranchKeyAdministration(_branchKeys, _blindIndexKeys, _backends, _inspection, Audit);
        }
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

    internal TimeProvider TimeProvider => _options.TimeProvider;

    /// <summary>Opens, and where needed makes, the branch keys of contexts ahead of their first use.</summary>
    /// <param name="contexts">The encryption contexts.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">A key cannot be opened; see <see cref="IKeyBackend"/>.</exception>
    public async ValueTask WarmUpAsync(IEnumerable<EncryptionContext> contexts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        ThrowIfDisposed();
        if (_options.DataKeys == DataKeyMode.Direct)
            return;
        foreach (EncryptionContext context in contexts.Distinct())
            await _branchKeys!.GetActiveAsync(context, cancellationToken).ConfigureAwait(false);
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
        if (_options.DataKeys == DataKeyMode.Direct)
        {
            (KeyMaterial key, IReadOnlyList<WrappedKey> wrappedKeys) = await _backends.GenerateAsync(context, cancellationToken).ConfigureAwait(false);
            using (key)
                return DirectKey.CreateRecordKey(new DirectKeySection(context, wrappedKeys), key);
        }

        while (true)
        {
            BranchKey branchKey = await _branchKeys!.GetActiveAsync(context, cancellationToken).ConfigureAwait(false);
            if (branchKey.CreateRecordKey() is { } recordKey)
                return recordKey;
        }
    }

    /// <summary>
    /// Makes the data key of one new record without waiting; null in direct mode or if the context's branch key is under
    /// no live lease.
    /// </summary>
    internal RecordKey? TryCreateRecordKey(EncryptionContext context)
        => _options.DataKeys == DataKeyMode.Hierarchical ? _branchKeys!.TryGetActive(context)?.CreateRecordKey() : null;

    /// <summary>
    /// The branch key that writes new records of a context, held until the caller releases it, so that a save makes its
    /// record keys without waiting however long it takes. Hierarchical mode only.
    /// </summary>
    /// <param name="context">The encryption context.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <param name="anew">Whether to ask the store which key that is, in spite of a live lease.</param>
    internal async ValueTask<BranchKey> HoldActiveAsync(EncryptionContext context, CancellationToken cancellationToken, bool anew = false)
    {
        ThrowIfDisposed();
        while (true)
        {
            BranchKey branchKey = anew
                ? await _branchKeys!.GetActiveAnewAsync(context, cancellationToken).ConfigureAwait(false)
                : await _branchKeys!.GetActiveAsync(context, cancellationToken).ConfigureAwait(false);
            if (branchKey.TryHold())
                return branchKey;
        }
    }

    /// <summary>What tells envelopes written under today's keys from others. Asks each backend for its key once, in direct mode.</summary>
    internal async Task<WritingKeys> GetWritingKeysAsync(CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        return new WritingKeys(this, _options.DataKeys == DataKeyMode.Direct ? await _inspection.DescribeAllAsync(cancellationToken).ConfigureAwait(false) : []);
    }

    /// <summary>As <see cref="HoldActiveAsync"/>, without waiting; null if the context's branch key is under no live lease.</summary>
    internal BranchKey? TryHoldActive(EncryptionContext context)
    {
        ThrowIfDisposed();
        return _branchKeys!.TryGetActive(context) is { } branchKey && branchKey.TryHold() ? branchKey : null;
    }

    /// <summary>The key of a context's blind indexes, made where there is none, and held until the caller releases it.</summary>
    internal ValueTask<BlindIndexKey> HoldBlindIndexKeyAsync(EncryptionContext context, CancellationToken cancellationToken)
        => BlindIndexKeysOrThrow(context).HoldAsync(context, cancellationToken);

    /// <summary>As <see cref="HoldBlindIndexKeyAsync"/>, without waiting; null if the key is under no live lease.</summary>
    internal BlindIndexKey? TryHoldBlindIndexKey(EncryptionContext context) => BlindIndexKeysOrThrow(context).TryHold(context);

    /// <summary>As <see cref="HoldBlindIndexKeyAsync"/>, blocking the thread while the key is opened where it is not open.</summary>
    internal BlindIndexKey HoldBlindIndexKey(EncryptionContext context)
        => TryHoldBlindIndexKey(context) ?? BlockingCall.Run(() => HoldBlindIndexKeyAsync(context, CancellationToken.None).AsTask());

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
        while (true)
        {
            if (TryDecrypt(column, envelope.Span, out T value))
                return value;
            await OpenAsync(column.FullName, envelope, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Decrypts an envelope, blocking the thread while its key is opened where that is not open.</summary>
    internal T Decrypt<T>(EncryptedColumn<T> column, byte[] envelope)
    {
        while (true)
        {
            if (TryDecrypt(column, envelope, out T value))
                return value;
            BlockingCall.Run(() => OpenAsync(column.FullName, envelope, CancellationToken.None));
        }
    }

    /// <summary>
    /// Whether decrypting these bytes needs no waiting: their key is under a live lease, failed a moment ago, or they
    /// are no envelope at all.
    /// </summary>
    internal bool IsOpen(ReadOnlySpan<byte> bytes)
    {
        if (Envelope.TryParse(bytes, out Envelope envelope) is not null)
            return true;
        return envelope.Suite == EnvelopeSuite.Hierarchical
            ? _branchKeys is null || _branchKeys.IsKnown(envelope.KeyId)
            : _directKeys.IsKnown(DirectKeyId.Of(envelope.DirectKeySection));
    }

    /// <summary>Opens the key of an envelope and puts it under a lease.</summary>
    internal async ValueTask<OpenedKey> OpenAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        var (suite, id, directId) = Identify(bytes.Span);
        if (suite == EnvelopeSuite.Hierarchical)
            return await BranchKeysOrThrow(id).OpenAsync(id, cancellationToken).ConfigureAwait(false);
        return await _directKeys.GetAsync(directId, id => OpenDirectAsync(id, bytes), counts: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Ends every lease of this process now: all keys are zeroed, apart from those that a save under way holds, and the next
    /// use opens them anew, as far as they may still be used.
    /// </summary>
    public void EndLeases()
    {
        ThrowIfDisposed();
        KeyRingLog.LeasesEnded(_logger, Name);
        _branchKeys?.EndLeases();
        _blindIndexKeys?.EndLeases();
        _directKeys.EndAll();
    }

    /// <summary>Zeroes every key held and frees the name.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        KeyRings.Remove(this);
        _branchKeys?.Dispose();
        _blindIndexKeys?.Dispose();
        _directKeys.Dispose();
    }

    /// <summary>The name.</summary>
    public override string ToString() => $"KeyRing {Name}";

    private bool TryDecrypt<T>(EncryptedColumn<T> column, ReadOnlySpan<byte> bytes, out T value)
    {
        FieldCryptError? error = Envelope.TryParse(bytes, out Envelope envelope);
        if (error is not null)
            throw EnvelopeErrors.Structure(error.Value, bytes, column.FullName);

        FieldCryptException? failure;
        OpenedKey? key = envelope.Suite == EnvelopeSuite.Hierarchical
            ? BranchKeysOrThrow(envelope.KeyId).TryGet(envelope.KeyId, out failure)
            : _directKeys.TryGet(DirectKeyId.Of(envelope.DirectKeySection), out failure);
        if (failure is not null)
            throw EnvelopeErrors.KeyNotOpened(column.FullName, failure);
        value = default!;
        try
        {
            return key is not null && column.TryDecrypt(envelope, key, out value);
        }
        catch (FieldCryptException exception)
        {
            FieldCryptMeter.DecryptionFailures.Add(1, new("key_ring", Name), new KeyValuePair<string, object?>("error", exception.Error.ToString()));
            throw;
        }
    }

    private async Task<OpenedKey> OpenAsync(string column, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (FieldCryptException failure)
        {
            throw EnvelopeErrors.KeyNotOpened(column, failure);
        }
    }

    private BranchKeyManager BranchKeysOrThrow(BranchKeyId id) => _branchKeys ?? throw new FieldCryptException(FieldCryptError.NotConfigured,
        $"The value was written under branch key {id}, and this key ring has no branch key store. Set up the store that holds it.")
    { KeyId = id.ToString() };

    private BlindIndexKeys BlindIndexKeysOrThrow(EncryptionContext context)
    {
        ThrowIfDisposed();
        return _blindIndexKeys ?? throw new FieldCryptException(FieldCryptError.NotConfigured,
            $"Searchable properties of context \"{context}\" need a key for their blind index, and this key ring has no branch key store to keep it in. Set one up in AddFieldCrypt, with direct data keys too.");
    }

    private static (EnvelopeSuite Suite, BranchKeyId Id, DirectKeyId DirectId) Identify(ReadOnlySpan<byte> bytes)
    {
        Envelope envelope = Envelope.Parse(bytes);
        return (envelope.Suite, envelope.KeyId, envelope.Suite == EnvelopeSuite.Direct ? DirectKeyId.Of(envelope.DirectKeySection) : default);
    }

    private async Task<OpenedKey> OpenDirectAsync(DirectKeyId id, ReadOnlyMemory<byte> bytes)
    {
        DirectKeySection section = DirectKeySection.Decode(Envelope.Parse(bytes.Span).DirectKeySection);
        using KeyMaterial key = await _backends.UnwrapAsync(section.WrappedKeys, section.Context, CancellationToken.None).ConfigureAwait(false);
        return new DirectKey(section, id, key);
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);
}
