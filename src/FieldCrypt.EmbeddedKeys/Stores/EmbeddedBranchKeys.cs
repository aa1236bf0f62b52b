namespace FieldCrypt;

/// <summary>The branch keys in an embedded key store's file. Thread-safe.</summary>
internal sealed class EmbeddedBranchKeys(CatalogueStore store) : IBranchKeyStore, IBranchKeyUseCounter
{
    public ValueTask<StoredBranchKey?> FindAsync(BranchKeyId id, CancellationToken cancellationToken)
        => new(store.ReadBranchKeysAsync(table => table.Find(id), cancellationToken));

    public ValueTask<BranchKeySetRecord?> FindSetAsync(EncryptionContext context, CancellationToken cancellationToken)
        => new(store.ReadBranchKeysAsync(table => table.FindSet(context), cancellationToken));

    public ValueTask<bool> TryWriteAsync(BranchKeySetRecord set, BranchKeyRecord? key, CancellationToken cancellationToken)
        => new(store.ChangeBranchKeysAsync(table => table.TryWrite(set, key), cancellationToken));

    public ValueTask<BranchKeyStoreContent> ListAsync(CancellationToken cancellationToken)
        => new(store.ReadBranchKeysAsync(static table => table.List(), cancellationToken));

    public async ValueTask<long> AddUsesAsync(BranchKeyId id, long uses, CancellationToken cancellationToken)
        => await store.ChangeBranchKeysAsync(table => table.AddUses(id, uses), cancellationToken).ConfigureAwait(false) ?? throw BranchKeyErrors.NotFound(id);
}
