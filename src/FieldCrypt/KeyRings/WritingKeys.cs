namespace FieldCrypt;

/// <summary>
/// The keys that a key ring writes new records under now, held until the next <see cref="HoldAsync"/> or
/// <see cref="Dispose"/>. Tells which envelopes were written under them. Held by one flow at a time; reading it is
/// thread-safe.
/// </summary>
internal abstract class WritingKeys : IDisposable
{
    /// <summary>Holds the keys that write now, and lets go of those held before.</summary>
    public abstract ValueTask HoldAsync(IEnumerable<EncryptionContext> contexts, CancellationToken cancellationToken);

    /// <summary>The branch key id that envelopes of a context get; null where each record has its own key.</summary>
    public abstract BranchKeyId? FindBranchKeyId(EncryptionContext context);

    /// <summary>The key that data keys of a context come from, as the audit trail names it.</summary>
    public abstract string NameOf(EncryptionContext context);

    /// <summary>Whether stored bytes are an envelope as a record of the context would get today.</summary>
    public bool Wrote(ReadOnlySpan<byte> bytes, EncryptionContext context) => Envelope.TryParse(bytes, out Envelope envelope) is null && Wrote(envelope, context);

    /// <summary>Makes the data key of one record; the caller disposes it.</summary>
    public abstract ValueTask<RecordKey> CreateRecordKeyAsync(EncryptionContext context, CancellationToken cancellationToken);

    public abstract void Dispose();

    protected abstract bool Wrote(in Envelope envelope, EncryptionContext context);
}
