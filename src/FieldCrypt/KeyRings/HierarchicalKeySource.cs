namespace FieldCrypt;

/// <summary>Record keys derived from branch keys. Thread-safe.</summary>
internal sealed class HierarchicalKeySource(BranchKeyManager branchKeys) : IRecordKeySource
{
    public async ValueTask<RecordKey> CreateAsync(EncryptionContext context, CancellationToken cancellationToken)
    {
        while (true)
        {
            BranchKey branchKey = await branchKeys.GetActiveAsync(context, cancellationToken).ConfigureAwait(false);
            if (branchKey.CreateRecordKey() is { } recordKey)
                return recordKey;
        }
    }

    public RecordKey? TryCreate(EncryptionContext context) => branchKeys.TryGetActive(context)?.CreateRecordKey();

    public async ValueTask WarmUpAsync(IEnumerable<EncryptionContext> contexts, CancellationToken cancellationToken)
    {
        foreach (EncryptionContext context in contexts.Distinct())
            await branchKeys.GetActiveAsync(context, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IRecordKeyStock> StockAsync(IReadOnlyCollection<EncryptionContext> records, CancellationToken cancellationToken)
    {
        var stock = new HierarchicalKeyStock();
        try
        {
            foreach (EncryptionContext context in records.Distinct())
                stock.Add(await HoldActiveAsync(context, cancellationToken).ConfigureAwait(false));
            return stock;
        }
        catch
        {
            stock.Dispose();
            throw;
        }
    }

    public IRecordKeyStock? TryStock(IReadOnlyCollection<EncryptionContext> records)
    {
        var stock = new HierarchicalKeyStock();
        foreach (EncryptionContext context in records.Distinct())
        {
            if (TryHoldActive(context) is not { } held)
            {
                stock.Dispose();
                return null;
            }

            stock.Add(held);
        }

        return stock;
    }

    public Task<WritingKeys> GetWritingKeysAsync(CancellationToken cancellationToken) => Task.FromResult<WritingKeys>(new HierarchicalWritingKeys(this));

    public OpenedKey? TryGet(in StoredEnvelope envelope, out FieldCryptException? failure) => branchKeys.TryGet(envelope.KeyId, out failure);

    public bool IsKnown(in StoredEnvelope envelope) => branchKeys.IsKnown(envelope.KeyId);

    public ValueTask<OpenedKey> OpenAsync(in StoredEnvelope envelope, EncryptionContext? context, CancellationToken cancellationToken)
        => branchKeys.OpenAsync(envelope.KeyId, context, cancellationToken);

    /// <summary>
    /// The branch key that writes new records of a context, held until the caller releases it.
    /// </summary>
    /// <param name="context">The encryption context.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <param name="anew">Whether to ask the store which key that is, in spite of a live lease.</param>
    public async ValueTask<BranchKey> HoldActiveAsync(EncryptionContext context, CancellationToken cancellationToken, bool anew = false)
    {
        while (true)
        {
            BranchKey branchKey = anew
                ? await branchKeys.GetActiveAnewAsync(context, cancellationToken).ConfigureAwait(false)
                : await branchKeys.GetActiveAsync(context, cancellationToken).ConfigureAwait(false);
            if (branchKey.TryHold())
                return branchKey;
        }
    }

    /// <summary>As <see cref="HoldActiveAsync"/>, without waiting; null if the context's branch key is under no live lease.</summary>
    public BranchKey? TryHoldActive(EncryptionContext context) => branchKeys.TryGetActive(context) is { } branchKey && branchKey.TryHold() ? branchKey : null;

    public void EndLeases() => branchKeys.EndLeases();

    public void Dispose() => branchKeys.Dispose();
}
