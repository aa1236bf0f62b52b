namespace FieldCrypt;

/// <summary>The settings of a <see cref="KeyRing"/>.</summary>
public sealed record KeyRingOptions
{
    /// <summary>
    /// The key ring's name, which no other live key ring in the process may have; <see langword="null"/> takes
    /// <c>default</c>, or <c>default-2</c> and so on where that is taken. Compiled EF Core models hold it.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>Where the data keys of new records come from.</summary>
    public DataKeyMode DataKeys { get; set; } = DataKeyMode.Hierarchical;

    /// <summary>
    /// Whether hierarchical data keys read direct envelopes too: no. Stored bytes never decide which suite is used: set it
    /// while rows are moved after <see cref="DataKeys"/> was changed to <see cref="DataKeyMode.Hierarchical"/>.
    /// </summary>
    public bool ReadsDirectEnvelopes { get; set; }

    /// <summary>
    /// Whether direct data keys read hierarchical envelopes too: no. Needs the branch key store that holds their keys. Set it
    /// while rows are moved after <see cref="DataKeys"/> was changed to <see cref="DataKeyMode.Direct"/>.
    /// </summary>
    public bool ReadsHierarchicalEnvelopes { get; set; }

    /// <summary>How long a key stays in memory in clear: 5 minutes; 1 second to 24 hours.</summary>
    public TimeSpan LeaseMaximumAge { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a key is used under one lease before it is unwrapped again; by default without limit.</summary>
    public long LeaseMaximumUses { get; set; } = long.MaxValue;

    /// <summary>
    /// Whether the lease of a branch key that is in use is renewed in the background before it ends, so that no call waits
    /// for a key backend: no. Each renewal reads the branch key store and unwraps the key anew, so that a disabled or
    /// destroyed key ends there; a lease nobody uses is left to its end. Direct data keys are not renewed.
    /// </summary>
    public bool RenewLeases { get; set; }

    /// <summary>How long a branch key writes new records before the next generation is made: 90 days (NIST SP 800-57 part 1, 5.3).</summary>
    public TimeSpan BranchKeyCryptoperiod { get; set; } = TimeSpan.FromDays(90);

    /// <summary>
    /// How much longer than <see cref="BranchKeyCryptoperiod"/> a context's newest branch key may be old and still be replaced
    /// by age without anybody asking: 180 days. Above that the clock is taken to be wrong: the key goes on writing, a warning
    /// is logged, and <see cref="BranchKeyAdministration.RotateAsync"/> confirms the time.
    /// </summary>
    public TimeSpan MaximumClockJump { get; set; } = TimeSpan.FromDays(180);

    /// <summary>
    /// How many records are written under one branch key, over all processes, before the next generation is made: 2^32.
    /// Counted where the branch key store can (<see cref="IBranchKeyUseCounter"/>), otherwise per process. A save under way
    /// is not cut.
    /// </summary>
    public long BranchKeyMaximumUses { get; set; } = 1L << 32;

    /// <summary>
    /// How many branch keys, and how many blind index keys, are kept in memory: 10,000. Above that those whose leases end
    /// soonest go first; never one that a save under way holds.
    /// </summary>
    public int BranchKeyCapacity { get; set; } = 10_000;

    /// <summary>How many record keys are kept in memory in direct mode: 1,000.</summary>
    public int DirectKeyCapacity { get; set; } = 1000;

    /// <summary>How long a call to a key backend may take: 10 seconds.</summary>
    public TimeSpan BackendTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Who uses the keys, for permissions of an embedded key store and the audit trail: by default <c>user@machine</c>; in
    /// containers, whose machine names change, set it. A name of 1 to 256 characters without wildcards.
    /// </summary>
    public string Principal { get; set; } = AuditPrincipal.Default;

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal void Validate()
    {
        Check(Name is null || (Name.Length is > 0 and <= 64 && !Name.Contains('/')), nameof(Name), "1 to 64 characters without '/'");
        Check(LeaseMaximumAge >= TimeSpan.FromSeconds(1) && LeaseMaximumAge <= TimeSpan.FromHours(24), nameof(LeaseMaximumAge), "1 second to 24 hours");
        Check(LeaseMaximumUses > 0, nameof(LeaseMaximumUses), "at least 1");
        Check(BranchKeyCryptoperiod > TimeSpan.Zero, nameof(BranchKeyCryptoperiod), "more than zero");
        Check(MaximumClockJump > TimeSpan.Zero, nameof(MaximumClockJump), "more than zero");
        Check(BranchKeyMaximumUses > 0, nameof(BranchKeyMaximumUses), "at least 1");
        Check(BranchKeyCapacity > 0, nameof(BranchKeyCapacity), "at least 1");
        Check(DirectKeyCapacity > 0, nameof(DirectKeyCapacity), "at least 1");
        Check(BackendTimeout > TimeSpan.Zero, nameof(BackendTimeout), "more than zero");
        Check(KeyPrincipals.Check(Principal) is null, nameof(Principal), "a name of 1 to 256 characters without wildcards or control characters");

        static void Check(bool valid, string option, string expected)
            => FieldCryptException.ThrowUnlessValid(valid, $"{nameof(KeyRingOptions)}.{option}", expected, FieldCryptError.InvalidArgument);
    }
}
