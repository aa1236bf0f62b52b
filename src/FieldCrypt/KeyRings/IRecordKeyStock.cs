namespace FieldCrypt;

/// <summary>The record keys of one save, had before its first command is made. Used by one flow at a time.</summary>
internal interface IRecordKeyStock : IDisposable
{
    /// <summary>The key of one more record, which the caller disposes; null if nothing of the context is in stock.</summary>
    RecordKey? TryTake(EncryptionContext context);

    /// <summary>A key that is no record's own and remains the stock's; null if nothing of the context is in stock.</summary>
    RecordKey? TryPeek(EncryptionContext context);
}
