using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace FieldCrypt.Generators.Tests.Guard;

/// <summary>A SQLite database in memory, and options for contexts on it that are not set up for FieldCrypt.</summary>
internal sealed class ClinicDatabase : IDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    public ClinicDatabase()
    {
        _connection.Open();
        Options = new DbContextOptionsBuilder().UseSqlite(_connection).Options;
    }

    public DbContextOptions Options { get; }

    public DbContextOptions WiredOptions(KeyRing keyRing) => new DbContextOptionsBuilder().UseSqlite(_connection).UseFieldCrypt(keyRing).Options;

    public long Count(string table) => (long)Scalar($"SELECT count(*) FROM {table}")!;

    public IReadOnlyList<string> Columns(string table)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = $"SELECT name FROM pragma_table_info('{table}')";
        using SqliteDataReader reader = command.ExecuteReader();
        var columns = new List<string>();
        while (reader.Read())
            columns.Add(reader.GetString(0));
        return columns;
    }

    public object? Scalar(string sql)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public void Dispose() => _connection.Dispose();
}
