namespace FieldCrypt;

/// <summary>Waiting for keys that may arrive after their caller gave up.</summary>
internal static class AbandonedCall
{
    /// <summary>
    /// Waits until the call ends or the token is cancelled, whichever is first: a call that does not watch its token holds
    /// nobody. What it returns later is disposed at once, so that no key stays in memory that nobody has.
    /// </summary>
    /// <typeparam name="T">What is waited for.</typeparam>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<T> WaitOrDisposeAsync<T>(this Task<T> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // Also where it has ended by now; a failure is looked at, so that it is nobody's unobserved exception.
            _ = call.ContinueWith(
                static ended => (ended.IsCompletedSuccessfully ? ended.Result as IDisposable : null)?.Dispose(),
                CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            _ = call.ContinueWith(
                static failed => failed.Exception,
                CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
    }
}
