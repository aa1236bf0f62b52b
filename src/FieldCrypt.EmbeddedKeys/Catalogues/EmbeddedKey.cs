namespace FieldCrypt;

/// <summary>What an <see cref="EmbeddedKeyStore"/> tells of a key-encryption key. Immutable; no secret.</summary>
public sealed record EmbeddedKey
{
    /// <summary>The id, a UUID in lower case.</summary>
    public required string KeyId { get; init; }

    /// <summary>Its aliases, sorted.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>For people; empty if none was given.</summary>
    public required string Description { get; init; }

    /// <summary>Its tags.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>Whether it can be used.</summary>
    public required KeyState State { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is destroyed; only while deletion is pending.</summary>
    public required DateTimeOffset? DeletionAt { get; init; }

    /// <summary>The cryptoperiod of a version; <see langword="null"/> if it rotates on demand only.</summary>
    public required TimeSpan? RotationPeriod { get; init; }

    /// <summary>When the next version is due; <see langword="null"/> if it rotates on demand only.</summary>
    public DateTimeOffset? NextRotationAt => Versions[^1].CreatedAt + RotationPeriod;

    /// <summary>The version that encrypts now.</summary>
    public int CurrentVersion => Versions[^1].Number;

    /// <summary>All versions, the oldest first.</summary>
    public required IReadOnlyList<EmbeddedKeyVersion> Versions { get; init; }

    internal static EmbeddedKey Of(Kek kek, Catalogue catalogue) => new()
    {
        KeyId = kek.IdText,
        Aliases = [.. catalogue.Aliases.Where(alias => alias.Value == kek.Id).Select(static alias => alias.Key)],
        Description = kek.Description,
        Tags = kek.Tags,
        State = kek.State,
        CreatedAt = kek.CreatedAt,
        DeletionAt = kek.DeletionAt,
        RotationPeriod = kek.RotationPeriod,
        Versions = [.. kek.Versions.Select(static version => new EmbeddedKeyVersion(version.Number, version.CreatedAt, version.Wrapped is null))],
    };
}
