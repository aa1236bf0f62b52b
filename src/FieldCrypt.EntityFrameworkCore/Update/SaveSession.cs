namespace FieldCrypt.EntityFrameworkCore.Update;

/// <summary>
/// The keys of one save, had before its first command is made: branch keys held until the save ends, or in direct mode
/// one record key per row and context. Used by one flow at a time.
/// </summary>
internal sealed class SaveSession(KeyRing keyRing) : IDisposable
{
    private readonly List<BranchKey> _branchKeys = [];
    private readonly Dictionary<EncryptionContext, Queue<RecordKey>> _recordKeys = [];

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
        foreach (BranchKey branchKey in _branchKeys)
        {
            if (ReferenceEquals(branchKey.Context, context) || branchKey.Context.Equals(context))
                return branchKey.CreateRecordKey() ?? throw new InvalidOperationException("The key ring was disposed during a save. Nothing was written.");
        }

        if (_recordKeys.TryGetValue(context, out Queue<RecordKey>? queue) && queue.TryDequeue(out RecordKey? key))
            return key;

        // A row that nobody announced, such as one that an interceptor of the application added late.
        return keyRing.TryCreateRecordKey(context) ?? BlockingCall.Run(() => keyRing.CreateRecordKeyAsync(context).AsTask());
    }

    public void Dispose()
    {
        foreach (BranchKey branchKey in _branchKeys)
            branchKey.Release();
        foreach (RecordKey key in _recordKeys.Values.SelectMany(static queue => queue))
            key.Dispose();
        _branchKeys.Clear();
        _recordKeys.Clear();
    }
}
