using System.Text.Json;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using FieldCrypt.Aws;

namespace FieldCrypt.Backends.Tests;

/// <summary>Key policies and grants of AWS KMS, kept by moto, which stores and lists them and enforces none. The aws command line is the witness.</summary>
public sealed class AwsKmsAccessControlTests(MotoServer moto) : KeyAccessControlConformance
{
    private AwsKmsUnderTest _test = null!;
    private AwsKmsAdministration _access = null!;

    protected override IKeyAccessControl Access => _access;

    protected override string Key => _test.Alias;

    protected override string KeyId => _test.Key.KeyId;

    protected override string UnknownKey => _test.UnknownKeyId;

    public override async ValueTask InitializeAsync()
    {
        _test = await AwsKmsUnderTest.StartAsync(moto);
        _access = new AwsKmsAdministration(new AwsKmsOptions { KeyId = _test.Alias, Client = _test.Client });
    }

    public override ValueTask DisposeAsync()
    {
        _access.Dispose();
        return _test.DisposeAsync();
    }

    [Fact]
    public async Task Aws_command_line_lists_the_grant_and_revokes_it()
    {
        KeyGrant made = await _access.CreateGrantAsync(Key, Decrypting(new KeyGrantConstraints { EncryptionContextSubset = EncryptionContext.Parse("Department=finance") }) with { Name = "report" });

        string listed = await moto.AwsAsync("kms", "list-grants", "--key-id", KeyId, "--query", "Grants[0].[GrantId,GranteePrincipal,Name,Operations[0],Constraints.EncryptionContextSubset.Department]");

        listed.Split('\t').ShouldBe([made.GrantId, Finance, "report", "Decrypt", "finance"]);
        made.GrantToken.ShouldNotBeNullOrEmpty();
        await moto.AwsAsync("kms", "revoke-grant", "--key-id", KeyId, "--grant-id", made.GrantId);
        (await _access.ListGrantsAsync(Key)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Grant_of_the_aws_command_line_is_listed_and_retired_by_its_token()
    {
        string[] made = (await moto.AwsAsync("kms", "create-grant", "--key-id", KeyId, "--grantee-principal", Finance, "--operations", "Encrypt", "CreateGrant",
            "--constraints", "EncryptionContextEquals={Department=finance}", "--query", "[GrantId,GrantToken]")).Split('\t');

        KeyGrant listed = (await _access.ListGrantsAsync(Key)).Single();

        (listed.GrantId, listed.GranteePrincipal, listed.Constraints!.EncryptionContextEquals).ShouldBe((made[0], Finance, EncryptionContext.Parse("Department=finance")));
        listed.Operations.ShouldBe([KeyGrantOperation.Encrypt, KeyGrantOperation.CreateGrant]);
        await _access.RetireGrantByTokenAsync(made[1]);
        (await _access.ListGrantsAsync(Key)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Aws_command_line_reads_the_policy_that_was_put()
    {
        var policy = new KeyPolicy(
            new KeyPolicyStatement { Principals = [Administrator, "123456789012"], Actions = ["kms:*"] },
            new KeyPolicyStatement { Principals = [Finance], Actions = ["kms:Decrypt"], Conditions = [KeyPolicyCondition.ContextEquals("Department", "finance")] });
        await _access.PutKeyPolicyAsync(Key, policy);

        string read = await moto.AwsAsync("kms", "get-key-policy", "--key-id", KeyId, "--policy-name", "default", "--query", "Policy");

        KeyPolicy.Parse(read).ShouldBe(policy);
    }

    [Theory]
    [InlineData("\"NotAction\":\"kms:Decrypt\"", "", "NotAction")]
    [InlineData("\"Action\":\"kms:*\"", ",\"Condition\":{\"Bool\":{\"kms:GrantIsForAWSResource\":\"true\"}}", "Bool")]
    [InlineData("\"Action\":\"kms:*\"", ",\"Condition\":{\"StringEquals\":{\"kms:ViaService\":\"s3.eu-west-1.amazonaws.com\"}}", "kms:ViaService")]
    public async Task Policy_that_says_more_than_ours_goes_to_kms_as_it_is_and_is_read_as_json_only(string action, string condition, string named)
    {
        string json = $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{Administrator}}"},{{action}},"Resource":"*"{{condition}}}]}""";
        await _access.PutKeyPolicyJsonAsync(Key, json);

        FieldCryptException failure = await ShouldFailAsync(FieldCryptError.InvalidArgument, () => _access.GetKeyPolicyAsync(Key));

        failure.Message.ShouldContain(named);
        failure.Message.ShouldContain("GetKeyPolicyJsonAsync");
        failure.KeyId.ShouldBe(Key);
        (await _access.GetKeyPolicyJsonAsync(Key)).ShouldBe(json);
    }

    [Fact]
    public async Task Policy_for_a_service_as_principal_is_read_as_json_only()
    {
        const string json = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"logs.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*"}]}""";
        await moto.AwsAsync("kms", "put-key-policy", "--key-id", KeyId, "--policy-name", "default", "--policy", json);

        (await ShouldFailAsync(FieldCryptError.InvalidArgument, () => _access.GetKeyPolicyAsync(Key))).Message.ShouldContain("Service");
        (await _access.GetKeyPolicyJsonAsync(Key)).ShouldBe(json);
    }

    [Theory]
    [InlineData("finance-app")]
    [InlineData("arn")]
    [InlineData("12345678901")]
    public async Task Principal_that_aws_does_not_know_by_its_name_is_refused_before_any_call(string principal)
    {
        int calls = _test.Front.Calls.Values.Sum();

        foreach (Func<Task> call in (Func<Task>[])
        [
            () => _access.PutKeyPolicyAsync(Key, new KeyPolicy(new KeyPolicyStatement { Principals = [principal], Actions = ["kms:*"] })),
            () => _access.CreateGrantAsync(Key, Decrypting(null) with { GranteePrincipal = principal }),
            () => _access.CreateGrantAsync(Key, Decrypting(null) with { RetiringPrincipal = principal }),
        ])
        {
            FieldCryptException failure = await ShouldFailAsync(FieldCryptError.InvalidArgument, call);
            failure.Message.ShouldContain($"\"{principal}\"");
            failure.Message.ShouldContain("ARN");
        }

        _test.Front.Calls.Values.Sum().ShouldBe(calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Lock_out_check_is_passed_over_only_where_asked(bool bypass)
    {
        PutKeyPolicyRequest? sent = null;
        IAmazonKeyManagementService client = KmsClientStub.Create("eu-west-1", request =>
        {
            sent = (PutKeyPolicyRequest)request;
            return new PutKeyPolicyResponse();
        });
        using var access = new AwsKmsAdministration(new AwsKmsOptions { KeyId = "alias/cards", Client = client });

        await access.PutKeyPolicyAsync("1234abcd-12ab-34cd-56ef-1234567890ab", new KeyPolicy(new KeyPolicyStatement { Principals = ["*"], Actions = ["kms:*"] }), bypass);

        sent!.BypassPolicyLockoutSafetyCheck.ShouldBe(bypass);
        sent.PolicyName.ShouldBe("default");
    }

    [Fact]
    public async Task Lock_out_that_kms_refuses_is_told_in_its_words()
    {
        _test.Front.Fault = KmsFront.Error("MalformedPolicyDocumentException", "The new key policy will not allow you to update the key policy in the future.");

        FieldCryptException failure = await ShouldFailAsync(FieldCryptError.InvalidArgument, () => _access.PutKeyPolicyJsonAsync(KeyId, "{}"));

        failure.Message.ShouldContain("will not allow you to update the key policy");
    }

    [Fact]
    public async Task Long_lists_are_read_page_by_page()
    {
        var markers = new List<string?>();
        IAmazonKeyManagementService client = KmsClientStub.Create("eu-west-1", request =>
        {
            var list = (ListGrantsRequest)request;
            list.Limit.ShouldBe(100);
            markers.Add(list.Marker);
            int page = markers.Count;
            return new ListGrantsResponse
            {
                Grants = [.. Enumerable.Range(1, 100).Select(i => new GrantListEntry { GrantId = $"{page}-{i}", GranteePrincipal = Finance, CreationDate = DateTime.UnixEpoch.AddHours(-page) })],
                Truncated = page < 3,
                NextMarker = page < 3 ? $"page {page + 1}" : null,
            };
        });
        using var access = new AwsKmsAdministration(new AwsKmsOptions { KeyId = "alias/cards", Client = client });

        IReadOnlyList<KeyGrant> grants = await access.ListGrantsAsync("1234abcd-12ab-34cd-56ef-1234567890ab");

        markers.ShouldBe([null, "page 2", "page 3"]);
        grants.Select(static grant => grant.GrantId).Distinct().Count().ShouldBe(300);
        grants[0].GrantId.ShouldStartWith("3-", customMessage: "the oldest first");
        grants[0].CreatedAt.ShouldBe(DateTimeOffset.UnixEpoch.AddHours(-3));
    }

    [Fact]
    public async Task What_only_kms_can_say_of_a_grant_is_listed_in_its_words()
    {
        IAmazonKeyManagementService client = KmsClientStub.Create("eu-west-1", static _ => new ListGrantsResponse
        {
            Grants =
            [
                new GrantListEntry
                {
                    GrantId = "1",
                    GranteeServicePrincipal = "dynamodb.eu-west-1.amazonaws.com",
                    IssuingAccount = Administrator,
                    Operations = ["Decrypt", "Sign"],
                    Constraints = new GrantConstraints
                    {
                        EncryptionContextSubset = new Dictionary<string, string> { ["a,b"] = "c=d" },
                        SourceArn = "arn:aws:dynamodb:eu-west-1:123456789012:table/cards",
                    },
                },
            ],
        });
        using var access = new AwsKmsAdministration(new AwsKmsOptions { KeyId = "alias/cards", Client = client });

        KeyGrant grant = (await access.ListGrantsAsync("1234abcd-12ab-34cd-56ef-1234567890ab")).Single();

        grant.GranteePrincipal.ShouldBe("dynamodb.eu-west-1.amazonaws.com");
        (grant.IssuingPrincipal, grant.CreatedAt, grant.Constraints).ShouldBe((Administrator, null, null));
        grant.Operations.ShouldBe([KeyGrantOperation.Decrypt]);
        grant.OtherTerms.ShouldBe(["Operation: Sign", "EncryptionContextSubset: a,b=c=d", "SourceArn: arn:aws:dynamodb:eu-west-1:123456789012:table/cards"]);
    }

    [Fact]
    public async Task Grant_tokens_of_the_options_go_with_the_calls_that_take_them()
    {
        var sent = new List<object>();
        IAmazonKeyManagementService client = KmsClientStub.Create("eu-west-1", request =>
        {
            sent.Add(request);
            return request is DescribeKeyRequest ? new DescribeKeyResponse { KeyMetadata = _test.Key } : new CreateGrantResponse { GrantId = "1", GrantToken = "t" };
        });
        using var access = new AwsKmsAdministration(new AwsKmsOptions { KeyId = "alias/cards", Client = client, GrantTokens = { "earlier" } });

        await access.CreateGrantAsync("alias/cards", Decrypting(null));

        sent.OfType<DescribeKeyRequest>().Single().GrantTokens.ShouldBe(["earlier"]);
        CreateGrantRequest created = sent.OfType<CreateGrantRequest>().Single();
        created.GrantTokens.ShouldBe(["earlier"]);
        (created.KeyId, created.DryRun, created.Name, created.Constraints).ShouldBe((_test.Key.KeyId, null, null, null));
    }

    [Fact]
    public async Task Dry_run_asks_kms_and_changes_nothing()
    {
        _test.Front.Fault = KmsFront.Error("DryRunOperationException", "The request would have succeeded, but the DryRun option is set.", 412);
        await _access.DryRunCreateGrantAsync(KeyId, Decrypting(null));
        await _access.DryRunRetireGrantAsync(_test.Key.Arn, "1");
        await _access.DryRunRevokeGrantAsync(KeyId, "1");
        foreach (string operation in (string[])["CreateGrant", "RetireGrant", "RevokeGrant"])
        {
            using JsonDocument sent = JsonDocument.Parse(_test.Front.LastBody[operation]);
            sent.RootElement.GetProperty("DryRun").GetBoolean().ShouldBeTrue(operation);
        }

        _test.Front.Fault = KmsFront.Error("AccessDeniedException", "no");
        await ShouldFailAsync(FieldCryptError.AccessDenied, () => _access.DryRunCreateGrantAsync(KeyId, Decrypting(null)));
    }

    [Fact]
    public async Task Endpoint_that_does_not_know_dry_runs_is_told()
    {
        // moto does not, and makes the grant.
        FieldCryptException failure = await ShouldFailAsync(FieldCryptError.InvalidArgument, () => _access.DryRunCreateGrantAsync(Key, Decrypting(null)));

        failure.Message.ShouldContain("DryRun");
        failure.Message.ShouldContain("carried out CreateGrant");
    }
}
