namespace FieldCrypt;

/// <summary>Branch keys, held until disposal so that a save makes its record keys without waiting however long it takes.</summary>
internal sealed class HierarchicalKeyStock : IRecordKeyStock
{
    private readonly List<BranchKey> _held = [];
    private readonly Dictionary<EncryptionContext, RecordKey> _peeked = [];

    /// <summary>Takes a hold over.</summary>
    public void Add(BranchKey held) => _held.Add(held);

    public RecordKey? TryTake(EncryptionContext context)
    {
        foreach (BranchKey branchKey in _held)
        {
            if (ReferenceEquals(branchKey.Context, context) || branchKey.Context.Equals(context))
                return branchKey.CreateHeldRecordKey();
        }

        return null;
    }

    public RecordKey? TryPeek(EncryptionContext context)
    {
        if (!_peeked.TryGetValue(context, out RecordKey? key) && TryTake(context) is { } taken)
            _peeked[context] = key = taken;
        return key;
    }

    public void Dispose()
    {
        foreach (BranchKey branchKey in _held)
            branchKey.Release();
        foreach (RecordKey key in _peeked.Values)
            key.Dispose();
        _held.Clear();
        _peeked.Clear();
    }
}
