namespace FieldCrypt;

/// <summary>
/// Lets one principal use a key, beside what the key policy allows: the grant of AWS KMS, for rights that come and go.
/// Immutable; no secret.
/// </summary>
public sealed record KeyGrant
{
    /// <summary>The id: in an embedded key store 64 hexadecimal digits, as in AWS KMS.</summary>
    public required string GrantId { get; init; }

    /// <summary>The name; empty if none was given.</summary>
    public required string Name { get; init; }

    /// <summary>Who may use the key.</summary>
    public required string GranteePrincipal { get; init; }

    /// <summary>What for.</summary>
    public required IReadOnlyList<KeyGrantOperation> Operations { get; init; }

    /// <summary>Under which encryption contexts; <see langword="null"/> for any, unless <see cref="OtherTerms"/> says otherwise.</summary>
    public required KeyGrantConstraints? Constraints { get; init; }

    /// <summary>Who may retire it, if anybody is named.</summary>
    public required string? RetiringPrincipal { get; init; }

    /// <summary>Who made it; in lists of AWS KMS the account, and empty where the backend does not tell.</summary>
    public required string IssuingPrincipal { get; init; }

    /// <summary>When it was made; <see langword="null"/> where the backend does not tell, as AWS KMS when it makes one.</summary>
    public required DateTimeOffset? CreatedAt { get; init; }

    /// <summary>
    /// What the backend holds the grant to and the properties above cannot say, as <c>name: value</c> in the backend's own
    /// words: an operation of asymmetric keys, a constraint that only services of AWS use. Empty in an embedded key store.
    /// </summary>
    public IReadOnlyList<string> OtherTerms { get; init; } = [];

    /// <summary>
    /// The token by which the grantee uses the grant before it has spread, in AWS KMS up to five minutes; only of a grant
    /// just made. Not secret: useless without the grantee's credentials. <see langword="null"/> in an embedded key store,
    /// where a grant holds at once.
    /// </summary>
    public string? GrantToken { get; init; }

    internal bool Allows(string principal, EmbeddedKeyAction action, EncryptionContext context)
        => GranteePrincipal == principal
            && Operations.Any(operation => operation.ToString() == action.ToString())
            && (!IsConstrained(action) || Constraints is null || Constraints.Allow(context));

    /// <summary>Whether its grantee may make another grant through it: no more operations, constraints at least as strict.</summary>
    internal bool Covers(KeyGrantRequest request)
        => request.Operations.All(Operations.Contains)
            && (Constraints is null || (request.Constraints is not null && request.Constraints.IsAtLeastAsStrictAs(Constraints)));

    internal bool IsSameAs(KeyGrantRequest request)
        => Name == request.Name
            && GranteePrincipal == request.GranteePrincipal
            && RetiringPrincipal == request.RetiringPrincipal
            && Operations.Order().SequenceEqual(request.Operations.Order())
            && Constraints == request.Constraints;

    /// <summary>Constraints are about calls with an encryption context.</summary>
    private static bool IsConstrained(EmbeddedKeyAction action)
        => action is EmbeddedKeyAction.Encrypt or EmbeddedKeyAction.Decrypt or EmbeddedKeyAction.GenerateDataKey;
}
