namespace FieldCrypt;

/// <summary>The settings of an <see cref="AuditFile"/>. Not thread-safe; the file copies them.</summary>
public sealed class AuditFileOptions
{
    /// <summary>
    /// A key for the chain, at least 32 bytes: each line then holds an HMAC-SHA-256 that nobody without the key can make
    /// anew. <see langword="null"/> chains by SHA-256, which whoever can write the whole file can compute again. Copied. A
    /// file that is there is continued only if it was written under the same key, or without key if this is
    /// <see langword="null"/>.
    /// </summary>
    public KeyMaterial? ChainKey { get; set; }

    /// <summary>How long to wait for another process that is appending: 5 seconds.</summary>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(5);

    internal void Validate()
    {
        if (ChainKey is { Length: < 32 })
            throw new FieldCryptException(FieldCryptError.InvalidArgument, "AuditFileOptions.ChainKey must be at least 32 bytes.");
        if (LockTimeout < TimeSpan.Zero || LockTimeout > TimeSpan.FromMinutes(10))
            throw new FieldCryptException(FieldCryptError.InvalidArgument, "AuditFileOptions.LockTimeout must be 0 to 10 minutes.");
    }
}
