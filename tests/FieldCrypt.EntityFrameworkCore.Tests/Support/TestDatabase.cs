using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace FieldCrypt.EntityFrameworkCore.Tests.Support;

/// <summary>A new, empty database: a SQLite file, or a database on the PostgreSQL server that tests/servers starts.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string _name;

    private TestDatabase(DatabaseProvider provider, string name, string connectionString)
    {
        Provider = provider;
        _name = name;
        ConnectionString = connectionString;
    }

    public DatabaseProvider Provider { get; }

    public string ConnectionString { get; }

    private static string Server => Environment.GetEnvironmentVariable("FIELDCRYPT_TEST_POSTGRES")
        ?? throw new InvalidOperationException("FIELDCRYPT_TEST_POSTGRES is not set. Run ./test.sh, or start a server with tests/servers/postgres.sh and export what it prints.");

    public static async Task<TestDatabase> CreateAsync(DatabaseProvider provider)
    {
        string name = $"fieldcrypt_{Guid.NewGuid():n}";
        if (provider == DatabaseProvider.Sqlite)
        {
            string path = Path.Combine(Path.GetTempPath(), $"{name}.db");
            return new TestDatabase(provider, path, $"Data Source={path}");
        }

        await ExecuteOnServerAsync($"CREATE DATABASE {name}");
        var builder = new NpgsqlConnectionStringBuilder(Server) { Database = name, MaxPoolSize = 20 };
        return new TestDatabase(provider, name, builder.ConnectionString);
    }

    public void Configure(DbContextOptionsBuilder options)
    {
        options.ManyKeyRings();
        if (Provider == DatabaseProvider.Sqlite)
            options.UseSqlite(ConnectionString);
        else
            options.UseNpgsql(ConnectionString);
    }

    /// <summary>A connection that knows nothing of FieldCrypt.</summary>
    public async Task<DbConnection> OpenAsync()
    {
        DbConnection connection = Provider == DatabaseProvider.Sqlite ? new SqliteConnection(ConnectionString) : new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>The first column of all rows, as stored.</summary>
    public async Task<List<object?>> QueryAsync(string sql)
    {
        await using DbConnection connection = await OpenAsync();
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        List<object?> values = [];
        while (await reader.ReadAsync())
            values.Add(reader.IsDBNull(0) ? null : reader.GetValue(0));
        return values;
    }

    /// <summary>Stored envelopes.</summary>
    public async Task<List<byte[]>> EnvelopesAsync(string sql) => [.. (await QueryAsync(sql)).Select(static value => value.ShouldBeOfType<byte[]>())];

    public async Task<int> ExecuteAsync(string sql, object? parameter = null)
    {
        await using DbConnection connection = await OpenAsync();
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        if (parameter is not null)
        {
            DbParameter p = command.CreateParameter();
            p.ParameterName = "p";
            p.Value = parameter;
            command.Parameters.Add(p);
        }

        return await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Provider == DatabaseProvider.Sqlite)
        {
            SqliteConnection.ClearPool(new SqliteConnection(ConnectionString));
            File.Delete(_name);
            return;
        }

        NpgsqlConnection.ClearPool(new NpgsqlConnection(ConnectionString));
        await ExecuteOnServerAsync($"DROP DATABASE {_name} WITH (FORCE)");
    }

    private static async Task ExecuteOnServerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
