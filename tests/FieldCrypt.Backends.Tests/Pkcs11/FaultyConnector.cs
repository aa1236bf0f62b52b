using FieldCrypt.Pkcs11;
using Net.Pkcs11Interop.Common;

namespace FieldCrypt.Backends.Tests;

/// <summary>A connector whose sessions hang or fail on demand before they reach the module.</summary>
internal sealed class FaultyConnector(ITokenConnector inner) : ITokenConnector
{
    private readonly ManualResetEventSlim _flowing = new(initialState: true);
    private int _opened;
    private int _live;
    private int _mostLive;

    /// <summary>Gives the return value that the next call of a session fails with, or null.</summary>
    public Func<CKR?> NextFailure { get; set; } = static () => null;

    /// <summary>How many looks at the token it takes until a key that was made is listed.</summary>
    public int LooksUntilListed { get; set; }

    public TaskCompletionSource CallWaits { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Opened => _opened;

    public int MostLive => _mostLive;

    /// <summary>The threads that calls came in on.</summary>
    public HashSet<string?> Threads { get; } = [];

    /// <summary>The labels that were looked for.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Labels { get; } = [];

    public ITokenSession Open()
    {
        Interlocked.Increment(ref _opened);
        var session = new Session(this, inner.Open());
        int live = Interlocked.Increment(ref _live);
        lock (Threads)
            _mostLive = Math.Max(_mostLive, live);
        return session;
    }

    public void Stall()
    {
        CallWaits = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _flowing.Reset();
    }

    public void Resume() => _flowing.Set();

    public void Dispose()
    {
        Resume();
        inner.Dispose();
    }

    private void Pass(string function)
    {
        lock (Threads)
            Threads.Add(Thread.CurrentThread.IsThreadPoolThread ? "thread pool" : Thread.CurrentThread.Name);
        if (!_flowing.IsSet)
        {
            CallWaits.TrySetResult();
            _flowing.Wait();
        }

        if (NextFailure() is { } failure)
            throw new Pkcs11Exception(function, failure);
    }

    private sealed class Session(FaultyConnector connector, ITokenSession inner) : ITokenSession
    {
        private byte[]? _unlisted;

        public string TokenLabel => inner.TokenLabel;

        public IReadOnlyList<TokenKey> FindKeys(string label)
        {
            connector.Pass("C_FindObjects");
            connector.Labels.Enqueue(label);
            IReadOnlyList<TokenKey> keys = inner.FindKeys(label);
            return _unlisted is { } id && connector.LooksUntilListed-- > 0 ? [.. keys.Where(key => !key.Id.AsSpan().SequenceEqual(id))] : keys;
        }

        public void FillRandom(Span<byte> destination)
        {
            connector.Pass("C_GenerateRandom");
            inner.FillRandom(destination);
        }

        public byte[] WrapKey(ulong kek, ulong mechanism, ReadOnlySpan<byte> payload)
        {
            connector.Pass("C_WrapKey");
            return inner.WrapKey(kek, mechanism, payload);
        }

        public int UnwrapKey(ulong kek, ulong mechanism, byte[] wrapped, Span<byte> destination)
        {
            connector.Pass("C_UnwrapKey");
            return inner.UnwrapKey(kek, mechanism, wrapped, destination);
        }

        public byte[] EncryptGcm(ulong kek, Span<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> payload)
        {
            connector.Pass("C_Encrypt");
            return inner.EncryptGcm(kek, nonce, aad, payload);
        }

        public int DecryptGcm(ulong kek, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> sealedBytes, Span<byte> destination)
        {
            connector.Pass("C_Decrypt");
            return inner.DecryptGcm(kek, nonce, aad, sealedBytes, destination);
        }

        public void CreateKey(string label, byte[] id, bool forGcm)
        {
            inner.CreateKey(label, id, forGcm);
            _unlisted = id;
        }

        public void SetUsable(TokenKey key, bool usable, bool forGcm) => inner.SetUsable(key, usable, forGcm);

        public void Destroy(TokenKey key) => inner.Destroy(key);

        public void Dispose()
        {
            Interlocked.Decrement(ref connector._live);
            inner.Dispose();
        }
    }
}
