namespace FieldCrypt;

/// <summary>
/// Who may do what with a key-encryption key: the key policy of AWS KMS, in its JSON form too. A call is allowed if a
/// statement or a grant allows it and no statement denies it. Immutable.
/// </summary>
public sealed record KeyPolicy
{
    /// <summary>The longest policy in bytes of UTF-8, as JSON; as in AWS KMS.</summary>
    public const int MaximumLength = 32_768;

    /// <summary>
    /// What a new key has: every principal may do everything, as the default policy of AWS KMS leaves it to the account.
    /// Putting another policy switches to least privilege.
    /// </summary>
    public static KeyPolicy Default { get; } = new(new KeyPolicyStatement { Sid = "Every principal", Principals = ["*"], Actions = ["kms:*"] });

    /// <summary>Makes a policy.</summary>
    /// <param name="statements">At least one statement; copied, and checked as <see cref="Parse"/> checks them.</param>
    /// <exception cref="FieldCryptException">
    /// <see cref="FieldCryptError.InvalidArgument"/>: no statement, one without principal or action, an action that no key
    /// policy decides, a principal with a wildcard, two conditions of the same operator and key, which JSON cannot hold, or
    /// more than <see cref="MaximumLength"/> bytes as JSON.
    /// </exception>
    public KeyPolicy(params IReadOnlyList<KeyPolicyStatement> statements)
    {
        ArgumentNullException.ThrowIfNull(statements);
        Statements = [.. statements.Select(static statement => statement.Copy())];
        KeyPolicyCheck.Check(this);
    }

    /// <summary>A name for the whole policy, the <c>Id</c> of its JSON form; empty for none.</summary>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.InvalidArgument"/>: control characters, or too long.</exception>
    public string Id
    {
        get;
        init
        {
            field = value;
            KeyPolicyCheck.Check(this);
        }
    } = "";

    /// <summary>The statements.</summary>
    public IReadOnlyList<KeyPolicyStatement> Statements { get; }

    /// <summary>Reads a policy in the JSON form of AWS KMS; principals stand as <c>"*"</c> or <c>{"AWS": [...]}</c>.</summary>
    /// <param name="json">At most 32,768 bytes of UTF-8.</param>
    /// <exception cref="FieldCryptException">
    /// <see cref="FieldCryptError.InvalidArgument"/>: no such policy, or one with elements that would not be enforced, such
    /// as <c>NotAction</c>, a policy variable or a condition on anything but the encryption context. Nothing is passed over.
    /// </exception>
    public static KeyPolicy Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return KeyPolicyJson.Read(json);
    }

    /// <summary>Writes the policy in the JSON form of AWS KMS, on one line.</summary>
    public string ToJson() => KeyPolicyJson.Write(this);

    /// <summary>Whether both say the same in the same order.</summary>
    /// <param name="other">The other policy.</param>
    public bool Equals(KeyPolicy? other) => other is not null && ToJson() == other.ToJson();

    /// <inheritdoc/>
    public override int GetHashCode() => ToJson().GetHashCode(StringComparison.Ordinal);

    /// <summary>The JSON form.</summary>
    public override string ToString() => ToJson();
}
