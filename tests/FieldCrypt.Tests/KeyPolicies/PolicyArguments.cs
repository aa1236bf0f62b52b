using CsCheck;
using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.KeyPolicies;

/// <summary>Random arguments of policies and grants: mostly fit to be accepted, some at or beyond every limit.</summary>
internal static class PolicyArguments
{
    private static readonly Gen<string> s_text = WildText.Around("abc é-09", 0, 128, 256, 257);
    private static readonly Gen<string> s_name = Gen.Frequency((20, WildText.AnyOf("Department", "department", "Tenant", "A/b:c.d_e-f")), (1, WildText.Short));

    public static Gen<string> Principal { get; } = Gen.Frequency(
        (16, WildText.AnyOf("admin", "finance-app", "team/42", "anna@host", "arn:aws:iam::111122223333:role/cards", "DOMAIN\\anna", "*")),
        (1, WildText.Around("abc@/-", 255, 256, 257)));

    public static Gen<KeyValuePair<string, string>> Pair { get; } = Gen.Select(
        s_name, WildText.Around("abc =é-09", 383, 384, 385), static (name, value) => new KeyValuePair<string, string>(name, value));

    public static Gen<Func<EncryptionContext?>> Context { get; } = Gen.Select(
        Gen.Bool, Pair.Array[0, 8], static (some, pairs) => (Func<EncryptionContext?>)(() => some ? EncryptionContext.Create(pairs) : null));

    private static readonly Gen<string> s_action = Gen.Frequency(
        (20, WildText.AnyOf("kms:*", "*", "kms:Decrypt", "KMS:decrypt", "kms:GenerateDataKey*", "kms:CreateAlias", "kms:?ncrypt", "kms:RetireGrant", "kms:Sign")),
        (1, WildText.AnyOf("kms:Decript", "", "kms:CreateKey", "s3:*", "kms:ChangeRootKey")));

    private static readonly Gen<Func<KeyPolicyCondition>> s_condition = Gen.Select(
        Gen.Frequency((9, Gen.Enum<KeyPolicyOperator>()), (1, Gen.Const((KeyPolicyOperator)99))),
        Gen.Frequency((12, s_name.Select(static name => "kms:EncryptionContext:" + name)), (2, WildText.AnyOf("kms:EncryptionContextKeys", "KMS:encryptioncontextkeys")), (1, s_text)),
        Gen.OneOf(WildText.AnyOf("true", "false").Array[1, 2], s_text.Array[0, 3]),
        static (compare, key, values) => (Func<KeyPolicyCondition>)(() => new KeyPolicyCondition(compare, key, values)));

    private static readonly Gen<Func<KeyPolicyStatement>> s_statement = Gen.Select(
        s_text,
        Gen.Frequency((20, Gen.Enum<KeyPolicyEffect>()), (1, Gen.Const((KeyPolicyEffect)7))),
        Gen.Frequency((12, Principal.Array[1, 3]), (1, Gen.Const(Array.Empty<string>()))),
        Gen.Frequency((12, s_action.Array[1, 3]), (1, Gen.Const(Array.Empty<string>()))),
        Gen.Frequency((2, Gen.Const(Array.Empty<Func<KeyPolicyCondition>>())), (1, s_condition.Array[1, 2])),
        static (sid, effect, principals, actions, conditions) => (Func<KeyPolicyStatement>)(() => new KeyPolicyStatement
        {
            Sid = sid,
            Effect = effect,
            Principals = principals,
            Actions = actions,
            Conditions = [.. conditions.Select(static make => make())],
        }));

    public static Gen<Func<KeyPolicy>> Policy { get; } = Gen.Select(
        s_text, s_statement.Array[1, 3], static (id, statements) => (Func<KeyPolicy>)(() => new KeyPolicy([.. statements.Select(static make => make())]) { Id = id }));

    /// <summary>A policy that its author can go on administering.</summary>
    public static Gen<Func<KeyPolicy>> PolicyOf(string author) => Policy.Select(make => (Func<KeyPolicy>)(() =>
    {
        KeyPolicy random = make();
        KeyPolicyStatement[] allowing = [.. random.Statements.Select(static statement => statement with { Effect = KeyPolicyEffect.Allow })];
        return new KeyPolicy([new KeyPolicyStatement { Principals = [author], Actions = ["kms:*"] }, .. allowing]) { Id = random.Id };
    }));

    public static Gen<Func<KeyGrantRequest>> Grant { get; } = Gen.Select(
        Principal,
        Gen.Frequency((8, Gen.Enum<KeyGrantOperation>().Array[1, 3]), (1, Gen.Const(Array.Empty<KeyGrantOperation>())), (1, Gen.Const(new[] { (KeyGrantOperation)99 }))),
        Gen.Select(Gen.Bool, Context, Context, static (some, equals, subset) => (some, equals, subset)),
        Gen.Select(Gen.Bool, Principal, static (some, principal) => some ? principal : null),
        s_text,
        static (grantee, operations, constraints, retiring, name) => (Func<KeyGrantRequest>)(() => new KeyGrantRequest
        {
            GranteePrincipal = grantee,
            Operations = operations,
            Constraints = constraints.some ? new KeyGrantConstraints { EncryptionContextEquals = constraints.equals(), EncryptionContextSubset = constraints.subset() } : null,
            RetiringPrincipal = retiring,
            Name = name,
        }));

    /// <summary>Whether making something is refused, by the error that says so.</summary>
    public static bool IsRefused<T>(Func<T> make, out T made)
    {
        made = default!;
        try
        {
            made = make();
            return false;
        }
        catch (FieldCryptException exception) when (exception.Error is FieldCryptError.InvalidArgument or FieldCryptError.InvalidContext)
        {
            return true;
        }
    }
}
