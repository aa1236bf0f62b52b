namespace FieldCrypt;

/// <summary>A grant to be made. Immutable.</summary>
public sealed record KeyGrantRequest
{
    /// <summary>Who may use the key; compared exactly.</summary>
    public required string GranteePrincipal { get; init; }

    /// <summary>What for; at least one.</summary>
    public required IReadOnlyList<KeyGrantOperation> Operations { get; init; }

    /// <summary>Under which encryption contexts; <see langword="null"/> for any.</summary>
    public KeyGrantConstraints? Constraints { get; init; }

    /// <summary>Who may retire the grant, beside those whom the key policy allows it; <see langword="null"/> for nobody.</summary>
    public string? RetiringPrincipal { get; init; }

    /// <summary>A name, 1 to 256 characters, or empty. Asking again for a grant of the same name and contents gives the one that is there.</summary>
    public string Name { get; init; } = "";

    /// <summary>Refuses a malformed request.</summary>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.InvalidArgument"/>: no grantee, no operation or one twice, a name too long, a constraint without a pair.</exception>
    public void Validate()
    {
        if (string.IsNullOrWhiteSpace(GranteePrincipal) || RetiringPrincipal is { } retiring && string.IsNullOrWhiteSpace(retiring))
            throw Invalid("must name its grantee principal, and its retiring principal where it has one");
        if (Operations.Count == 0 || Operations.Distinct().Count() != Operations.Count || !Operations.All(Enum.IsDefined))
            throw Invalid("must name at least one operation, each once");
        if (Name.Length > 256)
            throw Invalid("has a name of more than 256 characters");
        if (Constraints is { } constraints && (constraints.EncryptionContextEquals?.Pairs.Count == 0 || constraints.EncryptionContextSubset?.Pairs.Count == 0))
            throw Invalid("has a constraint without a pair; leave the constraint out to allow any context");
    }

    private static FieldCryptException Invalid(string what) => new(FieldCryptError.InvalidArgument, $"The grant {what}. It was not made.");
}
