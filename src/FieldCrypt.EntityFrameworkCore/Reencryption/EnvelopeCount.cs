namespace FieldCrypt.EntityFrameworkCore;

/// <summary>How many values of one encrypted column are under one key.</summary>
/// <param name="Table">The table, with its schema where it has one.</param>
/// <param name="Column">The column's name in the database.</param>
/// <param name="Property">Entity type and property.</param>
/// <param name="Suite">How their data keys are found; <see langword="null"/> for values that are no envelopes of this format version.</param>
/// <param name="KeyId">
/// The branch key's id; with direct data keys the first 8 bytes of SHA-256 of the key-encryption key's id; 0 for values that
/// are no envelopes.
/// </param>
/// <param name="BranchKey">The branch key; <see langword="null"/> with direct data keys, or if the branch key store does not hold it.</param>
/// <param name="IsActive">Whether new records are written under it.</param>
/// <param name="Values">How many; NULL is no value.</param>
public sealed record EnvelopeCount(
    string Table,
    string Column,
    string Property,
    EnvelopeSuite? Suite,
    BranchKeyId KeyId,
    BranchKeyRecord? BranchKey,
    bool IsActive,
    long Values)
{
    /// <summary>Property, key and number, for a report.</summary>
    public override string ToString() => $"{Property}: {Values} under {NameOfKey()}";

    private string NameOfKey() => Suite switch
    {
        null => "no key (no envelopes)",
        EnvelopeSuite.Direct => $"direct data keys of key-encryption key {KeyId}",
        _ when BranchKey is null => $"branch key {KeyId}, unknown to the branch key store",
        _ => $"branch key {KeyId} (generation {BranchKey.Generation} of \"{BranchKey.Context}\", {(IsActive ? "active" : BranchKey.State.ToString().ToLowerInvariant())})",
    };
}
