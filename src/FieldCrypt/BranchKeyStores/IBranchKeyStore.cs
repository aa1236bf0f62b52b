namespace FieldCrypt;

/// <summary>
/// Where wrapped branch keys are kept, shared by all processes that write the same data. It holds no clear key, and is
/// trusted with nothing: key rings check all that it gives against the authenticated set of each context
/// (<see cref="BranchKeySetRecord"/>), which it keeps too. Implementations are thread-safe, safe among processes, and never
/// block the calling thread on I/O. They throw <see cref="FieldCryptException"/> with
/// <see cref="FieldCryptError.KeyStoreUnavailable"/> when out of reach, and with <see cref="FieldCryptError.KeyStoreCorrupt"/>
/// for a row that cannot be read.
/// </summary>
public interface IBranchKeyStore
{
    /// <summary>Finds a branch key, whatever its state, with the set of its context, both of one moment; <see langword="null"/> if there is no such row.</summary>
    /// <param name="id">The branch key's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<StoredBranchKey?> FindAsync(BranchKeyId id, CancellationToken cancellationToken);

    /// <summary>Finds the set of a context; <see langword="null"/> if there is none.</summary>
    /// <param name="context">The encryption context.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<BranchKeySetRecord?> FindSetAsync(EncryptionContext context, CancellationToken cancellationToken);

    /// <summary>
    /// Writes the set of a context and, with it, a key of that context, in one atomic step; <see langword="false"/>, with
    /// nothing written, if something is not as it was when they were made:
    /// <list type="bullet">
    /// <item>a set of revision 1 is added, if the context has none and, where a key is added with it, no key either;</item>
    /// <item>a set of revision n replaces one of revision n − 1;</item>
    /// <item>a key of revision 0 is added, if no key has its id;</item>
    /// <item>a key of revision n replaces state and wrapped keys of the one of its id, if that has revision n − 1.</item>
    /// </list>
    /// </summary>
    /// <param name="set">The set.</param>
    /// <param name="key">The key; <see langword="null"/> to write the set alone.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<bool> TryWriteAsync(BranchKeySetRecord set, BranchKeyRecord? key, CancellationToken cancellationToken);

    /// <summary>All keys and sets. A row that cannot be read is told among the failures and stops no other.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<BranchKeyStoreContent> ListAsync(CancellationToken cancellationToken);
}
