using FieldCrypt.Pkcs11;

namespace FieldCrypt.Backends.Tests;

/// <summary>A token in memory that keeps keys' names and uses, and does no cryptography: for what administration does.</summary>
internal sealed class MemoryToken : ITokenConnector
{
    private readonly Dictionary<string, List<TokenKey>> _keys = [];
    private readonly Lock _gate = new();
    private ulong _lastHandle;

    /// <summary>All keys with their uses.</summary>
    public string State
    {
        get
        {
            lock (_gate)
                return string.Join('\n', _keys.SelectMany(static pair => pair.Value.Select(key => $"{pair.Key} {key.Version} {key.MayWrapKeys} {key.MayEncrypt}")));
        }
    }

    /// <summary>Thrown by every change while set.</summary>
    public Exception? Failure { get; set; }

    public ITokenSession Open() => new Session(this);

    public void Dispose()
    {
    }

    private void Change(Action change)
    {
        if (Failure is not null)
            throw Failure;
        lock (_gate)
            change();
    }

    private sealed class Session(MemoryToken tokens) : ITokenSession
    {
        public string TokenLabel => "memory";

        public IReadOnlyList<TokenKey> FindKeys(string label)
        {
            lock (tokens._gate)
                return [.. tokens._keys.GetValueOrDefault(label) ?? []];
        }

        public void CreateKey(string label, byte[] id, bool forGcm) => tokens.Change(() =>
        {
            if (!tokens._keys.TryGetValue(label, out List<TokenKey>? keys))
                tokens._keys.Add(label, keys = []);
            keys.Add(new TokenKey(++tokens._lastHandle, id, !forGcm, forGcm, IsProtected: true));
        });

        public void SetUsable(TokenKey key, bool usable, bool forGcm) => tokens.Change(() => Replace(key, [key with { MayWrapKeys = usable && !forGcm, MayEncrypt = usable && forGcm }]));

        public void Destroy(TokenKey key) => tokens.Change(() => Replace(key, []));

        public void FillRandom(Span<byte> destination) => throw new NotSupportedException();

        public byte[] WrapKey(ulong kek, ulong mechanism, ReadOnlySpan<byte> payload) => throw new NotSupportedException();

        public int UnwrapKey(ulong kek, ulong mechanism, byte[] wrapped, Span<byte> destination) => throw new NotSupportedException();

        public byte[] EncryptGcm(ulong kek, Span<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> payload) => throw new NotSupportedException();

        public int DecryptGcm(ulong kek, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> sealedBytes, Span<byte> destination) => throw new NotSupportedException();

        public void Dispose()
        {
        }

        private void Replace(TokenKey key, IEnumerable<TokenKey> by)
        {
            List<TokenKey> keys = tokens._keys.Values.First(found => found.Exists(other => other.Handle == key.Handle));
            int index = keys.FindIndex(other => other.Handle == key.Handle);
            keys.RemoveAt(index);
            keys.InsertRange(index, by);
        }
    }
}
