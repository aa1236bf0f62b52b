namespace FieldCrypt;

/// <summary>How far the unlocking of a key store has come.</summary>
/// <param name="Provided">The numbers of the shares given so far.</param>
/// <param name="Threshold">How many are needed.</param>
/// <param name="IsUnlocked">Whether the store is open.</param>
public sealed record RootKeyUnlock(IReadOnlyList<byte> Provided, int Threshold, bool IsUnlocked);
