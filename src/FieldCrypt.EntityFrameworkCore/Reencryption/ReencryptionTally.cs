using System.Globalization;

namespace FieldCrypt.EntityFrameworkCore.Reencryption;

/// <summary>Counts what a run does, for its progress, its result and the audit trail. Used by one flow at a time.</summary>
internal sealed class ReencryptionTally
{
    /// <summary>Ids that values made up by somebody else name are not listed for ever.</summary>
    private const int MaximumKeyIds = 100;

    private readonly Dictionary<(string Table, string Property, FieldCryptError Error, string? KeyId), long> _failures = [];
    private readonly Dictionary<(string KeyId, EncryptionContext Context, string Outcome), long> _audit = [];
    private long _reencrypted;
    private long _changedMeanwhile;
    private long _failed;

    public void AddRewrite(RowRewrite row, bool written, WritingKeys keys)
    {
        if (!written)
        {
            _changedMeanwhile++;
            return;
        }

        _reencrypted++;
        foreach (EncryptionContext context in row.Cells.Select(static cell => cell.Context).Distinct())
            Count(_audit, (keys.NameOf(context), context, AuditTrail.Success));
    }

    public void AddFailures(StoredTable table, RowRewrite row)
    {
        if (row.Failures.Count > 0)
            _failed++;
        foreach ((StoredColumn column, FieldCryptException exception) in row.Failures)
        {
            string? keyId = _failures.Count < MaximumKeyIds ? exception.KeyId : null;
            Count(_failures, (table.Name, column.Property, exception.Error, keyId));
            Count(_audit, (keyId ?? "", column.Contexts[0], exception.Error.ToString()));
        }
    }

    public ReencryptProgress ToProgress(StoredTable table) => new(table.Name, _reencrypted, _changedMeanwhile, _failed);

    public ReencryptResult ToResult() => new(
        _reencrypted,
        _changedMeanwhile,
        _failed,
        [.. _failures.Select(static pair => new ReencryptFailure(pair.Key.Table, pair.Key.Property, pair.Key.Error, pair.Key.KeyId, pair.Value))]);

    /// <summary>One event for each key and outcome on a table: how many rows a new key took, how many values could not be read.</summary>
    public async Task AuditAsync(AuditTrail audit, StoredTable table)
    {
        foreach (((string keyId, EncryptionContext context, string outcome), long count) in _audit)
        {
            string operation = string.Create(CultureInfo.InvariantCulture, $"Reencrypt {table.Name} ({count})");
            await audit.WriteAsync(operation, keyId, "", context, outcome).ConfigureAwait(false);
        }

        _audit.Clear();
    }

    private static void Count<TKey>(Dictionary<TKey, long> counts, TKey key)
        where TKey : notnull
        => counts[key] = counts.GetValueOrDefault(key) + 1;
}
