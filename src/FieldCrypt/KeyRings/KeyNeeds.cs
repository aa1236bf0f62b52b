using System.ComponentModel;

namespace FieldCrypt.Mapping;

/// <summary>The keys that writing some records, or computing some blind indexes, needs.</summary>
/// <param name="Records">
/// A context for each record and context that it is written under; in hierarchical mode each context once is enough.
/// </param>
/// <param name="BlindIndexes">The contexts of the blind indexes to be computed.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record KeyNeeds(IReadOnlyCollection<EncryptionContext> Records, IReadOnlyCollection<EncryptionContext> BlindIndexes)
{
    /// <summary>Whether nothing is needed.</summary>
    public bool IsEmpty => Records.Count == 0 && BlindIndexes.Count == 0;
}
