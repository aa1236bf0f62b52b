namespace FieldCrypt;

/// <summary>What a look at a key ring found; see <see cref="KeyRing.InspectAsync"/>. No secret.</summary>
/// <param name="Backends">Each key backend, in the order they are set up.</param>
/// <param name="BranchKeys">Each branch key, by context and generation; empty without a branch key store, or where that failed.</param>
/// <param name="StoreFailure">Why the branch key store could not be read; <see langword="null"/> if it could.</param>
/// <param name="Opened">The branch key that was opened as a trial; <see langword="null"/> if there is none to open.</param>
/// <param name="OpenFailure">Why that failed; <see langword="null"/> if it did not.</param>
public sealed record KeyRingStatus(
    IReadOnlyList<KeyBackendStatus> Backends,
    IReadOnlyList<BranchKeyStatus> BranchKeys,
    FieldCryptException? StoreFailure,
    BranchKeyId? Opened,
    FieldCryptException? OpenFailure)
{
    /// <summary>Rows of the branch key store that are damaged, missing, or not as the set of their context says; they stop no other.</summary>
    public IReadOnlyList<BranchKeyFailure> PassedOver { get; init; } = [];
}
