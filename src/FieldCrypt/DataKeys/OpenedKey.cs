namespace FieldCrypt;

/// <summary>
/// A key in clear in memory, under a lease, that opens envelopes. Thread-safe. It is zeroed when the last hold on it
/// ends: the lease is one, a save that is under way another.
/// </summary>
internal abstract class OpenedKey(EncryptionContext context)
{
    private int _holds = 1;

    /// <summary>The context the key was unwrapped under.</summary>
    public EncryptionContext Context { get; } = context;

    /// <summary>Whether somebody holds it beside its lease.</summary>
    public bool IsHeld => Volatile.Read(ref _holds) > 1;

    /// <summary>Checks the commitment, then decrypts.</summary>
    public abstract DecryptionResult Decrypt(in Envelope envelope, ReadOnlySpan<byte> aad, Span<byte> plaintext);

    /// <summary>Keeps the key open until <see cref="Release"/>; <see langword="false"/> if it is closed already.</summary>
    public bool TryHold()
    {
        int holds = Volatile.Read(ref _holds);
        while (holds > 0)
        {
            int seen = Interlocked.CompareExchange(ref _holds, holds + 1, holds);
            if (seen == holds)
                return true;
            holds = seen;
        }

        return false;
    }

    /// <summary>Ends one hold; the last one closes the key.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holds) == 0)
            Close();
    }

    /// <summary>Zeroes the key.</summary>
    protected abstract void Close();
}
