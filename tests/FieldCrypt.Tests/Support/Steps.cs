namespace FieldCrypt.Tests.Support;

/// <summary>
/// Stops what comes to a named step first, until it is let go; whoever comes after passes. A call that ends differently
/// from how it went can be made to fail at a step.
/// </summary>
public sealed class Steps
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _continue = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private string? _stop;
    private string? _fail;

    /// <summary>Completes when somebody is stopped.</summary>
    public Task Reached => _reached.Task;

    public void StopAt(string step) => _stop = step;

    public void FailAt(string step) => _fail = step;

    public void Continue() => _continue.SetResult();

    public async Task PassAsync(string step)
    {
        if (TryTake(ref _stop, step))
        {
            _reached.SetResult();
            await _continue.Task;
        }

        if (TryTake(ref _fail, step))
            throw new FieldCryptException(FieldCryptError.KeyStoreUnavailable, $"The test fails at {step}.");
    }

    private bool TryTake(ref string? armed, string step)
    {
        lock (_gate)
        {
            if (armed != step)
                return false;
            armed = null;
            return true;
        }
    }
}
