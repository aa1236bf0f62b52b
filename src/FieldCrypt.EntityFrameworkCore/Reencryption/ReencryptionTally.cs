using System.Globalization;
using FieldCrypt.Mapping;

namespace FieldCrypt.EntityFrameworkCore.Reencryption;

/// <summary>Counts what a run does, for its progress, its result and the audit trail. Used by one flow at a time.</summary>
internal sealed class ReencryptionTally
{
    /// <summary>Ids that values made up by somebody else name are not listed for ever.</summary>
    private const int MaximumKeyIds = 100;

    private readonly Dictionary<(string Table, string Property, FieldCryptError Error, string? KeyId), long> _failures = [];
    private readonly Dictionary<(string KeyId, EncryptionContext Context, string Outcome), long> _audit = [];
    private readonly Dictionary<EncryptionContext, AuditedChange> _intents = [];
    private long _reencrypted;
    private long _changedMeanwhile;
    private long _failed;

    public void AddRewrite(RowRewrite row, bool written, ReencryptionKeys keys)
    {
        if (!written)
        {
            _changedMeanwhile++;
            return;
        }

        _reencrypted++;
        foreach (EncryptionContext context in row.Cells.Select(static cell => cell.Context).Distinct())
            Count(_audit, (keys.NameOf(context), context, AuditOutcome.Success));
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

    /// <summary>Writes the intent of putting values of a table under today's keys, once for each context of these rows.</summary>
    /// <exception cref="FieldCryptException">The intent cannot be written; the rows may not be written either.</exception>
    public async Task BeginAsync(AuditTrail audit, StoredTable table, IEnumerable<RowRewrite> due, ReencryptionKeys keys)
    {
        foreach (EncryptionContext context in due.SelectMany(static row => row.Cells).Select(static cell => cell.Context).Distinct())
        {
            if (_intents.ContainsKey(context))
                continue;
            var intent = new AuditedChange($"Reencrypt {table.Name}", keys.NameOf(context), context: context);
            await audit.BeginAsync(intent).ConfigureAwait(false);
            _intents.Add(context, intent);
        }
    }

    /// <summary>
    /// The outcomes of the intents on a table: for each key and result how many rows a new key took or how many values could
    /// not be read, and what stopped the run if something did.
    /// </summary>
    public async Task EndAsync(AuditTrail audit, StoredTable table, Exception? failure)
    {
        foreach (((string keyId, EncryptionContext context, string outcome), long count) in _audit)
        {
            string operation = string.Create(CultureInfo.InvariantCulture, $"Reencrypt {table.Name} ({count})");
            await EndAsync(audit, operation, keyId, context, outcome).ConfigureAwait(false);
        }

        foreach ((EncryptionContext context, AuditedChange intent) in _intents)
        {
            if (failure is not null)
                await EndAsync(audit, intent.Operation, intent.KeyId, context, AuditOutcome.Of(failure)).ConfigureAwait(false);
            else if (!_audit.Keys.Any(counted => counted.Context.Equals(context) && counted.Outcome == AuditOutcome.Success))
                await EndAsync(audit, intent.Operation, intent.KeyId, context, AuditOutcome.Unchanged).ConfigureAwait(false);
        }

        _audit.Clear();
        _intents.Clear();
    }

    /// <summary>Values that cannot be read have a line without intent where nothing of their context was to be changed.</summary>
    private Task EndAsync(AuditTrail audit, string operation, string keyId, EncryptionContext context, string outcome)
        => _intents.TryGetValue(context, out AuditedChange? intent)
            ? audit.EndAsync(intent.As(operation, keyId, outcome))
            : audit.WriteAsync(operation, keyId, "", context, outcome).AsTask();

    private static void Count<TKey>(Dictionary<TKey, long> counts, TKey key)
        where TKey : notnull
        => counts[key] = counts.GetValueOrDefault(key) + 1;
}
