namespace FieldCrypt;

/// <summary>
/// A branch key store that also counts the records written under each branch key, over all processes, so that a branch
/// key's cryptoperiod can be measured in the amount of data (NIST SP 800-57 part 1, 5.3). Key rings reserve uses ahead, in
/// blocks. A store without it has each process count for itself. Thread-safe and safe among processes.
/// </summary>
public interface IBranchKeyUseCounter
{
    /// <summary>Adds uses to a branch key's count in one atomic step.</summary>
    /// <param name="id">The branch key.</param>
    /// <param name="uses">How many, at least 1.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The count after it.</returns>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.KeyNotFound"/>, or <see cref="FieldCryptError.KeyStoreUnavailable"/>.</exception>
    ValueTask<long> AddUsesAsync(BranchKeyId id, long uses, CancellationToken cancellationToken);
}
