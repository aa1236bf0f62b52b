using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.KeyPolicies;

public sealed class GrantTests : IDisposable
{
    private const string Key = KeyStoreAs.Key;

    private readonly KeyStoreAs _as = new();
    private readonly EmbeddedKeyStore _admin;

    public GrantTests() => _admin = _as.Open("admin");

    public void Dispose() => _as.Dispose();

    [Fact]
    public async Task A_principal_granted_finance_cannot_decrypt_hr_through_the_key_ring()
    {
        byte[] card;
        byte[] salary;
        using (KeyRing ring = _as.Ring("admin"))
        {
            card = await PolicyEnforcementTests.EncryptAsync(ring, Columns.Pan, "4111111111111111");
            salary = await PolicyEnforcementTests.EncryptAsync(ring, Columns.Salary, "52000");
        }

        await LeastPrivilegeAsync();
        KeyGrant grant = await _admin.CreateGrantAsync(Key, Grant("finance-app", Subset("Department=finance"), KeyGrantOperation.Decrypt));

        using KeyRing finance = _as.Ring("finance-app");
        (await finance.DecryptAsync(Columns.Pan, card)).ShouldBe("4111111111111111");
        var denied = await Should.ThrowAsync<FieldCryptException>(finance.DecryptAsync(Columns.Salary, salary).AsTask());
        denied.Error.ShouldBe(FieldCryptError.AccessDenied);
        denied.Message.ShouldContain("at least \"Department=finance\"");

        await _admin.RevokeGrantAsync(Key, grant.GrantId);
        (await finance.DecryptAsync(Columns.Pan, card)).ShouldBe("4111111111111111", "the lease still lives");
        _as.Clock.Advance(TimeSpan.FromMinutes(5));
        (await Should.ThrowAsync<FieldCryptException>(finance.DecryptAsync(Columns.Pan, card).AsTask())).Error.ShouldBe(FieldCryptError.AccessDenied);
    }

    [Theory]
    [InlineData("Department=finance", true, true)]
    [InlineData("department=finance", true, true)]
    [InlineData("Department=Finance", false, false)]
    [InlineData("Department=finance,Tenant=7", false, true)]
    [InlineData("Tenant=7", false, false)]
    [InlineData("", false, false)]
    public async Task Constraints_allow_exactly_or_at_least_their_pairs(string context, bool byEquals, bool bySubset)
    {
        await LeastPrivilegeAsync();
        await _admin.CreateGrantAsync(Key, Grant("exact", new KeyGrantConstraints { EncryptionContextEquals = Columns.Finance }, KeyGrantOperation.Encrypt));
        await _admin.CreateGrantAsync(Key, Grant("least", Subset("Department=finance"), KeyGrantOperation.Encrypt));

        (await MayEncryptAsync("exact", EncryptionContext.Parse(context))).ShouldBe(byEquals);
        (await MayEncryptAsync("least", EncryptionContext.Parse(context))).ShouldBe(bySubset);
    }

    [Fact]
    public async Task A_grant_of_exactly_a_context_opens_and_makes_its_branch_keys_and_no_others()
    {
        byte[] card;
        using (KeyRing ring = _as.Ring("admin"))
            card = await PolicyEnforcementTests.EncryptAsync(ring, Columns.Pan, "4111");
        await LeastPrivilegeAsync();
        await _admin.CreateGrantAsync(Key, Grant("finance-app", new KeyGrantConstraints { EncryptionContextEquals = Columns.Finance }, KeyGrantOperation.Decrypt, KeyGrantOperation.GenerateDataKey));

        using KeyRing finance = _as.Ring("finance-app");
        (await finance.DecryptAsync(Columns.Pan, card)).ShouldBe("4111");
        (await finance.BranchKeys!.RotateAsync(Columns.Finance)).Generation.ShouldBe(2);
        var tenant = new EncryptedColumn<string>("Card", "Pan", EncryptionContext.Parse("Department=finance,Tenant=7"), ValueEncodings.String);
        (await Should.ThrowAsync<FieldCryptException>(PolicyEnforcementTests.EncryptAsync(finance, tenant, "x"))).Error.ShouldBe(FieldCryptError.AccessDenied);
    }

    [Fact]
    public async Task A_name_in_another_case_passes_the_constraint_yet_does_not_decrypt()
    {
        await LeastPrivilegeAsync();
        await _admin.CreateGrantAsync(Key, Grant("finance-app", Subset("department=finance"), KeyGrantOperation.Decrypt, KeyGrantOperation.Encrypt));
        EmbeddedKeyStore finance = _as.Open("finance-app");
        byte[] ciphertext = await finance.EncryptAsync(Key, "x"u8.ToArray(), Columns.Finance);

        (await Should.ThrowAsync<FieldCryptException>(finance.DecryptAsync(ciphertext, EncryptionContext.Parse("DEPARTMENT=finance"))))
            .Error.ShouldBe(FieldCryptError.AuthenticationFailed);
        using KeyMaterial opened = await finance.DecryptAsync(ciphertext, Columns.Finance);
        opened.Span.SequenceEqual("x"u8).ShouldBeTrue();
    }

    [Fact]
    public async Task A_grant_allows_its_operations_to_its_grantee_only()
    {
        await LeastPrivilegeAsync();
        await _admin.CreateGrantAsync(Key, Grant("reader", null, KeyGrantOperation.Decrypt, KeyGrantOperation.DescribeKey));

        (await MayEncryptAsync("reader", Columns.Finance)).ShouldBeFalse();
        (await MayEncryptAsync("other", Columns.Finance)).ShouldBeFalse();
        (await _as.Open("reader").DescribeKeyAsync(Key)).State.ShouldBe(KeyState.Enabled);
        (await Should.ThrowAsync<FieldCryptException>(_as.Open("other").DescribeKeyAsync(Key))).Error.ShouldBe(FieldCryptError.AccessDenied);
    }

    [Fact]
    public async Task Through_a_constrained_grant_only_as_much_can_be_granted_on()
    {
        await LeastPrivilegeAsync();
        await _admin.CreateGrantAsync(Key, Grant("lead", Subset("Department=finance"), KeyGrantOperation.Decrypt, KeyGrantOperation.CreateGrant));
        EmbeddedKeyStore lead = _as.Open("lead");

        KeyGrantRequest[] tooMuch =
        [
            Grant("member", null, KeyGrantOperation.Decrypt),
            Grant("member", Subset("Department=hr"), KeyGrantOperation.Decrypt),
            Grant("member", Subset("Tenant=7"), KeyGrantOperation.Decrypt),
            Grant("member", Subset("Department=finance"), KeyGrantOperation.Encrypt),
            Grant("member", new KeyGrantConstraints { EncryptionContextEquals = Columns.Hr }, KeyGrantOperation.Decrypt),
        ];
        foreach (KeyGrantRequest request in tooMuch)
        {
            var exception = await Should.ThrowAsync<FieldCryptException>(lead.CreateGrantAsync(Key, request));
            exception.Error.ShouldBe(FieldCryptError.AccessDenied);
            exception.Message.ShouldContain("at least as strict");
        }

        await lead.CreateGrantAsync(Key, Grant("member", Subset("Department=finance"), KeyGrantOperation.Decrypt));
        await lead.CreateGrantAsync(Key, Grant("member", Subset("Department=finance,Tenant=7"), KeyGrantOperation.Decrypt));
        KeyGrant last = await lead.CreateGrantAsync(Key, Grant("member", new KeyGrantConstraints { EncryptionContextEquals = Columns.Finance }, KeyGrantOperation.Decrypt));
        last.IssuingPrincipal.ShouldBe("lead");
        (await Should.ThrowAsync<FieldCryptException>(_as.Open("member").CreateGrantAsync(Key, Grant("friend", Subset("Department=finance"), KeyGrantOperation.Decrypt))))
            .Error.ShouldBe(FieldCryptError.AccessDenied);
    }

    [Fact]
    public async Task Under_an_exact_constraint_only_the_same_exact_one_can_be_granted_on()
    {
        await LeastPrivilegeAsync();
        var exactly = new KeyGrantConstraints { EncryptionContextEquals = Columns.Finance };
        await _admin.CreateGrantAsync(Key, Grant("lead", exactly, KeyGrantOperation.Decrypt, KeyGrantOperation.CreateGrant));
        EmbeddedKeyStore lead = _as.Open("lead");

        await Should.ThrowAsync<FieldCryptException>(lead.CreateGrantAsync(Key, Grant("member", Subset("Department=finance"), KeyGrantOperation.Decrypt)));
        await Should.ThrowAsync<FieldCryptException>(lead.CreateGrantAsync(Key, Grant("member", new KeyGrantConstraints { EncryptionContextEquals = EncryptionContext.Parse("Department=finance,Tenant=7") }, KeyGrantOperation.Decrypt)));
        (await lead.CreateGrantAsync(Key, Grant("member", exactly, KeyGrantOperation.Decrypt))).Constraints.ShouldBe(exactly);
    }

    [Fact]
    public async Task Grants_are_retired_by_those_who_may_and_revoked_by_the_policy()
    {
        await LeastPrivilegeAsync();
        KeyGrant byRetiring = await _admin.CreateGrantAsync(Key, Grant("worker", null, KeyGrantOperation.Decrypt) with { RetiringPrincipal = "scheduler" });
        KeyGrant byGrantee = await _admin.CreateGrantAsync(Key, Grant("worker", null, KeyGrantOperation.Decrypt, KeyGrantOperation.RetireGrant));
        KeyGrant byPolicy = await _admin.CreateGrantAsync(Key, Grant("worker", null, KeyGrantOperation.Encrypt));

        foreach (string stranger in (string[])["worker", "stranger"])
            (await Should.ThrowAsync<FieldCryptException>(_as.Open(stranger).RetireGrantAsync(Key, byRetiring.GrantId))).Error.ShouldBe(FieldCryptError.AccessDenied);
        (await Should.ThrowAsync<FieldCryptException>(_as.Open("scheduler").RevokeGrantAsync(Key, byRetiring.GrantId))).Error.ShouldBe(FieldCryptError.AccessDenied);

        await _as.Open("scheduler").RetireGrantAsync(Key, byRetiring.GrantId);
        await _as.Open("worker").RetireGrantAsync(Key, byGrantee.GrantId);
        await _admin.RevokeGrantAsync(Key, byPolicy.GrantId);

        (await _admin.ListGrantsAsync(Key)).ShouldBeEmpty();
        (await Should.ThrowAsync<FieldCryptException>(_admin.RevokeGrantAsync(Key, byPolicy.GrantId))).Message.ShouldContain(byPolicy.GrantId);
        _as.Audit.Events.Count(static audited => audited.Operation is "RetireGrant" or "RevokeGrant" && audited.Outcome == "Success").ShouldBe(3);
    }

    [Fact]
    public async Task Grants_are_kept_with_all_they_say_and_a_named_one_is_made_once()
    {
        KeyGrantRequest request = Grant("worker", new KeyGrantConstraints { EncryptionContextEquals = EncryptionContext.Parse("Department=finance,Tenant=7"), EncryptionContextSubset = Columns.Finance }, KeyGrantOperation.Decrypt, KeyGrantOperation.Encrypt)
            with
        { Name = "nightly", RetiringPrincipal = "scheduler" };
        KeyGrant made = await _admin.CreateGrantAsync(Key, request);
        _as.Clock.Advance(TimeSpan.FromHours(1));
        KeyGrant again = await _admin.CreateGrantAsync(Key, request);
        KeyGrant other = await _admin.CreateGrantAsync(Key, request with { Constraints = Subset("Department=finance") });

        again.GrantId.ShouldBe(made.GrantId);
        other.GrantId.ShouldNotBe(made.GrantId);
        using EmbeddedKeyStore reopened = _as.Open("admin");
        IReadOnlyList<KeyGrant> grants = await reopened.ListGrantsAsync(Key);
        grants.Count.ShouldBe(2);
        (grants[0] with { Operations = made.Operations }).ShouldBe(made);
        grants[0].Operations.ShouldBe([KeyGrantOperation.Decrypt, KeyGrantOperation.Encrypt]);
    }

    [Theory]
    [InlineData("UPDATE kek_grant SET grantee = 'mallory'")]
    [InlineData("UPDATE kek_grant SET context_subset = NULL")]
    [InlineData("UPDATE kek_grant SET operations = 'Decrypt,Encrypt'")]
    [InlineData("UPDATE kek_grant SET operations = 'Everything'")]
    [InlineData("UPDATE kek_grant SET context_subset = 'no pair'")]
    [InlineData("DELETE FROM kek_grant")]
    [InlineData("INSERT INTO kek_grant SELECT key_id, 'new', name, 'mallory', retiring, issuer, created_at, operations, context_equals, context_subset FROM kek_grant")]
    public async Task A_row_changed_by_hand_is_noticed(string change)
    {
        await _admin.CreateGrantAsync(Key, Grant("worker", Subset("Department=finance"), KeyGrantOperation.Decrypt));
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_as.Path};Pooling=false"))
        {
            connection.Open();
            connection.Execute(change);
        }

        (await Should.ThrowAsync<FieldCryptException>(_as.Open("admin").ListGrantsAsync(Key))).Error.ShouldBe(FieldCryptError.KeyStoreCorrupt);
    }

    [Fact]
    public async Task Malformed_grants_are_refused()
    {
        KeyGrantRequest[] malformed =
        [
            Grant(" ", null, KeyGrantOperation.Decrypt),
            Grant("worker", null),
            Grant("worker", null, KeyGrantOperation.Decrypt, KeyGrantOperation.Decrypt),
            Grant("worker", null, (KeyGrantOperation)99),
            Grant("worker", new KeyGrantConstraints { EncryptionContextSubset = EncryptionContext.Empty }, KeyGrantOperation.Decrypt),
            Grant("worker", null, KeyGrantOperation.Decrypt) with { Name = new string('n', 257) },
        ];
        foreach (KeyGrantRequest request in malformed)
            (await Should.ThrowAsync<FieldCryptException>(_admin.CreateGrantAsync(Key, request))).Error.ShouldBe(FieldCryptError.InvalidArgument);
        Should.Throw<FieldCryptException>(() => EncryptionContext.Parse($"Name={new string('v', 385)}")).Error.ShouldBe(FieldCryptError.InvalidContext);
        Should.Throw<FieldCryptException>(() => EncryptionContext.Parse("a=1,b=1,c=1,d=1,e=1,f=1,g=1,h=1,i=1")).Error.ShouldBe(FieldCryptError.InvalidContext);
    }

    private static KeyGrantConstraints Subset(string pairs) => new() { EncryptionContextSubset = EncryptionContext.Parse(pairs) };

    private static KeyGrantRequest Grant(string grantee, KeyGrantConstraints? constraints, params KeyGrantOperation[] operations)
        => new() { GranteePrincipal = grantee, Operations = operations, Constraints = constraints };

    private Task LeastPrivilegeAsync() => _admin.PutKeyPolicyAsync(Key, new KeyPolicy(new KeyPolicyStatement { Principals = ["admin"], Actions = ["kms:*"] }));

    private async Task<bool> MayEncryptAsync(string principal, EncryptionContext context)
    {
        try
        {
            await _as.Open(principal).EncryptAsync(Key, "x"u8.ToArray(), context);
            return true;
        }
        catch (FieldCryptException exception) when (exception.Error == FieldCryptError.AccessDenied)
        {
            return false;
        }
    }
}
