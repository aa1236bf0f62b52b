namespace FieldCrypt;

/// <summary>
/// Limits the records written under one branch key. Uses are reserved in the store ahead, in blocks that double, so that
/// a process that dies leaves the count too high and never too low, and writing seldom waits for it. Thread-safe for
/// different contexts.
/// </summary>
internal sealed class BranchKeyUses(IBranchKeyUseCounter? counter, long maximum)
{
    private const long FirstBlock = 1024;
    private const long LargestBlock = 1 << 18;

    /// <summary>Whether a branch key has written all it may.</summary>
    public bool IsUsedUp(BranchKeyRecord record) => record.Uses >= maximum;

    /// <summary>Asks for more uses of a branch key; null if all are used up.</summary>
    /// <param name="id">The branch key.</param>
    /// <param name="current">What this process has of the context's branch key, if anything.</param>
    public async ValueTask<UseAllowance?> ReserveAsync(BranchKeyId id, UseAllowance? current)
    {
        bool isSame = current?.Id == id;
        if (isSame && current!.IsLeft)
            return current;
        if (counter is null)
            return isSame ? null : Granted(new UseAllowance(id, maximum), 0, maximum, maximum);

        long block = Math.Clamp(maximum / 16, 1, isSame ? Math.Min(current!.Block * 2, LargestBlock) : FirstBlock);
        long uncounted = isSame ? current!.Uncounted : 0;
        long total = await counter.AddUsesAsync(id, block + uncounted, CancellationToken.None).ConfigureAwait(false);
        long granted = Math.Min(block, maximum - (total - block));
        return granted <= 0 ? null : Granted(isSame ? current! : new UseAllowance(id, block), uncounted, granted, block);
    }

    private static UseAllowance Granted(UseAllowance allowance, long counted, long granted, long block)
    {
        allowance.Grant(counted, granted, block);
        return allowance;
    }
}
