namespace FieldCrypt;

/// <summary>
/// The keys that a key ring writes new records under now: the active branch key of each context, held until the next
/// <see cref="HoldAsync"/> or <see cref="Dispose"/>, or in direct mode the key-encryption keys of its backends. Tells which
/// envelopes were written under them. Held by one flow at a time; reading it is thread-safe.
/// </summary>
internal sealed class WritingKeys(KeyRing keyRing, IReadOnlyList<KeyBackendStatus> backends) : IDisposable
{
    private readonly Dictionary<EncryptionContext, BranchKey> _held = [];
    private readonly HashSet<EncryptionContext> _asked = [];

    /// <summary>Holds the branch keys that write now, and lets go of those held before. Asks the store the first time. Nothing in direct mode.</summary>
    public async ValueTask HoldAsync(IEnumerable<EncryptionContext> contexts, CancellationToken cancellationToken)
    {
        Dispose();
        if (keyRing.DataKeys == DataKeyMode.Direct)
            return;
        foreach (EncryptionContext context in contexts)
            _held[context] = await keyRing.HoldActiveAsync(context, cancellationToken, anew: !_asked.Contains(context)).ConfigureAwait(false);
        _asked.UnionWith(_held.Keys);
    }

    /// <summary>The id that envelopes of a context get; null in direct mode, where each record has its own.</summary>
    public BranchKeyId? FindBranchKeyId(EncryptionContext context) => _held.TryGetValue(context, out BranchKey? key) ? key.Id : null;

    /// <summary>The key that data keys of a context come from, as the audit trail names it.</summary>
    public string NameOf(EncryptionContext context)
        => FindBranchKeyId(context)?.ToString() ?? $"{keyRing.Backends[0].Provider}:{keyRing.Backends[0].KeyName}";

    /// <summary>Whether stored bytes are an envelope as a record of the context would get today.</summary>
    public bool Wrote(ReadOnlySpan<byte> bytes, EncryptionContext context)
    {
        if (Envelope.TryParse(bytes, out Envelope envelope) is not null)
            return false;
        if (FindBranchKeyId(context) is { } id)
            return envelope.Suite == EnvelopeSuite.Hierarchical && envelope.KeyId == id;
        return envelope.Suite == EnvelopeSuite.Direct
            && DirectKeySection.TryDecode(envelope.DirectKeySection) is { } section
            && KeyRingInspection.IsCurrent(section.WrappedKeys, backends);
    }

    /// <summary>Makes the data key of one record; the caller disposes it.</summary>
    public async ValueTask<RecordKey> CreateRecordKeyAsync(EncryptionContext context, CancellationToken cancellationToken)
    {
        if (!_held.TryGetValue(context, out BranchKey? held))
            return await keyRing.CreateRecordKeyAsync(context, cancellationToken).ConfigureAwait(false);
        return held.CreateRecordKey() ?? throw new ObjectDisposedException(nameof(KeyRing));
    }

    public void Dispose()
    {
        foreach (BranchKey key in _held.Values)
            key.Release();
        _held.Clear();
    }
}
