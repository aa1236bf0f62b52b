namespace FieldCrypt.EntityFrameworkCore.Query;

/// <summary>
/// The record keys of the ExecuteUpdate under way in the current flow: one per encryption context, for all its values.
/// EF Core converts parameters where no context is at hand, so they come along with the flow.
/// </summary>
internal sealed class BulkUpdateKeys : IDisposable
{
    private static readonly AsyncLocal<BulkUpdateKeys?> s_current = new();

    private readonly List<RecordKey> _keys = [];
    private readonly BulkUpdateKeys? _outer = s_current.Value;

    public static BulkUpdateKeys? Current => s_current.Value;

    /// <summary>Gets the keys without blocking.</summary>
    public static async Task<BulkUpdateKeys> CreateAsync(KeyRing keyRing, IEnumerable<EncryptionContext> contexts, CancellationToken cancellationToken)
    {
        var keys = new BulkUpdateKeys();
        try
        {
            foreach (EncryptionContext context in contexts)
                keys._keys.Add(await keyRing.CreateRecordKeyAsync(context, cancellationToken).ConfigureAwait(false));
            return keys;
        }
        catch
        {
            keys.Dispose();
            throw;
        }
    }

    /// <summary>Gets the keys, blocking the thread while the backend is called.</summary>
    public static BulkUpdateKeys Create(KeyRing keyRing, IReadOnlyCollection<EncryptionContext> contexts)
    {
        var keys = new BulkUpdateKeys();
        try
        {
            foreach (EncryptionContext context in contexts)
                keys._keys.Add(keyRing.TryCreateRecordKey(context) ?? BlockingCall.Run(() => keyRing.CreateRecordKeyAsync(context).AsTask()));
            return keys;
        }
        catch
        {
            keys.Dispose();
            throw;
        }
    }

    /// <summary>Makes these the keys of the current flow until they are disposed.</summary>
    public void Enter() => s_current.Value = this;

    public RecordKey? Find(EncryptionContext context) => _keys.Find(key => key.Context.Equals(context));

    public void Dispose()
    {
        if (s_current.Value == this)
            s_current.Value = _outer;
        foreach (RecordKey key in _keys)
            key.Dispose();
    }
}
