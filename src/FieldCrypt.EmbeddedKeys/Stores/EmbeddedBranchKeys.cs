namespace FieldCrypt;

/// <summary>The branch keys in an embedded key store's file. Thread-safe.</summary>
internal sealed class EmbeddedBranchKeys(CatalogueStore store) : IBranchKeyStore, IBranchKeyUseCounter
{
    public ValueTask<BranchKeyRecord?> FindAsync(BranchKeyId id, CancellationToken cancellationToken)
        => new(store.ReadBranchKeysAsync(table => table.Find(id), cancellationToken));

    public ValueTask<BranchKeyRecord?> FindNewestAsync(EncryptionContext context, CancellationToken cancellationToken)
        => new(store.ReadBranchKeysAsync(table => table.FindNewest(context), cancellationToken));

    public ValueTask<bool> TryAddAsync(BranchKeyRecord record, CancellationToken cancellationToken)
        => new(store.ChangeBranchKeysAsync(table => table.TryAdd(record), cancellationToken));

    public ValueTask<bool> TryReplaceAsync(BranchKeyRecord record, CancellationToken cancellationToken)
        => new(store.ChangeBranchKeysAsync(table => table.TryReplace(record), cancellationToken));

    public ValueTask<IReadOnlyList<BranchKeyRecord>> ListAsync(CancellationToken cancellationToken)
        => new(store.ReadBranchKeysAsync(IReadOnlyList<BranchKeyRecord> (table) => table.List(), cancellationToken));

    public async ValueTask<long> AddUsesAsync(BranchKeyId id, long uses, CancellationToken cancellationToken)
        => await store.ChangeBranchKeysAsync(table => table.AddUses(id, uses), cancellationToken).ConfigureAwait(false) ?? throw BranchKeyErrors.NotFound(id);
}
