namespace FieldCrypt;

/// <summary>
/// How many more records this process may write under one branch key before it has to ask the store again. A save under
/// way may go below zero; what it used is then asked for with the next block. Thread-safe.
/// </summary>
internal sealed class UseAllowance(BranchKeyId id, long block)
{
    private long _remaining;
    private long _lent;

    public BranchKeyId Id => id;

    /// <summary>How many uses were asked for last.</summary>
    public long Block { get; private set; } = block;

    public bool IsLeft => Volatile.Read(ref _remaining) > 0;

    /// <summary>Uses that the store has not counted yet.</summary>
    public long Uncounted => Volatile.Read(ref _lent) + Math.Max(0, -Volatile.Read(ref _remaining));

    public void Use() => Interlocked.Decrement(ref _remaining);

    /// <summary>The store counted what was open, and gave more.</summary>
    public void Grant(long counted, long granted, long block)
    {
        long lent = Interlocked.Exchange(ref _lent, 0);
        Interlocked.Add(ref _remaining, counted - lent + granted);
        Block = block;
    }

    /// <summary>Goes on without the store, to be counted later.</summary>
    public void Lend(long block)
    {
        Interlocked.Add(ref _lent, block);
        Interlocked.Add(ref _remaining, block);
        Block = block;
    }
}
