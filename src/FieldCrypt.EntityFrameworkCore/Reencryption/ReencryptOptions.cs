namespace FieldCrypt.EntityFrameworkCore;

/// <summary>The settings of a re-encryption run.</summary>
public sealed record ReencryptOptions
{
    /// <summary>
    /// How many rows are read, and rewritten in one short transaction: 500; 1 to 10,000. Fewer where rows are so long that a
    /// batch would take more than about 16 MiB.
    /// </summary>
    public int BatchSize { get; init; } = 500;

    /// <summary>
    /// Called for each value that cannot be read, with the primary key of its row, which may be personal data: keep it out of
    /// logs. It runs between two batches and may use neither the context nor much time. By default nobody learns the keys.
    /// </summary>
    public Action<ReencryptFailedValue>? ValueFailed { get; init; }

    internal void Validate()
    {
        if (BatchSize is < 1 or > 10_000)
            throw new FieldCryptException(FieldCryptError.InvalidArgument, "ReencryptOptions.BatchSize must be 1 to 10,000.");
    }
}
