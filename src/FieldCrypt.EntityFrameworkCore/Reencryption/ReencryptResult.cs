namespace FieldCrypt.EntityFrameworkCore;

/// <summary>What a re-encryption run did.</summary>
/// <param name="Reencrypted">Rows rewritten under today's keys.</param>
/// <param name="ChangedMeanwhile">
/// Rows that somebody else changed or deleted between reading and writing, and that were left alone: the next run takes up
/// those that are still due.
/// </param>
/// <param name="Failed">Rows with a value that could not be read; their other values were rewritten.</param>
/// <param name="Failures">What could not be read, by property and reason.</param>
public sealed record ReencryptResult(long Reencrypted, long ChangedMeanwhile, long Failed, IReadOnlyList<ReencryptFailure> Failures)
{
    /// <summary>
    /// Whether nothing that the run met is left under an older key. What other processes wrote meanwhile under keys they
    /// still hold is seen by <c>CountEnvelopesByKeyAsync</c>.
    /// </summary>
    public bool IsComplete => ChangedMeanwhile == 0 && Failed == 0;
}
