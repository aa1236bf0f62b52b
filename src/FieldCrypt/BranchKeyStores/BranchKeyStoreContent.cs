namespace FieldCrypt;

/// <summary>All that a branch key store holds at one moment.</summary>
/// <param name="Keys">The keys, by context, purpose and generation.</param>
/// <param name="Sets">The set of each context.</param>
/// <param name="Failures">What cannot be read, and why.</param>
public sealed record BranchKeyStoreContent(
    IReadOnlyList<BranchKeyRecord> Keys,
    IReadOnlyList<BranchKeySetRecord> Sets,
    IReadOnlyList<BranchKeyFailure> Failures);
