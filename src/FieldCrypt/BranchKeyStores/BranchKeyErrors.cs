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

    public static FieldCryptException Corrupt(BranchKeyId id, string what) => new(
        FieldCryptError.KeyStoreCorrupt,
        $"The row of branch key {id} in the branch key store is not as FieldCrypt wrote it: {what}. Nothing was read or written under it; restore the row from a backup.")
    { KeyId = id.ToString() };

    public static FieldCryptException SetCorrupt(EncryptionContext context, Exception? inner = null) => new(
        FieldCryptError.KeyStoreCorrupt,
        $"The branch key store's set of context \"{context}\" is not as FieldCrypt wrote it. Nothing was read or written under its keys; restore the branch key store from a backup, or make the set anew with BranchKeys.RepairAsync.", inner);

    public static FieldCryptException SetMissing(EncryptionContext context) => new(
        FieldCryptError.BranchKeyStoreRolledBack,
        $"The branch key store has no set of context \"{context}\", although it held keys of it: the set was deleted, or an older copy of the store was put back. Nothing was read or written under its keys; restore the newest copy of the store, or make the set anew with BranchKeys.RepairAsync.");

    public static FieldCryptException SetOlder(EncryptionContext context, long revision, long seen) => new(
        FieldCryptError.BranchKeyStoreRolledBack,
        $"The branch key store's set of context \"{context}\" is of revision {revision}, and this process has seen {(revision == seen ? "another of that revision" : $"revision {seen}")}: an older copy of the store was put back. Restore the newest copy; if the older one was put back on purpose, restart the processes that use it.");

    public static FieldCryptException NotInSet(BranchKeyRecord key) => new(
        FieldCryptError.BranchKeyStoreRolledBack,
        $"The branch key store holds a row of branch key {key.Id} that the set of context \"{key.Context}\" does not name: the row was added past it, or an older copy of the set was put back. Nothing was read or written under it; restore the newest copy of the store, or delete the row.")
    { KeyId = key.Id.ToString() };

    public static FieldCryptException OtherRevision(BranchKeyRecord key, int revision) => new(
        FieldCryptError.BranchKeyStoreRolledBack,
        $"The branch key store's row of branch key {key.Id} is of revision {key.Revision}, and the set of context \"{key.Context}\" names {revision}: one of them was put back from an older copy. Nothing was read or written under it; restore the newest copy of both.")
    { KeyId = key.Id.ToString() };

    public static FieldCryptException Missing(BranchKeySetMember member, EncryptionContext context) => new(
        FieldCryptError.BranchKeyMissing,
        $"The branch key store lost the row of branch key {member.Id} (generation {member.Generation} of context \"{context}\"). Nothing was read or written in its place; restore the row from a backup. If there is none, its values are lost: BranchKeys.RepairAsync then makes the context's set without it, so that the next key can be made.")
    { KeyId = member.Id.ToString() };

    public static FieldCryptException Gap(BranchKeyRecord key, int next) => new(
        FieldCryptError.BranchKeyStoreRolledBack,
        $"The next branch key of context \"{key.Context}\" would have generation {key.Generation}, and the branch key store's is {next}: an older copy of the store was put back meanwhile. Nothing was written; try again.")
    { KeyId = key.Id.ToString() };

    public static FieldCryptException NothingToRepair(EncryptionContext context) => new(
        FieldCryptError.KeyNotFound,
        $"The branch key store holds no row of context \"{context}\". Restore the branch key store from a backup; nothing was changed.");

    public static FieldCryptException Contended(EncryptionContext context) => new(
        FieldCryptError.KeyStoreUnavailable,
        $"Other processes change the branch keys of context \"{context}\" all the time. Nothing was changed here; try again.");

    public static FieldCryptException ChangedMeanwhile(BranchKeyId id) => new(
        FieldCryptError.KeyStoreUnavailable,
        $"Branch key {id} was changed by another process meanwhile; nothing was changed here. Try again.")
    { KeyId = id.ToString() };
}
