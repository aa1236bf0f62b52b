namespace FieldCrypt.EntityFrameworkCore.Update;

/// <summary>
/// The keys of one save, had before its first command is made: branch keys held until the save ends, or in direct mode
/// one record key per row and context, and the blind index keys. Used by one flow at a time.
/// </summary>
internal sealed class SaveSession(KeyRing keyRing) : IDisposable
{
    private readonly List<BranchKey> _branchKeys = [];
    private readonly List<BlindIndexKey> _indexKeys = [];
    private readonly Dictionary<EncryptionContext, Queue<RecordKey>> _recordKeys = [];
    private readonly Dictionary<EncryptionContext, RecordKey> _comparisonKeys = [];

    /// <summary>Takes index keys over.</summary>
    public void Add(BlindIndexKey held) => _indexKeys.Add(held);

    /// <summary>The index key of a context; the session keeps it.</summary>
    public BlindIndexKey GetIndexKey(EncryptionContext context)
    {
        if (_indexKeys.Find(key => key.Context.Equals(context)) is { } held)
            return held;

        // A row that nobody announced.
        BlindIndexKey key = keyRing.HoldBlindIndexKey(context);
        _indexKeys.Add(key);
        return key;
    }

    /// <summary>Takes branch keys over.</summary>
    public void Add(BranchKey held) => _branchKeys.Add(held);

    /// <summary>Takes record keys over.</summary>
    public void Add(RecordKey drawn)
    {
        if (!_recordKeys.TryGetValue(drawn.Context, out Queue<RecordKey>? queue))
            _recordKeys[drawn.Context] = queue = new Queue<RecordKey>();
        queue.Enqueue(drawn);
    }

    /// <summary>The key of one more record. The caller disposes it.</summary>
    public RecordKey TakeRecordKey(EncryptionContext context)
    {
        if (FindBranchKey(context) is { } branchKey)
            return CreateRecordKey(branchKey);
        if (_recordKeys.TryGetValue(context, out Queue<RecordKey>? queue) && queue.TryDequeue(out RecordKey? key))
            return key;

        // A row that nobody announced, such as one that an interceptor of the application added late.
        return keyRing.TryCreateRecordKey(context) ?? BlockingCall.Run(() => keyRing.CreateRecordKeyAsync(context).AsTask());
    }

    /// <summary>
    /// A key for values that EF Core converts by itself, which it does only to compare the provider values of an entity
    /// and of the one that it replaces under the same key; none of them is written. The session keeps it.
    /// </summary>
    public RecordKey? FindComparisonKey(EncryptionContext context)
    {
        if (_comparisonKeys.TryGetValue(context, out RecordKey? key))
            return key;
        if (FindBranchKey(context) is { } branchKey)
            return _comparisonKeys[context] = CreateRecordKey(branchKey);

        // Direct: the next row's, which costs no further call.
        return _recordKeys.TryGetValue(context, out Queue<RecordKey>? queue) && queue.TryPeek(out RecordKey? next) ? next : null;
    }

    public void Dispose()
    {
        foreach (BranchKey branchKey in _branchKeys)
            branchKey.Release();
        foreach (BlindIndexKey indexKey in _indexKeys)
            indexKey.Release();
        foreach (RecordKey key in _recordKeys.Values.SelectMany(static queue => queue).Concat(_comparisonKeys.Values))
            key.Dispose();
        _branchKeys.Clear();
        _indexKeys.Clear();
        _recordKeys.Clear();
        _comparisonKeys.Clear();
    }

    private BranchKey? FindBranchKey(EncryptionContext context)
    {
        foreach (BranchKey branchKey in _branchKeys)
        {
            if (ReferenceEquals(branchKey.Context, context) || branchKey.Context.Equals(context))
                return branchKey;
        }

        return null;
    }

    private static RecordKey CreateRecordKey(BranchKey held)
        => held.CreateRecordKey() ?? throw new InvalidOperationException("The key ring was disposed during a save. Nothing was written.");
}
