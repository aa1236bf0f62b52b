using System.Collections.Immutable;

namespace FieldCrypt;

/// <summary>A key-encryption key of the embedded key store and the rules of its life. Immutable; no clear key byte.</summary>
internal sealed record Kek
{
    public required Guid Id { get; init; }

    public string Description { get; init; } = "";

    public required DateTimeOffset CreatedAt { get; init; }

    public KeyState State { get; init; }

    /// <summary>When it is destroyed; only while deletion is pending.</summary>
    public DateTimeOffset? DeletionAt { get; init; }

    /// <summary>The cryptoperiod of a version; null never rotates by itself.</summary>
    public TimeSpan? RotationPeriod { get; init; }

    /// <summary>By number, without gaps; the last one encrypts.</summary>
    public required ImmutableArray<KekVersion> Versions { get; init; }

    public ImmutableSortedDictionary<string, string> Tags { get; init; } = EmptyTags;

    /// <summary>Who may do what with it.</summary>
    public KeyPolicy Policy
    {
        get;
        init
        {
            field = value;
            PolicyText = value == KeyPolicy.Default ? null : value.ToJson();
        }
    } = KeyPolicy.Default;

    /// <summary>
    /// The policy as it is stored and authenticated: a later release, or another program, may write the same policy as other
    /// JSON. Null for the default.
    /// </summary>
    public string? PolicyText { get; init; }

    /// <summary>By grant id.</summary>
    public ImmutableSortedDictionary<string, KeyGrant> Grants { get; init; } = EmptyGrants;

    public static ImmutableSortedDictionary<string, KeyGrant> EmptyGrants { get; } = ImmutableSortedDictionary.Create<string, KeyGrant>(StringComparer.Ordinal);

    public static ImmutableSortedDictionary<string, string> EmptyTags { get; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The id as text.</summary>
    public string IdText => Id.ToString("D");

    public KekVersion Current => Versions[^1];

    public KekVersion? Version(int number) => number >= 1 && number <= Versions.Length ? Versions[number - 1] : null;

    /// <summary>Whether its cryptoperiod ended, or a wrong clock dated its current version so that it would never end.</summary>
    public bool IsRotationDue(StoreTime time)
        => State == KeyState.Enabled && RotationPeriod is { } period && (time.Observed - Current.CreatedAt >= period || time.IsOfWrongClock(Current.CreatedAt));

    public bool IsDeletionDue(StoreTime time) => State == KeyState.PendingDeletion && DeletionAt <= time.Observed;

    public Kek DestroyVersion(int number) => this with { Versions = Versions.SetItem(number - 1, Versions[number - 1] with { Wrapped = null }) };

    /// <summary>Without key bytes, for good; id and version numbers stay, so that what they encrypted is told from tampering.</summary>
    public Kek Destroy() => this with
    {
        State = KeyState.Destroyed,
        DeletionAt = null,
        Versions = [.. Versions.Select(static version => version with { Wrapped = null })],
    };
}
