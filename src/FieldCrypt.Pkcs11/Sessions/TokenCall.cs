namespace FieldCrypt.Pkcs11;

/// <summary>A call that waits for a session, and its caller.</summary>
internal abstract class TokenCall
{
    /// <summary>Whether the caller still waits.</summary>
    public abstract bool IsWaited { get; }

    /// <summary>Runs the call; what it throws stays with the session's thread, which decides.</summary>
    public abstract void Run(SessionKeys session);

    public abstract void Fail(Exception exception);

    public abstract void Cancel(CancellationToken cancellationToken);

    /// <summary>The call is over and not run again.</summary>
    public abstract void Release();
}

/// <summary>A call with a result. One that comes after the caller has gone is disposed, so that no key is left lying about.</summary>
/// <typeparam name="T">The result.</typeparam>
internal sealed class TokenCall<T>(Func<SessionKeys, T> work, IDisposable? owned) : TokenCall
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Task => _completion.Task;

    public override bool IsWaited => !_completion.Task.IsCompleted;

    public override void Run(SessionKeys session)
    {
        T result = work(session);
        if (!_completion.TrySetResult(result))
            (result as IDisposable)?.Dispose();
    }

    public override void Fail(Exception exception) => _completion.TrySetException(exception);

    public override void Cancel(CancellationToken cancellationToken) => _completion.TrySetCanceled(cancellationToken);

    public override void Release() => owned?.Dispose();
}
