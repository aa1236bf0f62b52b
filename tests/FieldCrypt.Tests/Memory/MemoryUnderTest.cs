namespace FieldCrypt.Tests.Memory;

internal sealed class MemoryUnderTest : BackendUnderTest
{
    private readonly MemoryKeyBackend _backend = new();
    private readonly MemoryKeyBackend _unknown = new() { KeyExists = false };
    private TaskCompletionSource _answers = new();

    public override IKeyBackend Backend => _backend;

    public override IKeyBackend UnderUnknownKey => _unknown;

    public override string UnknownKeyId => "none-such";

    public override Task CallWaits => Waiting.Task;

    private TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override IEnumerable<string> Requests => _backend.Unwrapped;

    public override Task<IKeyBackend> UnderOtherKeyAsync() => Task.FromResult<IKeyBackend>(_backend.UnderKey("other-kek"));

    public override IKeyBackend Trusting(string keyId) => _backend.UnderKey(_backend.KeyName, keyId);

    public override Task RotateAsync()
    {
        _backend.Rotate();
        return Task.CompletedTask;
    }

    public override Task DisableAsync()
    {
        _backend.IsDisabled = true;
        return Task.CompletedTask;
    }

    public override Task EnableAsync()
    {
        _backend.IsDisabled = false;
        return Task.CompletedTask;
    }

    public override void Stall() => _backend.Delay = async cancellationToken =>
    {
        Waiting.TrySetResult();
        await _answers.Task.WaitAsync(cancellationToken);
    };

    public override void Resume()
    {
        _answers.TrySetResult();
        _answers = new TaskCompletionSource();
        _backend.Delay = static _ => Task.CompletedTask;
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
