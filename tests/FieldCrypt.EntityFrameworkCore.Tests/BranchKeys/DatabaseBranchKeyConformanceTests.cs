namespace FieldCrypt.EntityFrameworkCore.Tests.BranchKeys;

public sealed class SqliteBranchKeyStoreTests() : DatabaseBranchKeyConformance(DatabaseProvider.Sqlite);

public sealed class PostgreSqlBranchKeyStoreTests() : DatabaseBranchKeyConformance(DatabaseProvider.PostgreSql);

/// <summary>The suite over a table of an application's database, opened by as many applications as ask.</summary>
public abstract class DatabaseBranchKeyConformance(DatabaseProvider provider) : BranchKeyStoreConformance, IAsyncLifetime
{
    private readonly List<Application> _applications = [];
    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await DatabaseBranchKeyStoreTests.NewDatabaseAsync(provider);

    public async ValueTask DisposeAsync()
    {
        foreach (Application application in _applications)
            await application.DisposeAsync();
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override ValueTask<IBranchKeyStore> OpenAsync()
    {
        _applications.Add(new Application(_database, new MemoryKeyBackend()));
        return ValueTask.FromResult(_applications[^1].Store);
    }
}
