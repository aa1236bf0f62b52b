namespace FieldCrypt.TestKit;

/// <summary>Writes keys to a store as no key ring does.</summary>
public static class BranchKeyStoreExtensions
{
    /// <summary>Adds or replaces a key as somebody who may use the key-encryption key: with the next revision of the set, signed.</summary>
    public static async Task<bool> TryPutSignedAsync(this IBranchKeyStore store, BranchKeyRecord key, IKeyBackend backend)
    {
        var backends = new BackendSet([backend], TimeSpan.FromSeconds(10), TimeProvider.System, new AuditTrail([], "test", TimeProvider.System));
        using var keys = new AuthenticatedBranchKeys(store, backends, new KeyRingOptions(), "test");
        return key.Revision == 0 ? await keys.TryAddAsync(key, default) : await keys.TryReplaceAsync(key, default);
    }

    /// <summary>Adds or replaces a key with the next revision of a set that has no meaning, for tests of the store alone.</summary>
    public static async ValueTask<bool> TryPutAsync(this IBranchKeyStore store, BranchKeyRecord key)
    {
        BranchKeySetRecord? before = await store.FindSetAsync(key.Context, default);
        var set = new BranchKeySetRecord
        {
            Context = key.Context,
            Revision = (before?.Revision ?? 0) + 1,
            Members = [],
            Mac = [],
            WrappedKeys = [new WrappedKey("memory", "a key", "1", [9])],
        };
        return await store.TryWriteAsync(set, key, default);
    }
}
