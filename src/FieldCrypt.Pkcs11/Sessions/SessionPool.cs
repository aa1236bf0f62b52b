using Net.Pkcs11Interop.Common;

namespace FieldCrypt.Pkcs11;

/// <summary>
/// A bounded number of sessions, each used by a thread of its own: native calls block those and never a thread of the
/// thread pool. A caller that gives up is let go at once; the native call, which cannot be interrupted, ends when it
/// ends. A lost session is opened again and the call tried once more. Thread-safe.
/// </summary>
internal sealed class SessionPool(ITokenConnector connector, Pkcs11Options options) : IDisposable
{
    private static readonly TimeSpan s_drainTime = TimeSpan.FromSeconds(5);

    private readonly Queue<TokenCall> _waiting = new();
    private readonly List<Thread> _threads = [];
    private readonly object _gate = new();
    private int _idle;
    private bool _disposed;

    /// <param name="work">The call; may be run twice.</param>
    /// <param name="owned">What the call uses and nobody else: disposed when the call is over, be its caller gone or not.</param>
    /// <param name="cancellationToken">Lets the caller go.</param>
    public async ValueTask<T> RunAsync<T>(Func<SessionKeys, T> work, IDisposable? owned, CancellationToken cancellationToken)
    {
        var call = new TokenCall<T>(work, owned);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            Enqueue(call);
        }
        catch
        {
            call.Release();
            throw;
        }

        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((TokenCall)state!).Cancel(token), call);
        return await call.Task.ConfigureAwait(false);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            Monitor.PulseAll(_gate);
        }

        bool allEnded = true;
        foreach (Thread thread in _threads)
            allEnded &= thread.Join(s_drainTime);

        // A thread that hangs in the module keeps it loaded: finalizing under it would bring the process down.
        if (allEnded)
            connector.Dispose();
    }

    private void Enqueue(TokenCall call)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _waiting.Enqueue(call);
            if (_idle >= _waiting.Count)
            {
                Monitor.Pulse(_gate);
            }
            else if (_threads.Count < options.MaximumSessions)
            {
                var thread = new Thread(Serve) { IsBackground = true, Name = $"FieldCrypt PKCS#11 session {_threads.Count + 1}" };
                _threads.Add(thread);
                thread.Start();
            }
        }
    }

    private TokenCall? Take()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_disposed)
                    return null;
                _idle++;
                Monitor.Wait(_gate);
                _idle--;
            }

            return _waiting.Dequeue();
        }
    }

    private void Serve()
    {
        SessionKeys? session = null;
        while (Take() is { } call)
        {
            if (call.IsWaited)
                Serve(call, ref session);
            call.Release();
        }

        Close(ref session);
    }

    private void Serve(TokenCall call, ref SessionKeys? session)
    {
        try
        {
            bool fresh = session is null;
            session ??= Open();
            try
            {
                call.Run(session);
                return;
            }
            catch (Pkcs11Exception exception) when (!fresh && SessionFailure.IsLoss(exception.RV))
            {
                Close(ref session);
            }

            session = Open();
            call.Run(session);
        }
        catch (Exception exception)
        {
            if (exception is not FieldCryptException && !(exception is Pkcs11Exception { RV: var result } && SessionFailure.LeavesSessionUsable(result)))
                Close(ref session);
            call.Fail(exception);
        }
    }

    private SessionKeys Open() => new(connector.Open(), options.TimeProvider, options.KeyLookupInterval);

    private static void Close(ref SessionKeys? session)
    {
        SessionKeys? closing = session;
        session = null;
        try
        {
            closing?.Dispose();
        }
        catch (Pkcs11Exception)
        {
            // A lost session cannot be closed and need not be.
        }
    }
}
