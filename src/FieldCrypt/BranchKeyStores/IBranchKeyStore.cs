namespace FieldCrypt;

/// <summary>
/// Where wrapped branch keys are kept, shared by all processes that write the same data. It holds no clear key.
/// Implementations are thread-safe, safe among processes, and never block the calling thread on I/O. They throw
/// <see cref="FieldCryptException"/> with <see cref="FieldCryptError.KeyStoreUnavailable"/> when out of reach.
/// </summary>
public interface IBranchKeyStore
{
    /// <summary>Finds a branch key, whatever its state; <see langword="null"/> if the store never held it.</summary>
    /// <param name="id">The branch key's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<BranchKeyRecord?> FindAsync(BranchKeyId id, CancellationToken cancellationToken);

    /// <summary>Finds a context's key for records of highest generation, whatever its state.</summary>
    /// <param name="context">The encryption context.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<BranchKeyRecord?> FindNewestAsync(EncryptionContext context, CancellationToken cancellationToken);

    /// <summary>
    /// Adds a branch key in one atomic step; <see langword="false"/>, with nothing added, if the context already has
    /// this generation of the purpose: another process was first, and its key is the one to use.
    /// </summary>
    /// <param name="record">The branch key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<bool> TryAddAsync(BranchKeyRecord record, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces state and wrapped keys in one atomic step if the stored revision is <c>record.Revision - 1</c>;
    /// <see langword="false"/>, with nothing changed, otherwise.
    /// </summary>
    /// <param name="record">The branch key with its new state, wrapped keys and revision.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<bool> TryReplaceAsync(BranchKeyRecord record, CancellationToken cancellationToken);

    /// <summary>All branch keys, by context, purpose and generation.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<IReadOnlyList<BranchKeyRecord>> ListAsync(CancellationToken cancellationToken);
}
