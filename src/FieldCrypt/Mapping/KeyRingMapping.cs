namespace FieldCrypt.Mapping;

/// <summary>
/// The door for mappers: what EF Core, item stores, ADO.NET readers and streams need of a key ring beside its public
/// members. A write holds its keys by <see cref="HoldKeysAsync"/>, then opens a record for each row and encrypts its
/// columns; a read opens the keys of what it fetched by <see cref="IsClosed"/>, then decrypts by
/// <see cref="MappedColumn"/>. All members are thread-safe.
/// </summary>
public static class KeyRingMapping
{
    /// <summary>Gets the keys of a save or query without blocking. The one place where a write waits for the key backend.</summary>
    /// <param name="keyRing">The key ring.</param>
    /// <param name="needs">Which keys.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The keys; the caller disposes them.</returns>
    /// <exception cref="FieldCryptException">A key cannot be had; see <see cref="IKeyBackend"/>. Nothing is held then.</exception>
    public static async ValueTask<MappingKeys> HoldKeysAsync(this KeyRing keyRing, KeyNeeds needs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keyRing);
        ArgumentNullException.ThrowIfNull(needs);
        return new MappingKeys(await keyRing.HoldNeededAsync(needs, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>As <see cref="HoldKeysAsync"/>, blocking the thread where something is waited for: for synchronous APIs.</summary>
    /// <param name="keyRing">The key ring.</param>
    /// <param name="needs">Which keys.</param>
    /// <exception cref="FieldCryptException">As <see cref="HoldKeysAsync"/>.</exception>
    public static MappingKeys HoldKeys(this KeyRing keyRing, KeyNeeds needs)
    {
        ArgumentNullException.ThrowIfNull(keyRing);
        ArgumentNullException.ThrowIfNull(needs);
        return new MappingKeys(keyRing.HoldNeeded(needs));
    }

    /// <summary>
    /// Whether decrypting stored bytes would wait for a key. Not so if the key is under a live lease, failed a moment ago, or
    /// the bytes are no envelope: then decrypting succeeds or throws at once. Ask only for columns that the model says are
    /// encrypted: other bytes are somebody else's, and their keys cost calls.
    /// </summary>
    /// <param name="keyRing">The key ring.</param>
    /// <param name="envelope">Stored bytes; they must not change until the key is open.</param>
    /// <param name="closed">Opens the key.</param>
    public static bool IsClosed(this KeyRing keyRing, ReadOnlyMemory<byte> envelope, out ClosedEnvelope closed)
    {
        ArgumentNullException.ThrowIfNull(keyRing);
        bool isOpen = keyRing.IsOpen(envelope, out StoredEnvelope stored);
        closed = isOpen ? default : new ClosedEnvelope(keyRing, stored);
        return !isOpen;
    }

    /// <summary>Opens, and where needed makes, the blind index keys of contexts ahead of their first use.</summary>
    /// <param name="keyRing">The key ring.</param>
    /// <param name="contexts">The encryption contexts.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="FieldCryptException">A key cannot be had; see <see cref="IKeyBackend"/>.</exception>
    public static async ValueTask WarmUpIndexesAsync(this KeyRing keyRing, IEnumerable<EncryptionContext> contexts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keyRing);
        await keyRing.WarmUpBlindIndexesAsync(contexts, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What re-encryption needs: which keys write new records now. Asks each backend for its key once, in direct mode.</summary>
    /// <param name="keyRing">The key ring.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The keys; the caller disposes them.</returns>
    /// <exception cref="FieldCryptException">The branch key store or a backend cannot be asked.</exception>
    public static async Task<ReencryptionKeys> GetReencryptionKeysAsync(this KeyRing keyRing, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keyRing);
        return new ReencryptionKeys(keyRing, await keyRing.GetWritingKeysAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The ids of the branch keys that write new records, one per context, among all of a store.</summary>
    /// <param name="records">What the branch key store lists.</param>
    public static IReadOnlySet<BranchKeyId> ActiveIds(IEnumerable<BranchKeyRecord> records) => KeyRingInspection.ActiveIds(records);
}
