namespace FieldCrypt.EntityFrameworkCore.Storage;

/// <summary>The keys that executing one query plan needs.</summary>
internal sealed class QueryKeys
{
    /// <summary>The contexts of values that ExecuteUpdate encrypts.</summary>
    public HashSet<EncryptionContext> RecordKeys { get; } = [];

    /// <summary>The contexts of values whose blind index is computed.</summary>
    public HashSet<EncryptionContext> IndexKeys { get; } = [];

    public bool IsEmpty => RecordKeys.Count == 0 && IndexKeys.Count == 0;
}
