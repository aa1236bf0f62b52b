using Microsoft.Data.Sqlite;

namespace FieldCrypt.Tests.EmbeddedKeys;

public sealed class EmbeddedKeyStoreBranchKeyAttackTests : EmbeddedBranchKeyAttacks
{
    protected override IBranchKeyStore Open(string path) => Own(EmbeddedKeyStore.Open(path)).BranchKeys;
}

public sealed class EmbeddedBranchKeyFileAttackTests : EmbeddedBranchKeyAttacks
{
    protected override IBranchKeyStore Open(string path) => Own(new EmbeddedBranchKeyStore(path));
}

/// <summary>The suite over a key store file that is changed by other means.</summary>
public abstract class EmbeddedBranchKeyAttacks : BranchKeyAttackConformance, IDisposable
{
    private static readonly Dictionary<string, string> s_names = new() { ["branch_key_id"] = "id", ["created_at"] = "created", ["wrapped_keys"] = "wrapped" };

    private readonly StoreFolder _folder = new();
    private readonly List<IDisposable> _opened = [];

    public void Dispose()
    {
        _opened.ForEach(static store => store.Dispose());
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract IBranchKeyStore Open(string path);

    protected T Own<T>(T store)
        where T : IDisposable
    {
        _opened.Add(store);
        return store;
    }

    protected override ValueTask<IBranchKeyStore> OpenAsync() => ValueTask.FromResult(Open(_folder.StorePath));

    protected override async Task<StoredRows> ReadRowsAsync()
    {
        await using SqliteConnection connection = await ConnectAsync();
        return await SqlRows.ReadAsync(connection, "branch_key", "branch_key_set", s_names);
    }

    protected override async Task WriteRowsAsync(StoredRows rows)
    {
        await using SqliteConnection connection = await ConnectAsync();
        await SqlRows.WriteAsync(connection, "branch_key", "branch_key_set", s_names, rows);
    }

    private async Task<SqliteConnection> ConnectAsync()
    {
        var connection = new SqliteConnection($"Data Source={_folder.StorePath};Pooling=False");
        await connection.OpenAsync();
        return connection;
    }
}
