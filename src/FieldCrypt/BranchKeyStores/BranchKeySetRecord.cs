namespace FieldCrypt;

/// <summary>
/// The list of all keys that a branch key store holds of one encryption context, authenticated under a key of its own
/// that the key-encryption keys wrap: what shows that a row was changed, taken away, added or put back. Immutable; a store
/// keeps it beside the rows and looks at nothing in it but <see cref="Context"/> and <see cref="Revision"/>.
/// </summary>
public sealed record BranchKeySetRecord
{
    /// <summary>The encryption context. Unique in a store.</summary>
    public required EncryptionContext Context { get; init; }

    /// <summary>1 for the first, then one more with each change; what compare-and-swap compares.</summary>
    public required long Revision { get; init; }

    /// <summary>The members, 50 bytes each, as docs/format.md lays them out.</summary>
    public required byte[] Members { get; init; }

    /// <summary>HMAC-SHA-256 over context, revision and members, 32 bytes.</summary>
    public required byte[] Mac { get; init; }

    /// <summary>The MAC's key under each key-encryption key that opens it.</summary>
    public required IReadOnlyList<WrappedKey> WrappedKeys { get; init; }
}
