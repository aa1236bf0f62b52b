namespace FieldCrypt.Tests.Memory;

/// <summary>The keys in memory that other tests stand on keep the contracts that real ones keep.</summary>
public sealed class MemoryBranchKeyStoreTests : BranchKeyStoreConformance
{
    private readonly MemoryBranchKeyStore _store = new();

    protected override ValueTask<IBranchKeyStore> OpenAsync() => ValueTask.FromResult<IBranchKeyStore>(_store);
}

public sealed class MemoryKeyBackendTests : KeyBackendConformance
{
    protected override ValueTask<BackendUnderTest> StartAsync() => ValueTask.FromResult<BackendUnderTest>(new MemoryUnderTest());
}
