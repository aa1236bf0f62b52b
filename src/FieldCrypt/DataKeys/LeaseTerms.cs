namespace FieldCrypt;

/// <summary>What the leases of one cache have in common.</summary>
/// <param name="MaximumAge">How long a key is held.</param>
/// <param name="MaximumUses">How often it is used.</param>
/// <param name="Capacity">How many keys are held.</param>
/// <param name="Renews">Whether a lease in use is renewed before it ends.</param>
internal sealed record LeaseTerms(TimeSpan MaximumAge, long MaximumUses, int Capacity, bool Renews);
