namespace FieldCrypt.EntityFrameworkCore.Tests.Query;

/// <summary>One filled bank per database, for tests that only read.</summary>
public sealed class BankFixture : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<DatabaseProvider, TestHost<BankContext>> _hosts = [];

    public async Task<TestHost<BankContext>> GetAsync(DatabaseProvider provider)
    {
        await _gate.WaitAsync();
        try
        {
            if (!_hosts.TryGetValue(provider, out TestHost<BankContext>? host))
            {
                host = await TestHost<BankContext>.CreateAsync(provider);
                await host.SaveAsync(Bank.Rows());
                host.Keys.AllowBlocking = true;
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
        foreach (TestHost<BankContext> host in _hosts.Values)
            await host.DisposeAsync();
        _gate.Dispose();
    }
}
