namespace FieldCrypt;

/// <summary>Record keys that a key backend makes one by one, and that envelopes carry wrapped. Thread-safe.</summary>
internal sealed class DirectKeySource : IRecordKeySource
{
    /// <summary>How many calls to the backend are under way at once for one save.</summary>
    private const int Parallelism = 8;

    private readonly BackendSet _backends;
    private readonly KeyRingInspection _inspection;
    private readonly LeaseCache<DirectKeyId> _opened;

    public DirectKeySource(BackendSet backends, KeyRingInspection inspection, KeyRingOptions options, string keyRing)
    {
        _backends = backends;
        _inspection = inspection;
        var terms = new LeaseTerms(options.LeaseMaximumAge, options.LeaseMaximumUses, options.DirectKeyCapacity, Renews: false);
        _opened = new LeaseCache<DirectKeyId>(options.TimeProvider, terms, new LeaseMetrics(keyRing, "direct"));
    }

    public async ValueTask<RecordKey> CreateAsync(EncryptionContext context, CancellationToken cancellationToken)
    {
        (KeyMaterial key, IReadOnlyList<WrappedKey> wrappedKeys) = await _backends.GenerateAsync(context, cancellationToken).ConfigureAwait(false);
        using (key)
            return DirectKey.CreateRecordKey(new DirectKeySection(context, wrappedKeys), key);
    }

    public RecordKey? TryCreate(EncryptionContext context) => null;

    public ValueTask WarmUpAsync(IEnumerable<EncryptionContext> contexts, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async ValueTask<IRecordKeyStock> StockAsync(IReadOnlyCollection<EncryptionContext> records, CancellationToken cancellationToken)
    {
        var stock = new DirectKeyStock();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        try
        {
            await Parallel.ForEachAsync(records, parallel, async (context, token) =>
            {
                RecordKey key = await CreateAsync(context, token).ConfigureAwait(false);
                lock (stock)
                    stock.Add(key);
            }).ConfigureAwait(false);
            return stock;
        }
        catch
        {
            stock.Dispose();
            throw;
        }
    }

    public IRecordKeyStock? TryStock(IReadOnlyCollection<EncryptionContext> records) => records.Count == 0 ? new DirectKeyStock() : null;

    public async Task<WritingKeys> GetWritingKeysAsync(CancellationToken cancellationToken)
        => new DirectWritingKeys(this, _backends.Backends[0], await _inspection.DescribeAllAsync(cancellationToken).ConfigureAwait(false));

    public OpenedKey? TryGet(in StoredEnvelope envelope, out FieldCryptException? failure) => _opened.TryGet(envelope.DirectKeyId, out failure);

    public bool IsKnown(in StoredEnvelope envelope) => _opened.IsKnown(envelope.DirectKeyId);

    public ValueTask<OpenedKey> OpenAsync(in StoredEnvelope envelope, EncryptionContext? context, CancellationToken cancellationToken)
    {
        // Read before the cache is asked: columns of one record share a section, and one that was changed is no failure of the others.
        DirectKeySection section = DirectKeySection.Of(envelope.Parts);
        return _opened.GetAsync(envelope.DirectKeyId, id => UnwrapAsync(id, section), counts: true, cancellationToken);
    }

    public void EndLeases() => _opened.EndAll();

    public void Dispose() => _opened.Dispose();

    private async Task<OpenedKey> UnwrapAsync(DirectKeyId id, DirectKeySection section)
    {
        using KeyMaterial key = await _backends.UnwrapAsync(section.WrappedKeys, section.Context, CancellationToken.None).ConfigureAwait(false);
        return new DirectKey(section, id, key);
    }
}
