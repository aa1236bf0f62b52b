namespace FieldCrypt.Tests.KeyPolicies;

/// <summary>What would be stored and not enforced is refused, made in code or as JSON, and when a policy is put.</summary>
public class UnenforceablePolicyTests
{
    private static readonly KeyPolicyStatement s_statement = new() { Principals = ["admin"], Actions = ["kms:*"] };

    [Theory]
    [InlineData("admin*")]
    [InlineData("*admin")]
    [InlineData("arn:aws:iam::111122223333:role/*")]
    [InlineData("adm?n")]
    [InlineData("**")]
    [InlineData("${aws:username}")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("adm\0in")]
    public void Principals_that_would_be_compared_as_they_stand_are_refused(string principal)
    {
        KeyPolicyReadBackTests.Refuses(() => new KeyPolicy(s_statement with { Principals = [principal] }), "principal");
        KeyPolicyReadBackTests.Refuses(() => new KeyPolicy(s_statement with { Principals = ["*", principal] }), "principal");
        Should.Throw<FieldCryptException>(() => new KeyGrantRequest { GranteePrincipal = principal, Operations = [KeyGrantOperation.Decrypt] }.Validate()).Error.ShouldBe(FieldCryptError.InvalidArgument);
        Should.Throw<FieldCryptException>(() => new KeyGrantRequest { GranteePrincipal = "a", RetiringPrincipal = principal, Operations = [KeyGrantOperation.Decrypt] }.Validate()).Error.ShouldBe(FieldCryptError.InvalidArgument);
    }

    [Fact]
    public void A_principal_with_half_of_a_surrogate_pair_is_refused() => Principals_that_would_be_compared_as_they_stand_are_refused("adm\uD800in");

    [Fact]
    public void Every_principal_is_written_as_a_wildcard_alone_and_is_enforced()
        => new KeyPolicy(s_statement with { Principals = ["*"] }).Statements[0].Applies("anybody", EmbeddedKeyAction.Decrypt, EncryptionContext.Empty).ShouldBeTrue();

    [Theory]
    [InlineData(KeyPolicyOperator.StringEquals, "${aws:username}")]
    [InlineData(KeyPolicyOperator.StringLike, "team-${aws:PrincipalTag/team}-*")]
    [InlineData(KeyPolicyOperator.StringNotEquals, "${*}")]
    [InlineData(KeyPolicyOperator.ForAnyValueStringEquals, "${aws:username, 'nobody'}")]
    public void Policy_variables_are_refused(KeyPolicyOperator compare, string value)
    {
        KeyPolicyReadBackTests.Refuses(() => new KeyPolicyCondition(compare, "kms:EncryptionContext:User", "good", value), "policy variable");
        string name = compare == KeyPolicyOperator.ForAnyValueStringEquals ? "ForAnyValue:StringEquals" : compare.ToString();
        KeyPolicyReadBackTests.Refuses(() => KeyPolicy.Parse(Document($"'Action':'kms:*','Resource':'*','Condition':{{'{name}':{{'kms:EncryptionContext:User':['good','{value.Replace('\'', ' ')}']}}}}")), "policy variable");
    }

    [Theory]
    [InlineData("kms:EncryptionContext:${aws:username}")]
    [InlineData("kms:EncryptionContext:App*")]
    [InlineData("kms:EncryptionContext:two words")]
    [InlineData("kms:EncryptionContext:")]
    [InlineData("aws:PrincipalArn")]
    public void Condition_keys_that_no_call_has_are_refused(string key)
        => KeyPolicyReadBackTests.Refuses(() => new KeyPolicyCondition(KeyPolicyOperator.StringEquals, key, "x"), "condition");

    [Theory]
    [InlineData("kms:CreateKey")]
    [InlineData("kms:ListKeys")]
    [InlineData("kms:ChangeRootKey")]
    [InlineData("kms:ResetKeyPolicy")]
    [InlineData("kms:UnlockKeyStore")]
    [InlineData("kms:SetAlias")]
    [InlineData("kms:Decript")]
    [InlineData("s3:GetObject")]
    public void Actions_that_no_key_policy_decides_are_refused(string action)
        => KeyPolicyReadBackTests.Refuses(() => new KeyPolicy(s_statement with { Effect = KeyPolicyEffect.Deny, Actions = [action] }), action);

    [Theory]
    [InlineData("'Action':'kms:*'", "without \"Resource\"")]
    [InlineData("'Action':'kms:*','Resource':'*','Condition':{}", "empty")]
    [InlineData("'Action':'kms:*','Resource':'*','Condition':{'StringEquals':{}}", "empty")]
    [InlineData("'Action':'kms:*','Resource':'*','Condition':{'StringEquals':{'kms:EncryptionContext:A':[]}}", "without a value")]
    [InlineData("'Action':'kms:*','Resource':'*','Condition':{'StringEquals':{'kms:EncryptionContext:A':null}}", "null")]
    [InlineData("'Action':'kms:*','Resource':'*','Condition':{'StringEqualsIfExists':{'kms:EncryptionContext:A':'b'}}", "StringEqualsIfExists")]
    [InlineData("'Action':'kms:*','Resource':'*','Condition':{'StringEqualsIgnoreCase':{'kms:EncryptionContext:A':'b'}}", "StringEqualsIgnoreCase")]
    [InlineData("'Action':'kms:*','Resource':'*','Sid':null", "null")]
    [InlineData("'Action':[],'Resource':'*'", "no action")]
    [InlineData("'Action':['kms:Decrypt',null],'Resource':'*'", "null")]
    [InlineData("'NotAction':'kms:Decrypt','Action':'kms:*','Resource':'*'", "NotAction")]
    [InlineData("'NotResource':'x','Action':'kms:*','Resource':'*'", "NotResource")]
    [InlineData("'NotPrincipal':'x','Action':'kms:*','Resource':'*'", "NotPrincipal")]
    [InlineData("'action':'kms:*','Resource':'*'", "action")]
    public void Documents_that_would_not_be_enforced_as_they_read_are_refused(string elements, string named)
        => KeyPolicyReadBackTests.Refuses(() => KeyPolicy.Parse(Document(elements)), named);

    [Theory]
    [InlineData("""{"AWS":"a","AWS":"b"}""", "twice")]
    [InlineData("""{"AWS":null}""", "null")]
    [InlineData("""{"AWS":[]}""", "no principal")]
    [InlineData("""{}""", "no principal")]
    [InlineData("""{"CanonicalUser":"a"}""", "CanonicalUser")]
    public void Principals_of_other_kinds_are_refused(string principal, string named)
        => KeyPolicyReadBackTests.Refuses(() => KeyPolicy.Parse($$"""{"Statement":[{"Effect":"Deny","Principal":{{principal}},"Action":"kms:*","Resource":"*"}]}"""), named);

    [Fact]
    public void Effects_and_operators_that_there_are_not_are_refused()
    {
        KeyPolicyReadBackTests.Refuses(() => new KeyPolicy(s_statement with { Effect = (KeyPolicyEffect)7 }), "neither allows nor denies");
        KeyPolicyReadBackTests.Refuses(() => new KeyPolicyCondition((KeyPolicyOperator)99, "kms:EncryptionContext:A", "x"), "operator");
    }

    private static string Document(string elements) => $$"""{"Statement":[{"Effect":"Allow","Principal":"*",{{elements.Replace('\'', '"')}}}]}""";
}
