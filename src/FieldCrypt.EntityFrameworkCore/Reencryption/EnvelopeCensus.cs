using System.Data.Common;
using System.Globalization;
using FieldCrypt.Mapping;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Reencryption;

/// <summary>Counts stored values by the key they are under: one grouping scan per encrypted column, in which no value leaves the database.</summary>
internal static class EnvelopeCensus
{
    public static async Task<IReadOnlyList<EnvelopeCount>> RunAsync(DbContext context, KeyRing keyRing, IReadOnlyList<StoredTable> tables, CancellationToken cancellationToken)
    {
        BranchKeyRecord[] keys = keyRing.BranchKeys is { } branchKeys ? [.. await branchKeys.ListAsync(cancellationToken).ConfigureAwait(false)] : [];
        Dictionary<BranchKeyId, BranchKeyRecord> byId = keys.ToDictionary(static key => key.Id);
        IReadOnlySet<BranchKeyId> active = KeyRingMapping.ActiveIds(keys);
        List<EnvelopeCount> counts = [];
        foreach (StoredTable table in tables)
        {
            foreach (StoredColumn column in table.Columns)
            {
                foreach (((EnvelopeSuite? suite, BranchKeyId id), long count) in await CountAsync(context, table, column, cancellationToken).ConfigureAwait(false))
                {
                    BranchKeyRecord? record = suite == EnvelopeSuite.Hierarchical ? byId.GetValueOrDefault(id) : null;
                    counts.Add(new EnvelopeCount(table.Name, column.Name, column.Property, suite, id, record, record is not null && active.Contains(id), count));
                }
            }
        }

        return counts;
    }

    private static Task<Dictionary<(EnvelopeSuite? Suite, BranchKeyId Id), long>> CountAsync(DbContext context, StoredTable table, StoredColumn column, CancellationToken cancellationToken)
    {
        ISqlGenerationHelper sql = context.GetService<ISqlGenerationHelper>();
        string name = sql.DelimitIdentifier(column.Name);
        string length = EnvelopeLayout.LengthOf(EnvelopeLayout.PrefixLength, column.Storage).ToString(CultureInfo.InvariantCulture);
        string prefix = $"SUBSTRING({name}, 1, {length})";
        string text = $"SELECT {prefix}, COUNT(*) FROM {sql.DelimitIdentifier(table.Table.Name, table.Table.Schema)} WHERE {name} IS NOT NULL GROUP BY {prefix}";
        return RawConnection.RunAsync(
            context,
            async connection =>
            {
                await using DbCommand command = RawConnection.NewCommand(context, connection, context.Database.CurrentTransaction?.GetDbTransaction());
                command.CommandText = text;
                await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                Dictionary<(EnvelopeSuite?, BranchKeyId), long> counts = [];
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    (EnvelopeSuite?, BranchKeyId) key = Identify(column.BytesOf(reader.GetValue(0)).Span);
                    counts[key] = counts.GetValueOrDefault(key) + Convert.ToInt64(reader.GetValue(1), CultureInfo.InvariantCulture);
                }

                return counts;
            },
            cancellationToken);
    }

    private static (EnvelopeSuite? Suite, BranchKeyId Id) Identify(ReadOnlySpan<byte> prefix)
        => EnvelopeLayout.TryIdentify(prefix, out EnvelopeSuite suite, out BranchKeyId id) ? (suite, id) : (null, default);
}
