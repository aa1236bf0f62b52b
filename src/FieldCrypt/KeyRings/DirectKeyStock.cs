namespace FieldCrypt;

/// <summary>One record key for each record and context, drawn from the backend.</summary>
internal sealed class DirectKeyStock : IRecordKeyStock
{
    private readonly Dictionary<EncryptionContext, Queue<RecordKey>> _drawn = [];

    /// <summary>Takes a key over.</summary>
    public void Add(RecordKey drawn)
    {
        if (!_drawn.TryGetValue(drawn.Context, out Queue<RecordKey>? queue))
            _drawn[drawn.Context] = queue = new Queue<RecordKey>();
        queue.Enqueue(drawn);
    }

    public RecordKey? TryTake(EncryptionContext context) => _drawn.TryGetValue(context, out Queue<RecordKey>? queue) && queue.TryDequeue(out RecordKey? key) ? key : null;

    /// <summary>The next record's, which costs no further call.</summary>
    public RecordKey? TryPeek(EncryptionContext context) => _drawn.TryGetValue(context, out Queue<RecordKey>? queue) && queue.TryPeek(out RecordKey? key) ? key : null;

    public void Dispose()
    {
        foreach (RecordKey key in _drawn.Values.SelectMany(static queue => queue))
            key.Dispose();
        _drawn.Clear();
    }
}
