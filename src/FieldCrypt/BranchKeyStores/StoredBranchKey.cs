namespace FieldCrypt;

/// <summary>A branch key and the set of its context, as they lie in the store at one moment.</summary>
/// <param name="Key">The branch key.</param>
/// <param name="Set">The set of the key's context; <see langword="null"/> if the store has none.</param>
public sealed record StoredBranchKey(BranchKeyRecord Key, BranchKeySetRecord? Set);
