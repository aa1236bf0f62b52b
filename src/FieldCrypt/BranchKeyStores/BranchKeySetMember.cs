namespace FieldCrypt;

/// <summary>What a set knows of one key: enough to tell its row from a changed or older one, and a destroyed key whose row is gone.</summary>
internal sealed record BranchKeySetMember(BranchKeyId Id, BranchKeyPurpose Purpose, int Generation, BranchKeyState State, int Revision, byte[] Digest)
{
    public static BranchKeySetMember Of(BranchKeyRecord key) => new(key.Id, key.Purpose, key.Generation, key.State, key.Revision, BranchKeySetFormat.DigestOf(key));

    /// <summary>A destroyed key whose row is gone: what is left to say of it.</summary>
    public BranchKeyRecord ToDestroyed(EncryptionContext context) => new()
    {
        Id = Id,
        Context = context,
        Purpose = Purpose,
        Generation = Generation,
        CreatedAt = DateTimeOffset.UnixEpoch,
        State = BranchKeyState.Destroyed,
        WrappedKeys = [],
        Revision = Revision,
    };
}
