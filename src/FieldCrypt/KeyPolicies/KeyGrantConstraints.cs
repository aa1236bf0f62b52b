namespace FieldCrypt;

/// <summary>
/// Limits a grant to calls under some encryption contexts; both must hold where both are set. As in AWS KMS the names of
/// pairs count without regard to case here (values with regard to it), although decryption itself tells case apart. A
/// context's own limits hold: at most 8 pairs, values of at most 384 characters. A key of the branch key store is wrapped
/// under its context and a few pairs of FieldCrypt's own (<c>fieldcrypt:…</c>): the embedded key store leaves those out of
/// account in <see cref="EncryptionContextEquals"/>, AWS KMS does not, so there use <see cref="EncryptionContextSubset"/>.
/// Immutable.
/// </summary>
public sealed record KeyGrantConstraints
{
    /// <summary>The call's context has exactly these pairs; <see langword="null"/> for no such limit.</summary>
    public EncryptionContext? EncryptionContextEquals { get; init; }

    /// <summary>The call's context has these pairs, and may have others; <see langword="null"/> for no such limit.</summary>
    public EncryptionContext? EncryptionContextSubset { get; init; }

    /// <summary>The limits as people write them.</summary>
    public override string ToString() => (EncryptionContextEquals, EncryptionContextSubset) switch
    {
        (null, null) => "any context",
        ({ } equals, null) => $"exactly \"{equals}\"",
        (null, { } subset) => $"at least \"{subset}\"",
        ({ } equals, { } subset) => $"exactly \"{equals}\" and at least \"{subset}\"",
    };

    internal bool Allow(EncryptionContext context)
        => (EncryptionContextEquals is null || AreEqual(EncryptionContextEquals, context.WithoutReserved()))
            && (EncryptionContextSubset is null || Contains(context, EncryptionContextSubset));

    /// <summary>Whether every context that these constraints allow, the others allow too.</summary>
    internal bool IsAtLeastAsStrictAs(KeyGrantConstraints other)
    {
        if (other.EncryptionContextEquals is { } equals
            && (EncryptionContextEquals is null || !AreEqual(EncryptionContextEquals, equals)))
        {
            return false;
        }

        return other.EncryptionContextSubset is not { } subset
            || (EncryptionContextEquals is not null && Contains(EncryptionContextEquals, subset))
            || (EncryptionContextSubset is not null && Contains(EncryptionContextSubset, subset));
    }

    private static bool AreEqual(EncryptionContext one, EncryptionContext other) => one.Pairs.Count == other.Pairs.Count && Contains(one, other);

    private static bool Contains(EncryptionContext context, EncryptionContext pairs)
        => pairs.Pairs.All(pair => context.Pairs.Any(other => other.Value == pair.Value && other.Key.Equals(pair.Key, StringComparison.OrdinalIgnoreCase)));
}
