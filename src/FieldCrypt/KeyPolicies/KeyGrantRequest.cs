namespace FieldCrypt;

/// <summary>A grant to be made. Immutable.</summary>
public sealed record KeyGrantRequest
{
    private const int MaximumNameLength = 256;

    /// <summary>Who may use the key: a name of 1 to 256 characters, compared exactly; no wildcard.</summary>
    public required string GranteePrincipal { get; init; }

    /// <summary>What for; at least one.</summary>
    public required IReadOnlyList<KeyGrantOperation> Operations { get; init; }

    /// <summary>Under which encryption contexts; <see langword="null"/> for any.</summary>
    public KeyGrantConstraints? Constraints { get; init; }

    /// <summary>Who may retire the grant, beside its grantee if that has <see cref="KeyGrantOperation.RetireGrant"/>; <see langword="null"/> for nobody.</summary>
    public string? RetiringPrincipal { get; init; }

    /// <summary>A name, 1 to 256 characters, or empty. Asking again for a grant of the same name and contents gives the one that is there.</summary>
    public string Name { get; init; } = "";

    /// <summary>Refuses a malformed request.</summary>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.InvalidArgument"/>: a principal that is no name, no operation or one twice, a name too long or with control characters, a constraint without a pair.</exception>
    public void Validate()
    {
        if (KeyPrincipals.Check(GranteePrincipal) is { } grantee)
            throw Invalid($"names a grantee principal that {grantee}");
        if (RetiringPrincipal is not null && KeyPrincipals.Check(RetiringPrincipal) is { } retiring)
            throw Invalid($"names a retiring principal that {retiring}");
        if (Operations.Count == 0 || Operations.Distinct().Count() != Operations.Count || !Operations.All(Enum.IsDefined))
            throw Invalid("must name at least one operation, each once");
        if (KeyText.Check(Name, 0, MaximumNameLength) is { } name)
            throw Invalid($"has a name that {name}");
        if (Constraints is { } constraints && (constraints is { EncryptionContextEquals: null, EncryptionContextSubset: null } || constraints.EncryptionContextEquals?.Pairs.Count == 0 || constraints.EncryptionContextSubset?.Pairs.Count == 0))
            throw Invalid("has a constraint without a pair; leave the constraint out to allow any context");
    }

    private static FieldCryptException Invalid(string what) => new(FieldCryptError.InvalidArgument, $"The grant {what}. It was not made.");
}
