namespace FieldCrypt;

/// <summary>A branch key and what is due for it.</summary>
/// <param name="Key">The branch key as stored.</param>
/// <param name="IsActive">Whether new records of its context are written under it.</param>
/// <param name="DueAt">When its cryptoperiod ends.</param>
/// <param name="IsDue">Whether it is active and its cryptoperiod ended, by age or by uses: the next write makes its successor.</param>
/// <param name="IsRewrapDue">Whether it is wrapped otherwise than by the current version of every configured key-encryption key, as far as backends tell.</param>
public sealed record BranchKeyStatus(BranchKeyRecord Key, bool IsActive, DateTimeOffset DueAt, bool IsDue, bool IsRewrapDue);
