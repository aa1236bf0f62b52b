using System.Data.Common;
using FieldCrypt.Mapping;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Reencryption;

/// <summary>
/// Reads and rewrites rows over the context's connection and execution strategy, below everything else of EF Core: no
/// entity, no interceptor, no query filter. Used by one flow at a time.
/// </summary>
internal sealed class StoredRows(DbContext context, StoredTable table)
{
    /// <summary>Where a batch ends even if it has fewer rows.</summary>
    private const long BatchBytes = 16 * 1024 * 1024;

    private readonly StoredTableSql _sql = new(
        table,
        context.GetService<ISqlGenerationHelper>(),
        context.GetService<IRelationalTypeMappingSource>(),
        context.Database.ProviderName);

    /// <summary>Reads the next rows by primary key; an empty list at the end.</summary>
    public Task<List<StoredRow>> ReadAsync(ReencryptionKeys keys, object[]? after, int limit, CancellationToken cancellationToken)
        => RawConnection.RunAsync(context, connection => ReadAsync(connection, keys, after, limit, cancellationToken), cancellationToken);

    /// <summary>Rewrites rows in one transaction; the result says of each whether it was still as it was read.</summary>
    public Task<bool[]> WriteAsync(IReadOnlyList<RowRewrite> rows, CancellationToken cancellationToken)
        => RawConnection.RunAsync(context, connection => WriteAsync(connection, rows, cancellationToken), cancellationToken);

    private async Task<List<StoredRow>> ReadAsync(DbConnection connection, ReencryptionKeys keys, object[]? after, int limit, CancellationToken cancellationToken)
    {
        await using DbCommand command = RawConnection.NewCommand(context, connection, null);
        _sql.Read(command, keys, after, limit);
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        List<StoredRow> rows = [];
        for (long bytes = 0; bytes < BatchBytes && await reader.ReadAsync(cancellationToken).ConfigureAwait(false);)
        {
            object[] key = new object[table.KeyColumns.Count];
            for (int i = 0; i < key.Length; i++)
                key[i] = reader.GetValue(i);
            object?[] values = new object?[table.Columns.Count];
            for (int i = 0; i < values.Length; i++)
            {
                if (reader.IsDBNull(key.Length + i))
                    continue;
                values[i] = reader.GetValue(key.Length + i);
                bytes += values[i] switch { byte[] array => array.Length, string text => 2 * text.Length, _ => 0 };
            }

            rows.Add(new StoredRow(key, values));
        }

        return rows;
    }

    private async Task<bool[]> WriteAsync(DbConnection connection, IReadOnlyList<RowRewrite> rows, CancellationToken cancellationToken)
    {
        await using DbTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        bool[] written = connection.CanCreateBatch
            ? await WriteBatchAsync(connection, transaction, rows, cancellationToken).ConfigureAwait(false)
            : await WriteOneByOneAsync(connection, transaction, rows, cancellationToken).ConfigureAwait(false);

        // What is sent cannot be called back: a cancelled commit would leave open whether it happened.
        await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        return written;
    }

    private async Task<bool[]> WriteBatchAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<RowRewrite> rows, CancellationToken cancellationToken)
    {
        await using DbCommand factory = RawConnection.NewCommand(context, connection, transaction);
        await using DbBatch batch = connection.CreateBatch();
        batch.Transaction = transaction;
        batch.Timeout = factory.CommandTimeout;
        foreach (RowRewrite row in rows)
        {
            DbBatchCommand command = batch.CreateBatchCommand();
            command.CommandText = _sql.Update(factory, command.Parameters, row);
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return [.. batch.BatchCommands.Select(static command => command.RecordsAffected == 1)];
    }

    private async Task<bool[]> WriteOneByOneAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<RowRewrite> rows, CancellationToken cancellationToken)
    {
        bool[] written = new bool[rows.Count];
        for (int i = 0; i < written.Length; i++)
        {
            await using DbCommand command = RawConnection.NewCommand(context, connection, transaction);
            command.CommandText = _sql.Update(command, command.Parameters, rows[i]);
            written[i] = await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
        }

        return written;
    }
}
