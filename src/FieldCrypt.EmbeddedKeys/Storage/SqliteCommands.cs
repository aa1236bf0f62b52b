using Microsoft.Data.Sqlite;

namespace FieldCrypt;

/// <summary>Short forms of SQLite commands with named parameters.</summary>
internal static class SqliteCommands
{
    public static int Execute(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using SqliteCommand command = connection.Command(sql, parameters);
        return command.ExecuteNonQuery();
    }

    public static T Scalar<T>(this SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.Command(sql, []);
        using SqliteDataReader reader = command.ExecuteReader();
        reader.Read();
        return reader.GetFieldValue<T>(0);
    }

    public static List<T> Query<T>(this SqliteConnection connection, string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using SqliteCommand command = connection.Command(sql, parameters);
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(row(reader));
        return rows;
    }

    public static DateTimeOffset GetTime(this SqliteDataReader reader, int column) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    /// <summary>An id, in the one text that it is written in.</summary>
    /// <exception cref="FormatException">It is none, or in another form.</exception>
    public static Guid GetId(this SqliteDataReader reader, int column)
    {
        string text = reader.GetString(column);
        var id = Guid.ParseExact(text, "D");
        return id.ToString("D") == text ? id : throw new FormatException("an id is not in lower case");
    }

    /// <summary>An encryption context, in the one text that it is written in; null if there is none.</summary>
    /// <exception cref="FormatException">It is none, or in another form.</exception>
    public static EncryptionContext? GetContext(this SqliteDataReader reader, int column)
        => reader.IsDBNull(column) ? null : EncryptionContext.TryReadText(reader.GetString(column)) ?? throw new FormatException("not the text of an encryption context");

    public static byte[] GetBlob(this SqliteDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);

    private static SqliteCommand Command(this SqliteConnection connection, string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object? value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }
}
