using Microsoft.Extensions.Time.Testing;

namespace FieldCrypt.Tests.Support;

/// <summary>A key ring over memory, with a clock to turn.</summary>
public sealed class TestRing : IDisposable
{
    public TestRing(Action<KeyRingOptions>? configure = null, MemoryBranchKeyStore? store = null, params MemoryKeyBackend[] backends)
    {
        Store = store ?? new MemoryBranchKeyStore();
        Backends = backends.Length == 0 ? [new MemoryKeyBackend()] : backends;
        var options = new KeyRingOptions { TimeProvider = Clock, Name = $"test-{Guid.NewGuid():N}" };
        configure?.Invoke(options);
        Ring = new KeyRing(options, Backends, Store, [Audit]);
    }

    /// <summary>A key ring over the keys of another, on a machine with a clock of its own.</summary>
    public TestRing(MemoryBranchKeyStore store, MemoryKeyBackend backend, FakeTimeProvider clock)
        : this(options => options.TimeProvider = clock, store, backend)
        => Clock = clock;

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.Parse("2026-01-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture));

    public MemoryBranchKeyStore Store { get; }

    public MemoryKeyBackend[] Backends { get; }

    public MemoryKeyBackend Backend => Backends[0];

    public RecordingAuditSink Audit { get; } = new();

    public KeyRing Ring { get; }

    /// <summary>Encrypts one value as a record of its own.</summary>
    public async Task<byte[]> EncryptAsync<T>(EncryptedColumn<T> column, T value)
    {
        using RecordKey key = await Ring.CreateRecordKeyAsync(column.Context);
        return column.Encrypt(value, key);
    }

    public void Dispose() => Ring.Dispose();
}
