namespace FieldCrypt.Tests.KeyPolicies;

/// <summary>Policies as values and as documents.</summary>
public class KeyPolicyTests
{
    private static readonly KeyPolicy s_policy = new(
        new KeyPolicyStatement { Sid = "Administration", Principals = ["admin"], Actions = ["kms:*"] },
        new KeyPolicyStatement
        {
            Sid = "Finance",
            Principals = ["finance-app", "finance-report"],
            Actions = ["kms:Decrypt", "kms:GenerateDataKey*"],
            Conditions = [KeyPolicyCondition.ContextEquals("Department", "finance", "treasury"), KeyPolicyCondition.ContextHasOnly("Department", "Tenant")],
        },
        new KeyPolicyStatement { Effect = KeyPolicyEffect.Deny, Principals = ["*"], Actions = ["kms:ScheduleKeyDeletion"] });

    [Fact]
    public void A_policy_is_read_back_from_its_json()
    {
        string json = s_policy.ToJson();

        KeyPolicy read = KeyPolicy.Parse(json);

        read.ToJson().ShouldBe(json);
        read.ShouldBe(s_policy);
        json.ShouldBe("""{"Version":"2012-10-17","Statement":[{"Sid":"Administration","Effect":"Allow","Principal":{"AWS":["admin"]},"Action":["kms:*"],"Resource":"*"},{"Sid":"Finance","Effect":"Allow","Principal":{"AWS":["finance-app","finance-report"]},"Action":["kms:Decrypt","kms:GenerateDataKey*"],"Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:Department":["finance","treasury"]},"ForAllValues:StringEquals":{"kms:EncryptionContextKeys":["Department","Tenant"]}}},{"Effect":"Deny","Principal":"*","Action":["kms:ScheduleKeyDeletion"],"Resource":"*"}]}""");
    }

    [Fact]
    public void A_document_as_written_for_AWS_is_understood()
    {
        KeyPolicy policy = KeyPolicy.Parse("""
            {
              "Version": "2012-10-17",
              "Id": "key-default-1",
              "Statement": {
                "Sid": "Allow use of the key",
                "Effect": "Allow",
                "Principal": { "AWS": "arn:aws:iam::111122223333:role/Cards" },
                "Action": [ "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey" ],
                "Resource": "*",
                "Condition": { "StringEquals": { "kms:EncryptionContext:Department": "finance" } }
              }
            }
            """);

        KeyPolicyStatement statement = policy.Statements.ShouldHaveSingleItem();
        statement.Principals.ShouldBe(["arn:aws:iam::111122223333:role/Cards"]);
        statement.Conditions.ShouldHaveSingleItem().Values.ShouldBe(["finance"]);
    }

    [Theory]
    [InlineData("""{"Statement":[]}""", "no statement")]
    [InlineData("""[]""", "no JSON object")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}""", "not the JSON")]
    [InlineData("""{"Statement":[{"Effect":"Maybe","Principal":"*","Action":"kms:*","Resource":"*"}]}""", "Maybe")]
    [InlineData("""{"Statement":[{"Principal":"*","Action":"kms:*","Resource":"*"}]}""", "without Effect")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}""", "no principal")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Resource":"*"}]}""", "no action")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:Decript","Resource":"*"}]}""", "kms:Decript")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","NotAction":"kms:Decrypt","Resource":"*"}]}""", "NotAction")]
    [InlineData("""{"Statement":[{"Effect":"Allow","NotPrincipal":"*","Action":"kms:*","Resource":"*"}]}""", "NotPrincipal")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:*","Resource":"*"}]}""", "Service")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"arn:aws:s3:::bucket"}]}""", "Resource")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}]}""", "Bool")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"s3"}}}]}""", "kms:ViaService")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContextKeys":"Department"}}}]}""", "ForAllValues")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*"}]}""", "twice")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":[1],"Resource":"*"}]}""", "not the JSON")]
    public void What_would_not_be_enforced_is_refused_and_named(string json, string named)
    {
        var exception = Should.Throw<FieldCryptException>(() => KeyPolicy.Parse(json));

        exception.Error.ShouldBe(FieldCryptError.InvalidArgument);
        exception.Message.ShouldContain(named);
    }

    [Theory]
    [InlineData("StringEquals", "kms:EncryptionContext:Department", "finance", "Department=finance", true)]
    [InlineData("StringEquals", "kms:EncryptionContext:Department", "finance", "Department=hr", false)]
    [InlineData("StringEquals", "kms:EncryptionContext:Department", "finance", "Department=Finance", false)]
    [InlineData("StringEquals", "kms:EncryptionContext:DEPARTMENT", "finance", "Department=finance", true)]
    [InlineData("StringEquals", "kms:EncryptionContext:Department", "finance", "", false)]
    [InlineData("StringNotEquals", "kms:EncryptionContext:Department", "hr", "Department=finance", true)]
    [InlineData("StringNotEquals", "kms:EncryptionContext:Department", "hr", "Department=hr", false)]
    [InlineData("StringNotEquals", "kms:EncryptionContext:Department", "hr", "", true)]
    [InlineData("StringLike", "kms:EncryptionContext:Tenant", "eu-*", "Tenant=eu-north", true)]
    [InlineData("StringLike", "kms:EncryptionContext:Tenant", "eu-*", "Tenant=us-east", false)]
    [InlineData("StringNotLike", "kms:EncryptionContext:Tenant", "eu-?", "Tenant=eu-1", false)]
    [InlineData("StringNotLike", "kms:EncryptionContext:Tenant", "eu-?", "Tenant=eu-12", true)]
    [InlineData("ForAllValues:StringEquals", "kms:EncryptionContextKeys", "Department", "Department=x", true)]
    [InlineData("ForAllValues:StringEquals", "kms:EncryptionContextKeys", "Department", "department=x", false)]
    [InlineData("ForAllValues:StringEquals", "kms:EncryptionContextKeys", "Department", "Department=x,Tenant=1", false)]
    [InlineData("ForAllValues:StringEquals", "kms:EncryptionContextKeys", "Department", "", true)]
    [InlineData("ForAnyValue:StringEquals", "kms:EncryptionContextKeys", "Department", "Department=x,Tenant=1", true)]
    [InlineData("ForAnyValue:StringEquals", "kms:EncryptionContextKeys", "Department", "", false)]
    [InlineData("Null", "kms:EncryptionContext:Department", "false", "Department=x", true)]
    [InlineData("Null", "kms:EncryptionContext:Department", "false", "Tenant=1", false)]
    [InlineData("Null", "kms:EncryptionContext:Department", "true", "Tenant=1", true)]
    public void Conditions_compare_as_in_AWS(string compare, string key, string value, string context, bool met)
    {
        KeyPolicy policy = KeyPolicy.Parse($$$$"""
            {"Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"{{{{compare}}}}":{"{{{{key}}}}":"{{{{value}}}}"}}}]}
            """);

        policy.Statements[0].Applies("anyone", EmbeddedKeyAction.Decrypt, EncryptionContext.Parse(context)).ShouldBe(met);
    }

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("a*c", "abbbc", true)]
    [InlineData("a*c", "ac", true)]
    [InlineData("a*c", "acb", false)]
    [InlineData("*a*b*", "xxaxxbxx", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("**", "anything", true)]
    [InlineData("", "x", false)]
    public void Wildcards_match_whole_texts(string pattern, string text, bool matches)
        => Wildcards.IsMatch(pattern, text, ignoreCase: false).ShouldBe(matches);
}
