using Microsoft.Extensions.Logging;

namespace FieldCrypt;

/// <summary>
/// Limits the records written under one branch key. Uses are reserved in the store ahead, in blocks that double, so that
/// a process that dies leaves the count too high and never too low, and writing seldom waits for it. A store that cannot
/// be written, such as a read-only file, stops no writing: what is used meanwhile is counted by this process and added
/// later. Thread-safe for different contexts.
/// </summary>
internal sealed class BranchKeyUses(IBranchKeyUseCounter? counter, long maximum, ILogger logger)
{
    private const long FirstBlock = 1024;
    private const long LargestBlock = 1 << 18;

    /// <summary>Whether a branch key has written all it may.</summary>
    public bool IsUsedUp(BranchKeyRecord record) => record.Uses >= maximum;

    /// <summary>Asks for more uses of a branch key; null if all are used up.</summary>
    /// <param name="record">The branch key.</param>
    /// <param name="current">What this process has of the context's branch key, if anything.</param>
    public async ValueTask<UseAllowance?> ReserveAsync(BranchKeyRecord record, UseAllowance? current)
    {
        bool isSame = current?.Id == record.Id;
        if (isSame && current!.IsLeft)
            return current;
        if (counter is null)
            return isSame ? null : Granted(new UseAllowance(record.Id, maximum), 0, maximum, maximum);

        long block = Math.Clamp(maximum / 16, 1, isSame ? Math.Min(current!.Block * 2, LargestBlock) : FirstBlock);
        UseAllowance allowance = isSame ? current! : new UseAllowance(record.Id, block);
        long uncounted = allowance.Uncounted;
        try
        {
            long total = await counter.AddUsesAsync(record.Id, block + uncounted, CancellationToken.None).ConfigureAwait(false);
            long granted = Math.Min(block, maximum - (total - block));
            return granted <= 0 ? null : Granted(allowance, uncounted, granted, block);
        }
        catch (FieldCryptException exception) when (exception.IsTransient)
        {
            KeyRingLog.UsesNotCounted(logger, record.Id, exception.Error.ToString(), exception);
            if (record.Uses + uncounted >= maximum)
                return null;
            // Blocks grow as if counted: a store that is out of reach for long costs few waits, not one every 1,024 records.
            allowance.Lend(block);
            return allowance;
        }
    }

    private static UseAllowance Granted(UseAllowance allowance, long counted, long granted, long block)
    {
        allowance.Grant(counted, granted, block);
        return allowance;
    }
}
