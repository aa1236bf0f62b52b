namespace FieldCrypt;

/// <summary>A key in clear in memory, under a lease, that opens envelopes. Thread-safe; zeroed when disposed.</summary>
internal abstract class OpenedKey(EncryptionContext context) : IDisposable
{
    /// <summary>The context the key was unwrapped under.</summary>
    public EncryptionContext Context { get; } = context;

    /// <summary>Checks the commitment, then decrypts.</summary>
    public abstract DecryptionResult Decrypt(in Envelope envelope, ReadOnlySpan<byte> aad, Span<byte> plaintext);

    public abstract void Dispose();
}
