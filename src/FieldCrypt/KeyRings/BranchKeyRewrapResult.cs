namespace FieldCrypt;

/// <summary>What a run of rewrapping did.</summary>
/// <param name="Rewrapped">How many branch keys and blind index keys were rewrapped.</param>
/// <param name="PassedOver">Those that could not be, and why; empty if the run was whole.</param>
public sealed record BranchKeyRewrapResult(int Rewrapped, IReadOnlyList<BranchKeyFailure> PassedOver);
