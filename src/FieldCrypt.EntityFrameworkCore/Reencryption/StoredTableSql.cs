using System.Data.Common;
using System.Globalization;
using System.Text;
using FieldCrypt.Mapping;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Reencryption;

/// <summary>
/// The SQL on one table: standard, apart from the limit of a page. Values are always parameters. Keys come back to the
/// database as it gave them, so that they compare as they are stored. Immutable and thread-safe.
/// </summary>
internal sealed class StoredTableSql(StoredTable table, ISqlGenerationHelper sql, IRelationalTypeMappingSource mappings, string? provider)
{
    private readonly string _table = sql.DelimitIdentifier(table.Table.Name, table.Table.Schema);
    private readonly string[] _keys = [.. table.KeyColumns.Select(column => sql.DelimitIdentifier(column.Name))];

    /// <summary>Reads the next rows by primary key: key columns, then encrypted columns.</summary>
    /// <param name="command">The command to set up.</param>
    /// <param name="keys">Today's keys; where they have an id, rows under nothing else stay in the database.</param>
    /// <param name="after">The primary key behind which to go on; null at the start.</param>
    /// <param name="limit">How many rows.</param>
    public void Read(DbCommand command, ReencryptionKeys keys, object[]? after, int limit)
    {
        var conditions = new List<string>();
        if (Due(command, keys) is { } due)
            conditions.Add(due);
        if (after is not null)
            conditions.Add(Behind(command, after, 0));
        string where = conditions.Count == 0 ? "" : $" WHERE {string.Join(" AND ", conditions)}";
        string columns = string.Join(", ", _keys.Concat(table.Columns.Select(column => sql.DelimitIdentifier(column.Name))));
        command.CommandText = $"SELECT {columns} FROM {_table}{where} ORDER BY {string.Join(", ", _keys)} {Limit(limit)}";
    }

    /// <summary>Rewrites columns of a row if they still hold what was read.</summary>
    public string Update(DbCommand factory, DbParameterCollection parameters, RowRewrite row)
    {
        var set = new StringBuilder();
        var where = new StringBuilder();
        foreach ((int i, CellRewrite cell) in row.Cells.Index())
        {
            string column = sql.DelimitIdentifier(cell.Column.Name);
            set.Append(i == 0 ? "" : ", ").Append(column).Append(" = ").Append(Add(factory, parameters, $"n{i}", cell.Column.Mapping, cell.New));
            where.Append(" AND ").Append(column).Append(" = ").Append(Add(factory, parameters, $"o{i}", cell.Column.Mapping, cell.Old));
        }

        string key = string.Join(" AND ", _keys.Select((column, i) => $"{column} = {AddKey(factory, parameters, i, row.Key[i])}"));
        return $"UPDATE {_table} SET {set} WHERE {key}{where}";
    }

    /// <summary>Some column holds an envelope under another key, or no envelope. Null where that cannot be told in SQL.</summary>
    private string? Due(DbCommand command, ReencryptionKeys keys)
    {
        List<string> due = [];
        foreach ((int i, StoredColumn column) in table.Columns.Index())
        {
            List<string> current = [];
            foreach (EncryptionContext context in column.Contexts)
            {
                if (keys.FindBranchKeyId(context) is not { } id)
                    return null;
                foreach (object stored in EnvelopeLayout.KeyIdPartsOf(id, column.Storage, column.Kinds))
                    current.Add(Add(command, command.Parameters, $"c{i}_{current.Count}", column.Mapping, stored));
            }

            // Neither true nor false for NULL, which is never due.
            (int position, int length) = EnvelopeLayout.KeyIdPart(column.Storage);
            string keyId = string.Create(CultureInfo.InvariantCulture, $"SUBSTRING({sql.DelimitIdentifier(column.Name)}, {position + 1}, {length})");
            due.Add($"{keyId} NOT IN ({string.Join(", ", current)})");
        }

        return $"({string.Join(" OR ", due)})";
    }

    /// <summary>Key columns from one on are greater than a row's; written so that an index on them is a range.</summary>
    private string Behind(DbCommand command, object[] after, int from)
    {
        string parameter = AddKey(command, command.Parameters, from, after[from]);
        return from == _keys.Length - 1
            ? $"{_keys[from]} > {parameter}"
            : $"{_keys[from]} >= {parameter} AND ({_keys[from]} > {parameter} OR ({Behind(command, after, from + 1)}))";
    }

    private string Limit(int rows) => provider is "Microsoft.EntityFrameworkCore.Sqlite" or "Pomelo.EntityFrameworkCore.MySql" or "MySql.EntityFrameworkCore"
        ? $"LIMIT {rows.ToString(CultureInfo.InvariantCulture)}"
        : $"OFFSET 0 ROWS FETCH NEXT {rows.ToString(CultureInfo.InvariantCulture)} ROWS ONLY";

    private string AddKey(DbCommand factory, DbParameterCollection parameters, int i, object value)
    {
        IColumn column = table.KeyColumns[i];
        RelationalTypeMapping? mapping = mappings.FindMapping(value.GetType(), column.StoreType);
        return Add(factory, parameters, $"k{i}", mapping is { Converter: null } && mapping.ClrType == value.GetType() ? mapping : null, value);
    }

    private string Add(DbCommand factory, DbParameterCollection parameters, string name, RelationalTypeMapping? mapping, object value)
    {
        DbParameter parameter;
        if (mapping is not null)
        {
            parameter = mapping.CreateParameter(factory, sql.GenerateParameterName(name), value, nullable: false);
        }
        else
        {
            parameter = factory.CreateParameter();
            parameter.ParameterName = sql.GenerateParameterName(name);
            parameter.Value = value;
        }

        parameters.Add(parameter);
        return sql.GenerateParameterNamePlaceholder(name);
    }
}
