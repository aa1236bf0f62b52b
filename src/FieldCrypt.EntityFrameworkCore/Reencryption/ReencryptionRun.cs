using System.Transactions;
using FieldCrypt.Mapping;
using Microsoft.EntityFrameworkCore;

namespace FieldCrypt.EntityFrameworkCore.Reencryption;

/// <summary>
/// One run over some tables: pages of rows by primary key, each rewritten in a short transaction. Where it is stopped, the
/// next one goes on, since the rows themselves show what is due.
/// </summary>
internal sealed class ReencryptionRun(DbContext context, KeyRing keyRing, ReencryptOptions options, IProgress<ReencryptProgress>? progress)
{
    /// <summary>How many rows wait for keys at once, which matters with direct data keys.</summary>
    private const int Parallelism = 8;

    private readonly ReencryptionTally _tally = new();

    public async Task<ReencryptResult> RunAsync(IReadOnlyList<StoredTable> tables, CancellationToken cancellationToken)
    {
        options.Validate();
        if (context.Database.CurrentTransaction is not null || Transaction.Current is not null)
        {
            throw new FieldCryptException(FieldCryptError.InvalidArgument,
                "ReencryptAsync commits batch by batch, so that it holds locks shortly and loses nothing when it is stopped. Call it outside a transaction.");
        }

        // All tables, before the first row is touched.
        StoredRows[] stores = [.. tables.Select(table => new StoredRows(context, table))];
        using ReencryptionKeys keys = await keyRing.GetReencryptionKeysAsync(cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < stores.Length; i++)
            await RunAsync(tables[i], stores[i], keys, cancellationToken).ConfigureAwait(false);
        return _tally.ToResult();
    }

    private async Task RunAsync(StoredTable table, StoredRows store, ReencryptionKeys keys, CancellationToken cancellationToken)
    {
        try
        {
            await RewriteAsync(table, store, keys, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // What was done was done, also where the run is stopped.
            await _tally.EndAsync(keys.Audit, table, exception).ConfigureAwait(false);
            throw;
        }

        await _tally.EndAsync(keys.Audit, table, failure: null).ConfigureAwait(false);
    }

    private async Task RewriteAsync(StoredTable table, StoredRows store, ReencryptionKeys keys, CancellationToken cancellationToken)
    {
        object[]? after = null;
        for (int limit = options.BatchSize; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await keys.HoldAsync(table.Contexts, cancellationToken).ConfigureAwait(false);
            List<StoredRow> rows = await store.ReadAsync(keys, after, limit, cancellationToken).ConfigureAwait(false);
            if (rows.Count == 0)
                return;

            after = rows[^1].Key;
            // Long rows end a page early; the database need not prepare what is not fetched.
            limit = Math.Min(options.BatchSize, 2 * rows.Count);
            await RewriteAsync(table, store, rows, keys, cancellationToken).ConfigureAwait(false);
            progress?.Report(_tally.ToProgress(table));
        }
    }

    private async Task RewriteAsync(StoredTable table, StoredRows store, List<StoredRow> rows, ReencryptionKeys keys, CancellationToken cancellationToken)
    {
        RowRewrite[] rewrites = new RowRewrite[rows.Count];
        var reencryptor = new RowReencryptor(table, keyRing, keys);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, rows.Count, parallel, async (i, token) => rewrites[i] = await reencryptor.RunAsync(rows[i], token).ConfigureAwait(false)).ConfigureAwait(false);

        RowRewrite[] due = [.. rewrites.Where(static row => row.Cells.Count > 0)];
        await _tally.BeginAsync(keys.Audit, table, due, keys).ConfigureAwait(false);
        bool[] written = due.Length == 0 ? [] : await store.WriteAsync(due, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < due.Length; i++)
            _tally.AddRewrite(due[i], written[i], keys);
        foreach (RowRewrite row in rewrites)
        {
            _tally.AddFailures(table, row);
            foreach ((StoredColumn column, FieldCryptException exception) in row.Failures)
                options.ValueFailed?.Invoke(new ReencryptFailedValue(table.Name, column.Property, row.Key, exception));
        }
    }
}
