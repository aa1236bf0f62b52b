namespace FieldCrypt.EntityFrameworkCore;

/// <summary>How far a re-encryption run has come, after a batch; the numbers are of all tables so far.</summary>
/// <param name="Table">The table of the batch, with its schema where it has one.</param>
/// <param name="Reencrypted">Rows rewritten under today's keys.</param>
/// <param name="ChangedMeanwhile">Rows that somebody else changed or deleted between reading and writing, and that were left alone.</param>
/// <param name="Failed">Rows with a value that could not be read.</param>
public sealed record ReencryptProgress(string Table, long Reencrypted, long ChangedMeanwhile, long Failed);
