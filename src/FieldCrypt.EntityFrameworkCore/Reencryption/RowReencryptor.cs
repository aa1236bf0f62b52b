using FieldCrypt.EntityFrameworkCore.Storage;
using FieldCrypt.Mapping;

namespace FieldCrypt.EntityFrameworkCore.Reencryption;

/// <summary>
/// Puts one row's values under a new data key per encryption context. Values that cannot be read stay as they are and do
/// not keep the others from it. Thread-safe.
/// </summary>
internal sealed class RowReencryptor(StoredTable table, KeyRing keyRing, ReencryptionKeys keys)
{
    /// <summary>Reads and encrypts; writes nothing.</summary>
    /// <exception cref="FieldCryptException">A key cannot be had for the moment, or no new one can be made.</exception>
    public async ValueTask<RowRewrite> RunAsync(StoredRow row, CancellationToken cancellationToken)
    {
        var rewrite = new RowRewrite(row.Key);
        var opened = new List<OpenedCell>();
        var rest = new List<int>();
        for (int i = 0; i < row.Values.Length; i++)
        {
            if (row.Values[i] is not { } stored)
                continue;
            if (table.Columns[i].IsCurrent(stored, keys))
                rest.Add(i);
            else
                await OpenAsync(row, i, rewrite, opened, cancellationToken).ConfigureAwait(false);
        }

        // What is under today's key already joins the values of its context: one record, one data key.
        EncryptionContext[] due = [.. opened.Select(static cell => cell.Mapped.Context).Distinct()];
        foreach (int i in rest)
        {
            if (table.Columns[i].Contexts.Any(due.Contains))
                await OpenAsync(row, i, rewrite, opened, cancellationToken).ConfigureAwait(false);
        }

        foreach (EncryptionContext context in due)
            await EncryptAsync(opened.Where(cell => cell.Mapped.Context.Equals(context)), context, rewrite, cancellationToken).ConfigureAwait(false);
        return rewrite;
    }

    private async ValueTask OpenAsync(StoredRow row, int i, RowRewrite rewrite, List<OpenedCell> opened, CancellationToken cancellationToken)
    {
        StoredColumn column = table.Columns[i];
        object stored = row.Values[i]!;
        try
        {
            (MappedColumn mapped, object value) = await column.DecryptAsync(keyRing, stored, cancellationToken).ConfigureAwait(false);
            opened.Add(new OpenedCell(column, mapped, stored, value));
        }
        catch (FieldCryptException exception) when (!exception.IsTransient)
        {
            rewrite.Failures.Add((column, exception));
        }
    }

    private async ValueTask EncryptAsync(IEnumerable<OpenedCell> cells, EncryptionContext context, RowRewrite rewrite, CancellationToken cancellationToken)
    {
        using MappingKeys held = await keys.HoldRecordAsync(context, cancellationToken).ConfigureAwait(false);
        using RecordWriter record = held.OpenRecord();
        foreach (OpenedCell cell in cells)
        {
            try
            {
                rewrite.Cells.Add(new CellRewrite(cell.Column, context, cell.Stored, record.Encrypt(cell.Mapped, cell.Value)));
            }
            catch (FieldCryptException exception)
            {
                rewrite.Failures.Add((cell.Column, exception));
            }
        }
    }

    /// <summary>A class, so that no ToString shows the value.</summary>
    private sealed class OpenedCell(StoredColumn column, MappedColumn mapped, object stored, object value)
    {
        public StoredColumn Column { get; } = column;

        public MappedColumn Mapped { get; } = mapped;

        public object Stored { get; } = stored;

        public object Value { get; } = value;
    }
}
