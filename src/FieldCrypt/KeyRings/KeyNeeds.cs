namespace FieldCrypt;

/// <summary>The keys that a save or a query needs.</summary>
/// <param name="Records">
/// A context for each record and context that it is written under; in hierarchical mode each context once is enough.
/// </param>
/// <param name="BlindIndexes">The contexts of the blind indexes to be computed.</param>
internal sealed record KeyNeeds(IReadOnlyCollection<EncryptionContext> Records, IReadOnlyCollection<EncryptionContext> BlindIndexes)
{
    public bool IsEmpty => Records.Count == 0 && BlindIndexes.Count == 0;
}
