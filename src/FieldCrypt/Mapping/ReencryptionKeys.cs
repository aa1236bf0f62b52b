namespace FieldCrypt.Mapping;

/// <summary>
/// The keys that a key ring writes new records under now, held until the next <see cref="HoldAsync"/> or
/// <see cref="Dispose"/>: tells which envelopes were written under them, and makes records under them. Held by one flow at
/// a time; the other members are thread-safe.
/// </summary>
public sealed class ReencryptionKeys : IDisposable
{
    private readonly KeyRing _keyRing;
    private readonly WritingKeys _keys;

    internal ReencryptionKeys(KeyRing keyRing, WritingKeys keys)
    {
        _keyRing = keyRing;
        _keys = keys;
    }

    /// <summary>Where re-encryption is recorded.</summary>
    public AuditTrail Audit => _keyRing.Audit;

    /// <summary>Holds the keys that write now, and lets go of those held before.</summary>
    /// <param name="contexts">The encryption contexts.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="FieldCryptException">A key cannot be had; see <see cref="IKeyBackend"/>.</exception>
    public ValueTask HoldAsync(IEnumerable<EncryptionContext> contexts, CancellationToken cancellationToken) => _keys.HoldAsync(contexts, cancellationToken);

    /// <summary>The branch key id that envelopes of a context get; <see langword="null"/> where each record has a key of its own.</summary>
    /// <param name="context">A context that is held.</param>
    public BranchKeyId? FindBranchKeyId(EncryptionContext context) => _keys.FindBranchKeyId(context);

    /// <summary>The key that data keys of a context come from, as the audit trail names it.</summary>
    /// <param name="context">A context that is held.</param>
    public string NameOf(EncryptionContext context) => _keys.NameOf(context);

    /// <summary>Whether stored bytes are an envelope as a record of the context would get today.</summary>
    /// <param name="envelope">Stored bytes.</param>
    /// <param name="context">A context that is held.</param>
    public bool Wrote(ReadOnlySpan<byte> envelope, EncryptionContext context) => _keys.Wrote(envelope, context);

    /// <summary>Gets the keys of one record under one context.</summary>
    /// <param name="context">The encryption context.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Keys for a single <see cref="MappingKeys.OpenRecord"/>; the caller disposes them.</returns>
    /// <exception cref="FieldCryptException">No key could be had; see <see cref="IKeyBackend"/>.</exception>
    public async ValueTask<MappingKeys> HoldRecordAsync(EncryptionContext context, CancellationToken cancellationToken)
        => new(HeldKeys.OfOneRecord(_keyRing, await _keys.CreateRecordKeyAsync(context, cancellationToken).ConfigureAwait(false)));

    /// <summary>Lets go of the keys.</summary>
    public void Dispose() => _keys.Dispose();
}
