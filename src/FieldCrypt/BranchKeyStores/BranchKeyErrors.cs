namespace FieldCrypt;

/// <summary>The messages about branch keys, in one place.</summary>
internal static class BranchKeyErrors
{
    public static FieldCryptException NotFound(BranchKeyId id) => new(
        FieldCryptError.KeyNotFound,
        $"The branch key store holds no branch key {id}. The value was written with another key store, or its key id was changed. Point FieldCrypt to the key store that wrote it, or restore the store from a backup.")
    { KeyId = id.ToString() };

    public static FieldCryptException NotARecordKey(BranchKeyRecord record) => new(
        FieldCryptError.KeyCommitmentMismatch,
        $"Key {record.Id} is the blind index key of context \"{record.Context}\", under which no value is ever written: the envelope's key id was changed. Restore the value from a backup.")
    { KeyId = record.Id.ToString() };

    public static void ThrowIfUnusable(BranchKeyRecord record)
    {
        if (record.Purpose == BranchKeyPurpose.BlindIndexes && record.State != BranchKeyState.Enabled)
        {
            bool destroyed = record.State == BranchKeyState.Destroyed;
            throw new FieldCryptException(destroyed ? FieldCryptError.KeyDestroyed : FieldCryptError.KeyDisabled,
                $"The blind index key {record.Id} of context \"{record.Context}\" {(destroyed ? "was destroyed on purpose: Searchable properties of this context can be neither searched nor written" : "is disabled. Enable it to search and write Searchable properties of this context")}.")
            { KeyId = record.Id.ToString() };
        }

        if (record.State == BranchKeyState.Destroyed)
        {
            throw new FieldCryptException(FieldCryptError.KeyDestroyed,
                $"Branch key {record.Id} (generation {record.Generation} of context \"{record.Context}\") was destroyed on purpose: the values written under it cannot be read again.")
            { KeyId = record.Id.ToString() };
        }

        if (record.State == BranchKeyState.Disabled)
        {
            throw new FieldCryptException(FieldCryptError.KeyDisabled,
                $"Branch key {record.Id} (generation {record.Generation} of context \"{record.Context}\") is disabled. Enable it to read the values written under it.")
            { KeyId = record.Id.ToString() };
        }
    }

    public static FieldCryptException ChangedMeanwhile(BranchKeyId id) => new(
        FieldCryptError.KeyStoreUnavailable,
        $"Branch key {id} was changed by another process meanwhile; nothing was changed here. Try again.")
    { KeyId = id.ToString() };
}
