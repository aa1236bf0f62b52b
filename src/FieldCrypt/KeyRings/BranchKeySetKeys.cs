using System.Security.Cryptography;

namespace FieldCrypt;

/// <summary>The keys that authenticate sets of branch keys: made with a context's first key, and held under leases like others. Thread-safe.</summary>
internal sealed class BranchKeySetKeys : IDisposable
{
    private readonly BackendSet _backends;
    private readonly LeaseCache<SetKeyId> _opened;

    public BranchKeySetKeys(BackendSet backends, KeyRingOptions options, string keyRing)
    {
        _backends = backends;
        var terms = new LeaseTerms(options.LeaseMaximumAge, options.LeaseMaximumUses, options.BranchKeyCapacity, Renews: false);
        _opened = new LeaseCache<SetKeyId>(options.TimeProvider, terms, new LeaseMetrics(keyRing, "set"));
    }

    /// <summary>Makes the key of a set; the caller releases it.</summary>
    public async Task<(BranchKeySetKey Key, IReadOnlyList<WrappedKey> WrappedKeys)> CreateAsync(EncryptionContext context, CancellationToken cancellationToken)
    {
        (KeyMaterial material, IReadOnlyList<WrappedKey> wrappedKeys) = await _backends.GenerateAsync(BranchKeyBinding.SetContextOf(context), cancellationToken).ConfigureAwait(false);
        return (new BranchKeySetKey(context, material), wrappedKeys);
    }

    /// <summary>The key of a stored set, opened where it is not; the caller releases it.</summary>
    /// <exception cref="FieldCryptException">It cannot be opened; <see cref="FieldCryptError.KeyStoreCorrupt"/>: what is stored is not its wrapping.</exception>
    public async Task<BranchKeySetKey> HoldAsync(BranchKeySetRecord set, CancellationToken cancellationToken)
    {
        while (true)
        {
            var key = (BranchKeySetKey)await _opened.GetAsync(SetKeyId.Of(set), _ => OpenAsync(set), counts: false, cancellationToken).ConfigureAwait(false);
            if (key.TryHold())
                return key;
        }
    }

    /// <summary>Forgets all keys; the next use opens them anew.</summary>
    public void EndLeases() => _opened.EndAll();

    public void Dispose() => _opened.Dispose();

    private async Task<OpenedKey> OpenAsync(BranchKeySetRecord set)
    {
        try
        {
            KeyMaterial material = await _backends.UnwrapAsync(set.WrappedKeys, BranchKeyBinding.SetContextOf(set.Context), CancellationToken.None).ConfigureAwait(false);
            return new BranchKeySetKey(set.Context, material);
        }
        catch (FieldCryptException exception) when (exception.Error == FieldCryptError.AuthenticationFailed)
        {
            throw BranchKeyErrors.SetCorrupt(set.Context, exception);
        }
    }

    /// <summary>A set's key as it is wrapped now: another wrapping may be of another key.</summary>
    private readonly record struct SetKeyId(EncryptionContext Context, string WrappedKeys)
    {
        public static SetKeyId Of(BranchKeySetRecord set)
            => new(set.Context, set.WrappedKeys.Count == 0 ? "" : Convert.ToHexString(SHA256.HashData(WrappedKeyEncoding.Encode(set.WrappedKeys))));
    }
}
