namespace FieldCrypt;

/// <summary>
/// A condition on the encryption context of a call: one pair of it (<c>kms:EncryptionContext:Name</c>) or the names of
/// all its pairs (<c>kms:EncryptionContextKeys</c>). As in AWS KMS the name of a pair counts without regard to case in
/// <c>kms:EncryptionContext:Name</c>, with regard to case in <c>kms:EncryptionContextKeys</c>, and values always with.
/// Immutable.
/// </summary>
public sealed record KeyPolicyCondition
{
    internal const string KeysName = "kms:EncryptionContextKeys";
    internal const string PairPrefix = "kms:EncryptionContext:";

    /// <summary>Makes a condition.</summary>
    /// <param name="operator">How to compare.</param>
    /// <param name="key"><c>kms:EncryptionContext:Name</c> or <c>kms:EncryptionContextKeys</c>.</param>
    /// <param name="values">One of them suffices; at least one.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.InvalidArgument"/>: another key, no value, a policy variable, or an operator that does not fit.</exception>
    public KeyPolicyCondition(KeyPolicyOperator @operator, string key, params IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(values);
        Operator = @operator;
        Key = key;
        Values = [.. values];
        Check();
    }

    /// <summary>How to compare.</summary>
    public KeyPolicyOperator Operator { get; }

    /// <summary>What is compared.</summary>
    public string Key { get; }

    /// <summary>What it is compared with.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>The pair of this name has one of these values.</summary>
    /// <param name="name">The name of the pair.</param>
    /// <param name="values">The values.</param>
    public static KeyPolicyCondition ContextEquals(string name, params IReadOnlyList<string> values) => new(KeyPolicyOperator.StringEquals, PairPrefix + name, values);

    /// <summary>The context has no pairs of other names than these.</summary>
    /// <param name="names">The names.</param>
    public static KeyPolicyCondition ContextHasOnly(params IReadOnlyList<string> names) => new(KeyPolicyOperator.ForAllValuesStringEquals, KeysName, names);

    /// <summary>The context has a pair of this name, whatever its value.</summary>
    /// <param name="name">The name.</param>
    public static KeyPolicyCondition ContextHas(string name) => new(KeyPolicyOperator.Null, PairPrefix + name, "false");

    internal bool IsMet(EncryptionContext context)
    {
        IEnumerable<string> present = Key.Equals(KeysName, StringComparison.OrdinalIgnoreCase)
            ? context.Pairs.Select(static pair => pair.Key)
            : context.Pairs.Where(pair => Key.AsSpan(PairPrefix.Length).Equals(pair.Key, StringComparison.OrdinalIgnoreCase)).Select(static pair => pair.Value);
        return Operator switch
        {
            KeyPolicyOperator.StringEquals => present.Any(Values.Contains),
            KeyPolicyOperator.StringNotEquals => !present.Any(Values.Contains),
            KeyPolicyOperator.StringLike => present.Any(value => Values.Any(pattern => Wildcards.IsMatch(pattern, value, ignoreCase: false))),
            KeyPolicyOperator.StringNotLike => !present.Any(value => Values.Any(pattern => Wildcards.IsMatch(pattern, value, ignoreCase: false))),
            KeyPolicyOperator.ForAllValuesStringEquals => present.All(Values.Contains),
            KeyPolicyOperator.ForAnyValueStringEquals => present.Any(Values.Contains),
            _ => Values.Contains(present.Any() ? "false" : "true"),
        };
    }

    private void Check()
    {
        bool isKeys = Key.Equals(KeysName, StringComparison.OrdinalIgnoreCase);
        bool isPair = Key.StartsWith(PairPrefix, StringComparison.OrdinalIgnoreCase) && Key.Length > PairPrefix.Length;
        bool isForSets = Operator is KeyPolicyOperator.ForAllValuesStringEquals or KeyPolicyOperator.ForAnyValueStringEquals;
        if (!Enum.IsDefined(Operator))
            throw Invalid($"compares {Key} by an operator that there is not");
        if (!isKeys && !isPair)
            throw Invalid($"knows no condition key \"{Key}\"; there are {PairPrefix}Name and {KeysName}");
        if (isPair && EncryptionContextGrammar.CheckName(Key[PairPrefix.Length..], isReservedToo: true) is { } wrong)
            throw Invalid($"has a condition on {Key}, which no encryption context can have: {wrong}");
        if (Values.Count == 0)
            throw Invalid($"has a condition on {Key} without a value");
        if (Values.Select(static value => KeyText.Check(value, 0, KeyPolicy.MaximumLength)).FirstOrDefault(static wrong => wrong is not null) is { } bad)
            throw Invalid($"has a condition on {Key} with a value that {bad}");
        if (Values.Any(static value => value.Contains(PolicyVariables.Start, StringComparison.Ordinal)))
            throw Invalid($"has a condition on {Key} with a policy variable (${{…}}), which would not be replaced");
        if (isKeys && !isForSets && Operator != KeyPolicyOperator.Null)
            throw Invalid($"compares {KeysName}, which has many values, by {Operator}; use ForAllValues:StringEquals or ForAnyValue:StringEquals");
        if (Operator == KeyPolicyOperator.Null && !Values.All(static value => value is "true" or "false"))
            throw Invalid($"has a Null condition on {Key} that is neither \"true\" nor \"false\"");
    }

    private static FieldCryptException Invalid(string what) => KeyPolicyCheck.Invalid(what);
}
