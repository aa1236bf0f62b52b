namespace FieldCrypt;

/// <summary>
/// The one place where a thread waits for a key: synchronous APIs such as <c>SaveChanges</c> and <c>ToList</c>. The work
/// runs on the thread pool, so that a caller's synchronization context cannot deadlock it.
/// </summary>
internal static class BlockingCall
{
    private static readonly AsyncLocal<bool> s_active = new();

    /// <summary>Whether the current flow is waited for by a blocked thread.</summary>
    public static bool IsActive => s_active.Value;

    /// <param name="state">What the work needs, so that no closure is allocated where nothing is waited for.</param>
    /// <param name="work">The work.</param>
    public static T Run<TState, T>(TState state, Func<TState, ValueTask<T>> work)
    {
        FieldCryptMeter.BlockingWaits.Add(1);
        bool outer = s_active.Value;
        s_active.Value = true;
        try
        {
            return Task.Run(() => work(state).AsTask()).GetAwaiter().GetResult();
        }
        finally
        {
            s_active.Value = outer;
        }
    }
}
