using System.Data.Common;

namespace FieldCrypt.EntityFrameworkCore.Tests.BranchKeys;

public sealed class SqliteBranchKeyAttackTests() : DatabaseBranchKeyAttacks(DatabaseProvider.Sqlite);

public sealed class PostgreSqlBranchKeyAttackTests() : DatabaseBranchKeyAttacks(DatabaseProvider.PostgreSql);

/// <summary>The suite over tables of an application's database that are changed by other means.</summary>
public abstract class DatabaseBranchKeyAttacks(DatabaseProvider provider) : BranchKeyAttackConformance, IAsyncLifetime
{
    private static readonly Dictionary<string, string> s_names = new()
    {
        ["Id"] = "id",
        ["Context"] = "context",
        ["Purpose"] = "purpose",
        ["Generation"] = "generation",
        ["CreatedAt"] = "created",
        ["State"] = "state",
        ["WrappedKeys"] = "wrapped",
        ["Revision"] = "revision",
        ["Uses"] = "uses",
        ["Members"] = "members",
        ["Mac"] = "mac",
    };

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

    protected override async Task<StoredRows> ReadRowsAsync()
    {
        await using DbConnection connection = await _database.OpenAsync();
        return await SqlRows.ReadAsync(connection, "\"FieldCryptBranchKeys\"", "\"FieldCryptBranchKeySets\"", s_names);
    }

    protected override async Task WriteRowsAsync(StoredRows rows)
    {
        await using DbConnection connection = await _database.OpenAsync();
        await SqlRows.WriteAsync(connection, "\"FieldCryptBranchKeys\"", "\"FieldCryptBranchKeySets\"", s_names, rows);
    }
}
