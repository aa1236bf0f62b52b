namespace FieldCrypt.EntityFrameworkCore.Tests.Query;

/// <summary>One filled directory per database, for tests that only read.</summary>
public sealed class DirectoryFixture : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<DatabaseProvider, TestHost<DirectoryContext>> _hosts = [];

    public async Task<TestHost<DirectoryContext>> GetAsync(DatabaseProvider provider)
    {
        await _gate.WaitAsync();
        try
        {
            if (!_hosts.TryGetValue(provider, out TestHost<DirectoryContext>? host))
            {
                host = await TestHost<DirectoryContext>.CreateAsync(provider);
                await host.SaveAsync(Directory.Rows());
                _hosts[provider] = host;
            }

            return host;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (TestHost<DirectoryContext> host in _hosts.Values)
            await host.DisposeAsync();
        _gate.Dispose();
    }
}
