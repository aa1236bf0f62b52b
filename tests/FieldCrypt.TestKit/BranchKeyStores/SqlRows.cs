using System.Data.Common;

namespace FieldCrypt.TestKit;

/// <summary>Reads and writes the two tables of a branch key store past everything that guards them.</summary>
public static class SqlRows
{
    /// <param name="connection">An open connection.</param>
    /// <param name="keys">The table of keys, quoted.</param>
    /// <param name="sets">The table of sets, quoted.</param>
    /// <param name="names">The columns' own names and the common ones.</param>
    public static async Task<StoredRows> ReadAsync(DbConnection connection, string keys, string sets, IReadOnlyDictionary<string, string> names)
        => new(await ReadTableAsync(connection, keys, names), await ReadTableAsync(connection, sets, names));

    public static async Task WriteAsync(DbConnection connection, string keys, string sets, IReadOnlyDictionary<string, string> names, StoredRows rows)
    {
        await WriteTableAsync(connection, keys, names, rows.Keys);
        await WriteTableAsync(connection, sets, names, rows.Sets);
    }

    private static async Task<List<Dictionary<string, object?>>> ReadTableAsync(DbConnection connection, string table, IReadOnlyDictionary<string, string> names)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM {table}";
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        var rows = new List<Dictionary<string, object?>>();
        while (await reader.ReadAsync())
            rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(i => names.GetValueOrDefault(reader.GetName(i), reader.GetName(i)), i => reader.IsDBNull(i) ? null : reader.GetValue(i)));
        return rows;
    }

    private static async Task WriteTableAsync(DbConnection connection, string table, IReadOnlyDictionary<string, string> names, IEnumerable<Dictionary<string, object?>> rows)
    {
        Dictionary<string, string> columns = names.ToDictionary(static pair => pair.Value, static pair => pair.Key);
        await using (DbCommand delete = connection.CreateCommand())
        {
            delete.CommandText = $"DELETE FROM {table}";
            await delete.ExecuteNonQueryAsync();
        }

        foreach (Dictionary<string, object?> row in rows)
        {
            await using DbCommand insert = connection.CreateCommand();
            insert.CommandText = $"INSERT INTO {table} ({string.Join(", ", row.Keys.Select(name => $"\"{columns.GetValueOrDefault(name, name)}\""))}) VALUES ({string.Join(", ", row.Select(static (_, i) => $"@p{i}"))})";
            foreach ((int i, object? value) in row.Values.Index())
            {
                DbParameter parameter = insert.CreateParameter();
                parameter.ParameterName = $"p{i}";
                parameter.Value = value ?? DBNull.Value;
                insert.Parameters.Add(parameter);
            }

            await insert.ExecuteNonQueryAsync();
        }
    }
}
