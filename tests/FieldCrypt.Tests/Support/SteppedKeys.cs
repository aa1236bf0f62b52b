using Microsoft.Extensions.Time.Testing;

namespace FieldCrypt.Tests.Support;

/// <summary>A key ring whose every step, in branch key store, key backend and audit trail, can be stopped at or made to fail.</summary>
public sealed class SteppedKeys : IDisposable, IBranchKeyStore, IKeyBackend, IAuditSink
{
    /// <summary>Whether the backend's last call was for the key of a set; the audit trail names both kinds alike.</summary>
    private volatile bool _isOfSet;

    public SteppedKeys(MemoryBranchKeyStore? store = null, MemoryKeyBackend? backend = null, Action<KeyRingOptions>? configure = null)
    {
        Store = store ?? new MemoryBranchKeyStore();
        Backend = backend ?? new MemoryKeyBackend();
        var options = new KeyRingOptions { TimeProvider = Clock, Name = $"test-{Guid.NewGuid():N}" };
        configure?.Invoke(options);
        Ring = new KeyRing(options, [this], this, [this]);
    }

    public Steps Steps { get; } = new();

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.Parse("2026-01-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture));

    public MemoryBranchKeyStore Store { get; }

    public MemoryKeyBackend Backend { get; }

    public KeyRing Ring { get; }

    public string Provider => Backend.Provider;

    public string KeyName => Backend.KeyName;

    /// <summary>How many of the keys that the backend gave away in clear are in memory still.</summary>
    public int KeysInMemory => Backend.HandedOut.Count(static key => key.Buffer.Any(static value => value != 0));

    public async Task<byte[]> EncryptAsync(EncryptedColumn<string> column, string value)
    {
        using RecordKey key = await Ring.CreateRecordKeyAsync(column.Context);
        return column.Encrypt(value, key);
    }

    public async ValueTask<StoredBranchKey?> FindAsync(BranchKeyId id, CancellationToken cancellationToken)
        => await StepAsync("find", async () => await Store.FindAsync(id, cancellationToken));

    public async ValueTask<BranchKeySetRecord?> FindSetAsync(EncryptionContext context, CancellationToken cancellationToken)
        => await StepAsync("find set", async () => await Store.FindSetAsync(context, cancellationToken));

    public async ValueTask<bool> TryWriteAsync(BranchKeySetRecord set, BranchKeyRecord? key, CancellationToken cancellationToken)
        => await StepAsync(key is { Revision: 0 } ? "add" : "replace", async () => await Store.TryWriteAsync(set, key, cancellationToken));

    public async ValueTask<BranchKeyStoreContent> ListAsync(CancellationToken cancellationToken)
        => await StepAsync("list", async () => await Store.ListAsync(cancellationToken));

    // The token is not watched: it is the caller who gives up.
    public async ValueTask<DataKey> GenerateDataKeyAsync(EncryptionContext context, CancellationToken cancellationToken)
        => await StepAsync(Named("generate", context), async () => await Backend.GenerateDataKeyAsync(context, CancellationToken.None));

    public async ValueTask<WrappedKey> WrapKeyAsync(KeyMaterial key, EncryptionContext context, CancellationToken cancellationToken)
        => await StepAsync(Named("wrap", context), async () => await Backend.WrapKeyAsync(key, context, CancellationToken.None));

    public async ValueTask<KeyMaterial> UnwrapKeyAsync(WrappedKey wrapped, EncryptionContext context, CancellationToken cancellationToken)
        => await StepAsync(Named("unwrap", context), async () => await Backend.UnwrapKeyAsync(wrapped, context, CancellationToken.None));

    public ValueTask<KeyDescription> DescribeKeyAsync(CancellationToken cancellationToken) => Backend.DescribeKeyAsync(cancellationToken);

    public async ValueTask WriteAsync(AuditEvent auditEvent, CancellationToken cancellationToken) => await Steps.PassAsync($"audit {auditEvent.Operation} {auditEvent.Outcome}{(_isOfSet && auditEvent.Operation is ("UnwrapKey" or "GenerateDataKey") ? " of the set" : "")}");

    public void Dispose() => Ring.Dispose();

    /// <summary>What is done for the key of a set has steps of its own.</summary>
    private string Named(string step, EncryptionContext context)
    {
        _isOfSet = context.Equals(BranchKeyBinding.SetContextOf(context.WithoutReserved()));
        return _isOfSet ? $"{step} of the set" : step;
    }

    private async Task<T> StepAsync<T>(string step, Func<Task<T>> call)
    {
        await Steps.PassAsync($"before {step}");
        T result = await call();
        await Steps.PassAsync($"after {step}");
        return result;
    }
}
