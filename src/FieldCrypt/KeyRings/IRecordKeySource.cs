namespace FieldCrypt;

/// <summary>
/// One of the two ways to a record's data key: <see cref="HierarchicalKeySource"/> and <see cref="DirectKeySource"/>.
/// Makes those of new records and opens those of envelopes of its suite. Thread-safe.
/// </summary>
internal interface IRecordKeySource : IDisposable
{
    /// <summary>The data key of one new record; the caller disposes it.</summary>
    ValueTask<RecordKey> CreateAsync(EncryptionContext context, CancellationToken cancellationToken);

    /// <summary>As <see cref="CreateAsync"/>, without waiting; null if that is not possible now.</summary>
    RecordKey? TryCreate(EncryptionContext context);

    /// <summary>Gets ready to make record keys of contexts ahead of their first use, as far as there is anything to do.</summary>
    ValueTask WarmUpAsync(IEnumerable<EncryptionContext> contexts, CancellationToken cancellationToken);

    /// <summary>Gets what the records of one save need.</summary>
    /// <param name="records">A context for each record and context that it is written under.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    ValueTask<IRecordKeyStock> StockAsync(IReadOnlyCollection<EncryptionContext> records, CancellationToken cancellationToken);

    /// <summary>As <see cref="StockAsync"/>, without waiting; null if that is not possible now.</summary>
    IRecordKeyStock? TryStock(IReadOnlyCollection<EncryptionContext> records);

    /// <summary>What tells envelopes written under today's keys from others.</summary>
    Task<WritingKeys> GetWritingKeysAsync(CancellationToken cancellationToken);

    /// <summary>The opened key of an envelope, if its lease is live; or the failure remembered.</summary>
    OpenedKey? TryGet(in StoredEnvelope envelope, out FieldCryptException? failure);

    /// <summary>Whether a live lease or a remembered failure is there; counts no use.</summary>
    bool IsKnown(in StoredEnvelope envelope);

    /// <summary>Opens the key of an envelope and puts it under a lease.</summary>
    /// <param name="envelope">The envelope.</param>
    /// <param name="context">The context of the column it is in, if known: tells a key that was lost from one that never was.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    ValueTask<OpenedKey> OpenAsync(in StoredEnvelope envelope, EncryptionContext? context, CancellationToken cancellationToken);

    /// <summary>Forgets all keys in this process; the next use opens them anew.</summary>
    void EndLeases();
}
