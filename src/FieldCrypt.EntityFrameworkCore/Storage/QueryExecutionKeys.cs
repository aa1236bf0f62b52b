namespace FieldCrypt.EntityFrameworkCore.Storage;

/// <summary>
/// The keys of the query under way in the current flow: blind index keys, and for ExecuteUpdate one record key per
/// encryption context. EF Core converts parameters where no context is at hand, so the keys come along with the flow.
/// </summary>
internal sealed class QueryExecutionKeys : IDisposable
{
    private static readonly AsyncLocal<QueryExecutionKeys?> s_current = new();

    private readonly List<RecordKey> _recordKeys = [];
    private readonly List<BlindIndexKey> _indexKeys = [];
    private readonly QueryExecutionKeys? _outer = s_current.Value;

    public static QueryExecutionKeys? Current => s_current.Value;

    /// <summary>Gets the keys without blocking.</summary>
    public static async Task<QueryExecutionKeys> CreateAsync(KeyRing keyRing, QueryKeys needed, CancellationToken cancellationToken)
    {
        var keys = new QueryExecutionKeys();
        try
        {
            foreach (EncryptionContext context in needed.RecordKeys)
                keys._recordKeys.Add(await keyRing.CreateRecordKeyAsync(context, cancellationToken).ConfigureAwait(false));
            foreach (EncryptionContext context in needed.IndexKeys)
                keys._indexKeys.Add(await keyRing.HoldBlindIndexKeyAsync(context, cancellationToken).ConfigureAwait(false));
            return keys;
        }
        catch
        {
            keys.Dispose();
            throw;
        }
    }

    /// <summary>Gets the keys, blocking the thread while the backend is called.</summary>
    public static QueryExecutionKeys Create(KeyRing keyRing, QueryKeys needed)
    {
        var keys = new QueryExecutionKeys();
        try
        {
            foreach (EncryptionContext context in needed.RecordKeys)
                keys._recordKeys.Add(keyRing.TryCreateRecordKey(context) ?? BlockingCall.Run(() => keyRing.CreateRecordKeyAsync(context).AsTask()));
            foreach (EncryptionContext context in needed.IndexKeys)
                keys._indexKeys.Add(keyRing.HoldBlindIndexKey(context));
            return keys;
        }
        catch
        {
            keys.Dispose();
            throw;
        }
    }

    /// <summary>Makes these the keys of the current flow until they are disposed, or until the flow returns to its caller.</summary>
    public void Enter() => s_current.Value = this;

    public RecordKey? FindRecordKey(EncryptionContext context) => _recordKeys.Find(key => key.Context.Equals(context));

    public BlindIndexKey? FindIndexKey(EncryptionContext context) => _indexKeys.Find(key => key.Context.Equals(context));

    public void Dispose()
    {
        if (s_current.Value == this)
            s_current.Value = _outer;
        _recordKeys.ForEach(static key => key.Dispose());
        _indexKeys.ForEach(static key => key.Release());
        _recordKeys.Clear();
        _indexKeys.Clear();
    }
}
