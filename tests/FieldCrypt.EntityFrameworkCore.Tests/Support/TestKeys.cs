using Microsoft.Extensions.Time.Testing;

namespace FieldCrypt.EntityFrameworkCore.Tests.Support;

/// <summary>A key ring over a backend in memory that refuses to be waited for by a blocked thread unless allowed.</summary>
public sealed class TestKeys : IDisposable
{
    public TestKeys(Action<KeyRingOptions>? configure = null)
    {
        Backend.Delay = _ => BlockingCall.IsActive && !AllowBlocking
            ? throw new InvalidOperationException("The key backend was called while a thread blocks on it.")
            : Task.CompletedTask;
        var options = new KeyRingOptions { Name = $"test-{Guid.NewGuid():n}", TimeProvider = Time };
        configure?.Invoke(options);
        KeyRing = new KeyRing(options, [Backend], Store);
    }

    public MemoryKeyBackend Backend { get; } = new();

    public MemoryBranchKeyStore Store { get; } = new();

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

    public KeyRing KeyRing { get; }

    public bool AllowBlocking { get; set; }

    public int BackendCalls => Backend.GenerateCalls + Backend.WrapCalls + Backend.UnwrapCalls;

    /// <summary>Ends every lease, so that the next use of a key calls the backend.</summary>
    public void Forget() => Time.Advance(TimeSpan.FromMinutes(6));

    public void Dispose() => KeyRing.Dispose();
}
