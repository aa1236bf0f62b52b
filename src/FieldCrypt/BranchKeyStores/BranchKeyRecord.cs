namespace FieldCrypt;

/// <summary>
/// A branch key as the branch key store keeps it: wrapped, never in clear. Immutable. The newest generation of a context
/// is the active one that new records are written under; older ones open older records. A context's blind index key lies
/// in the same store, told apart by its <see cref="Purpose"/>.
/// </summary>
public sealed record BranchKeyRecord
{
    /// <summary>The id, as it stands in envelopes. Unique in a store.</summary>
    public required BranchKeyId Id { get; init; }

    /// <summary>The encryption context it is wrapped under.</summary>
    public required EncryptionContext Context { get; init; }

    /// <summary>What the key is for.</summary>
    public BranchKeyPurpose Purpose { get; init; }

    /// <summary>
    /// 1 for a context's first key of this purpose, then one more with each rotation; a blind index key is never rotated.
    /// Unique per context and purpose in a store.
    /// </summary>
    public required int Generation { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether it may be used.</summary>
    public BranchKeyState State { get; init; }

    /// <summary>The branch key under each key-encryption key that opens it; empty once destroyed.</summary>
    public required IReadOnlyList<WrappedKey> WrappedKeys { get; init; }

    /// <summary>
    /// How many records were written under it at most, over all processes: uses are reserved ahead in blocks. 0 where the
    /// store does not count (<see cref="IBranchKeyUseCounter"/>).
    /// </summary>
    public long Uses { get; init; }

    /// <summary>Rises with each change of the stored record; what compare-and-swap compares.</summary>
    public int Revision { get; init; }

    /// <summary>Wrapped keys as bytes, for stores that keep them in one field; the form is docs/format.md's.</summary>
    /// <param name="wrappedKeys">1 to 4 wrapped keys.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.InvalidArgument"/>: a field is out of its range.</exception>
    public static byte[] EncodeWrappedKeys(IReadOnlyList<WrappedKey> wrappedKeys)
    {
        ArgumentNullException.ThrowIfNull(wrappedKeys);
        return WrappedKeyEncoding.Encode(wrappedKeys);
    }

    /// <summary>Reads what <see cref="EncodeWrappedKeys"/> wrote; <see langword="null"/> if the bytes are nothing of the kind.</summary>
    /// <param name="bytes">The bytes.</param>
    public static IReadOnlyList<WrappedKey>? DecodeWrappedKeys(ReadOnlySpan<byte> bytes) => WrappedKeyEncoding.TryDecode(bytes);

    /// <summary>What a store throws that is asked to change a branch key it does not hold.</summary>
    /// <param name="id">The key's id.</param>
    public static FieldCryptException NotFound(BranchKeyId id) => BranchKeyErrors.NotFound(id);
}
