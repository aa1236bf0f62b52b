using System.Collections.Concurrent;
using Azure.Core.Cryptography;

namespace FieldCrypt.Azure;

/// <summary>Keys found by the resolver, each for as long as the lookup interval. Thread-safe.</summary>
internal sealed class AzureKeys(IKeyEncryptionKeyResolver resolver, TimeSpan lookupInterval, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (long At, IKeyEncryptionKey Key)> _found = new(StringComparer.Ordinal);

    public async ValueTask<IKeyEncryptionKey> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        if (_found.TryGetValue(keyId, out var found) && time.GetElapsedTime(found.At) < lookupInterval)
            return found.Key;
        IKeyEncryptionKey key = await resolver.ResolveAsync(keyId, cancellationToken).ConfigureAwait(false);
        _found[keyId] = (time.GetTimestamp(), key);
        return key;
    }

    /// <summary>Looks a key up again with the next call: its use failed.</summary>
    public void Forget(string keyId) => _found.TryRemove(keyId, out _);
}
