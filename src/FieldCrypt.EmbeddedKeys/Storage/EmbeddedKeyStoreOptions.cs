namespace FieldCrypt;

/// <summary>The settings of an <see cref="EmbeddedKeyStore"/>. Not thread-safe; the store copies them.</summary>
public sealed record EmbeddedKeyStoreOptions
{
    /// <summary>
    /// Where the root key comes from; <see langword="null"/> takes a key file beside the store, its path with
    /// <c>.key</c> added, which is made with the store.
    /// </summary>
    public RootKeySource? RootKey { get; set; }

    /// <summary>
    /// Whether to make the store when neither it nor its key file is there: yes. A store of which one of the two is
    /// missing is never made anew.
    /// </summary>
    public bool CreateIfMissing { get; set; } = true;

    /// <summary>Whether a new store may take a key file that exists already, such as one mounted from a secret manager: no.</summary>
    public bool AcceptExistingKeyFile { get; set; }

    /// <summary>The alias of the key-encryption key that a new store is made with, and that key backends use: <c>alias/fieldcrypt</c>.</summary>
    public string KeyAlias { get; set; } = AliasGrammar.Default;

    /// <summary>
    /// The cryptoperiod of key-encryption keys made by this store: 365 days (NIST SP 800-57 part 1, 5.3.6); the next
    /// version is made at the first use after it. <see langword="null"/> rotates on demand only. 1 hour to 10 years.
    /// </summary>
    public TimeSpan? RotationPeriod { get; set; } = TimeSpan.FromDays(365);

    /// <summary>
    /// The longest step of the clock between two uses of the store that is believed: 3 days; 1 hour to 365 days. What happens
    /// by itself, deletions and rotations, waits through a longer one until <see cref="EmbeddedKeyStore.ConfirmClockAsync"/>.
    /// </summary>
    public TimeSpan MaximumClockJump { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How long to wait for another process's change: 5 seconds; 0 to 10 minutes.</summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Who calls, for permissions and the audit trail: by default <c>user@machine</c>; in containers, whose machine
    /// names change, set it. A name of 1 to 256 characters without wildcards.</summary>
    public string Principal { get; set; } = AuditPrincipal.Default;

    /// <summary>Where administration and direct uses of keys are recorded. A key ring's uses are recorded by the key ring.</summary>
    public IReadOnlyList<IAuditSink> AuditSinks { get; set; } = [];

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>A limit on the file's size in SQLite pages, so that tests fill the disk; 0 for none.</summary>
    internal int MaximumPages { get; set; }

    /// <summary>Takes the root key from a passphrase; see <see cref="RootKeySource.FromPassphrase(Func{string}, int)"/>.</summary>
    /// <param name="passphrase">Gives the passphrase.</param>
    public void UsePassphrase(Func<string> passphrase) => RootKey = RootKeySource.FromPassphrase(passphrase);

    /// <summary>Takes the root key from a file; see <see cref="RootKeySource.FromKeyFile"/>.</summary>
    /// <param name="path">The path.</param>
    public void UseKeyFile(string path) => RootKey = RootKeySource.FromKeyFile(path);

    /// <summary>Takes the root key from an environment variable; see <see cref="RootKeySource.FromEnvironmentVariable"/>.</summary>
    /// <param name="name">The variable's name.</param>
    public void UseEnvironmentVariable(string name) => RootKey = RootKeySource.FromEnvironmentVariable(name);

    internal static void CheckRotationPeriod(TimeSpan? period)
    {
        if (period is { } given && (given < TimeSpan.FromHours(1) || given > TimeSpan.FromDays(3653)))
            throw new FieldCryptException(FieldCryptError.InvalidArgument, "A rotation period must be 1 hour to 10 years, or null for rotation on demand only.");
        if (period?.Ticks % TimeSpan.TicksPerMillisecond is not (null or 0))
            throw new FieldCryptException(FieldCryptError.InvalidArgument, "A rotation period must be whole milliseconds: the key store keeps no more.");
    }

    internal void Validate()
    {
        AliasGrammar.Check(KeyAlias);
        CheckRotationPeriod(RotationPeriod);
        if (MaximumClockJump < TimeSpan.FromHours(1) || MaximumClockJump > TimeSpan.FromDays(365))
            throw new FieldCryptException(FieldCryptError.InvalidArgument, "EmbeddedKeyStoreOptions.MaximumClockJump must be 1 hour to 365 days.");
        if (BusyTimeout < TimeSpan.Zero || BusyTimeout > TimeSpan.FromMinutes(10))
            throw new FieldCryptException(FieldCryptError.InvalidArgument, "EmbeddedKeyStoreOptions.BusyTimeout must be 0 to 10 minutes.");
        if (KeyPrincipals.Check(Principal) is { } wrong)
            throw new FieldCryptException(FieldCryptError.InvalidArgument, $"EmbeddedKeyStoreOptions.Principal must be a name of 1 to 256 characters; it {wrong}.");
    }
}
