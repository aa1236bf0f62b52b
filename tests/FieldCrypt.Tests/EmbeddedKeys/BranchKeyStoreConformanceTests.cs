namespace FieldCrypt.Tests.EmbeddedKeys;

public sealed class EmbeddedKeyStoreBranchKeyTests : BranchKeyStoreConformance, IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly List<EmbeddedKeyStore> _opened = [];

    public void Dispose()
    {
        _opened.ForEach(static store => store.Dispose());
        _folder.Dispose();
    }

    protected override ValueTask<IBranchKeyStore> OpenAsync()
    {
        _opened.Add(EmbeddedKeyStore.Open(_folder.StorePath, new EmbeddedKeyStoreOptions()));
        return ValueTask.FromResult(_opened[^1].BranchKeys);
    }
}

public sealed class EmbeddedBranchKeyFileTests : BranchKeyStoreConformance, IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly List<EmbeddedBranchKeyStore> _opened = [];

    public void Dispose()
    {
        _opened.ForEach(static store => store.Dispose());
        _folder.Dispose();
    }

    protected override ValueTask<IBranchKeyStore> OpenAsync()
    {
        _opened.Add(new EmbeddedBranchKeyStore(_folder.StorePath));
        return ValueTask.FromResult<IBranchKeyStore>(_opened[^1]);
    }
}
