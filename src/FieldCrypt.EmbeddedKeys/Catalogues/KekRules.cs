namespace FieldCrypt;

/// <summary>What a key-encryption key may be used for in each state, and the messages when it may not.</summary>
internal static class KekRules
{
    public static readonly TimeSpan DefaultWaitingPeriod = TimeSpan.FromDays(30);
    private static readonly TimeSpan s_minimumWaitingPeriod = TimeSpan.FromDays(7);

    /// <summary>Refuses cryptographic use.</summary>
    public static void RequireEnabled(Kek kek)
    {
        RequireAlive(kek);
        if (kek.State == KeyState.Disabled)
            throw Refuse(FieldCryptError.KeyDisabled, kek, "is disabled. Enable it with EnableKeyAsync to use it");
    }

    /// <summary>Refuses administration of a key that waits for its deletion or had it.</summary>
    public static void RequireAlive(Kek kek)
    {
        RequireNotDestroyed(kek);
        if (kek.State == KeyState.PendingDeletion)
            throw Refuse(FieldCryptError.KeyPendingDeletion, kek, $"waits for its deletion at {kek.DeletionAt:u}. Call CancelKeyDeletionAsync and EnableKeyAsync before then to use it");
    }

    public static void RequireNotDestroyed(Kek kek)
    {
        if (kek.State == KeyState.Destroyed)
            throw Refuse(FieldCryptError.KeyDestroyed, kek, "was destroyed on purpose: what it encrypted cannot be read again");
    }

    /// <summary>The version that encrypted something, if its bytes are still there.</summary>
    public static KekVersion RequireVersion(Kek kek, int number)
    {
        KekVersion version = kek.Version(number)
            ?? throw Refuse(FieldCryptError.KeyNotFound, kek, $"has no version {number}. The ciphertext was changed, or the key store is an older copy: restore the newest backup");
        if (version.Wrapped is null)
            throw Refuse(FieldCryptError.KeyDestroyed, kek, $"had its version {number} destroyed on purpose: what that encrypted cannot be read again");
        return version;
    }

    public static Kek ScheduleDeletion(Kek kek, TimeSpan waitingPeriod, DateTimeOffset now)
    {
        RequireAlive(kek);
        if (waitingPeriod < s_minimumWaitingPeriod || waitingPeriod > DefaultWaitingPeriod)
            throw new FieldCryptException(FieldCryptError.InvalidArgument, "The waiting period of a deletion must be 7 to 30 days.") { KeyId = kek.IdText };
        return kek with { State = KeyState.PendingDeletion, DeletionAt = DateTimeOffset.FromUnixTimeMilliseconds((now + waitingPeriod).ToUnixTimeMilliseconds()) };
    }

    /// <summary>As in AWS KMS the key is disabled afterwards.</summary>
    public static Kek CancelDeletion(Kek kek)
    {
        RequireNotDestroyed(kek);
        return kek.State == KeyState.PendingDeletion
            ? kek with { State = KeyState.Disabled, DeletionAt = null }
            : throw new FieldCryptException(FieldCryptError.InvalidArgument, $"Key {kek.IdText} has no deletion scheduled.") { KeyId = kek.IdText };
    }

    public static Kek DestroyVersion(Kek kek, int number)
    {
        RequireAlive(kek);
        RequireVersion(kek, number);
        return number == kek.Current.Number
            ? throw new FieldCryptException(FieldCryptError.InvalidArgument, $"Version {number} of key {kek.IdText} is the one that encrypts now. Rotate the key first, or schedule the whole key's deletion.") { KeyId = kek.IdText }
            : kek.DestroyVersion(number);
    }

    private static FieldCryptException Refuse(FieldCryptError error, Kek kek, string why)
        => new(error, $"Key {kek.IdText} {why}.") { KeyId = kek.IdText };
}
