namespace FieldCrypt;

/// <summary>What a run over the branch key store passed over, and why.</summary>
/// <param name="Id">The key, as far as it is known; <see langword="null"/> where a whole context is concerned.</param>
/// <param name="Context">The encryption context, as far as it is known.</param>
/// <param name="Cause">Why; its message names the place and says what to do.</param>
public sealed record BranchKeyFailure(BranchKeyId? Id, EncryptionContext? Context, FieldCryptException Cause);
