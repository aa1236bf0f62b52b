namespace FieldCrypt.TestKit;

/// <summary>
/// What key policies and grants do wherever they are kept. Who is then let in is not asked here: the embedded store's own
/// tests do (GrantTests, PolicyEnforcementTests), and moto enforces nothing.
/// </summary>
public abstract class KeyAccessControlConformance : IAsyncLifetime
{
    protected const string Administrator = "arn:aws:iam::123456789012:root";
    protected const string Finance = "arn:aws:iam::123456789012:role/finance";
    private const string Scheduler = "arn:aws:iam::123456789012:role/scheduler";
    private static readonly EncryptionContext s_finance = EncryptionContext.Parse("Department=finance");
    private static readonly EncryptionContext s_tenant = EncryptionContext.Parse("Department=finance,Tenant=7");

    private static readonly KeyPolicy s_policy = new(
        new KeyPolicyStatement { Sid = "Administration", Principals = [Administrator], Actions = ["kms:*"] },
        new KeyPolicyStatement
        {
            Sid = "Finance",
            Principals = [Finance],
            Actions = ["kms:Decrypt", "kms:GenerateDataKey*"],
            Conditions = [KeyPolicyCondition.ContextEquals("Department", "finance"), KeyPolicyCondition.ContextHasOnly("Department", "Tenant")],
        },
        new KeyPolicyStatement { Sid = "Nobody", Effect = KeyPolicyEffect.Deny, Principals = ["*"], Actions = ["kms:ScheduleKeyDeletion"] });

    /// <summary>The service under test.</summary>
    protected abstract IKeyAccessControl Access { get; }

    /// <summary>A key of it, by alias.</summary>
    protected abstract string Key { get; }

    /// <summary>The same key by its full id.</summary>
    protected abstract string KeyId { get; }

    /// <summary>A key id of the right shape that the place does not know.</summary>
    protected abstract string UnknownKey { get; }

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task New_key_has_a_policy_that_can_be_read()
        => (await Access.GetKeyPolicyAsync(Key)).Statements.ShouldHaveSingleItem().Actions.ShouldBe(["kms:*"]);

    [Fact]
    public async Task Policy_put_is_the_policy_read_back_by_alias_and_by_id()
    {
        await Access.PutKeyPolicyAsync(Key, s_policy);

        (await Access.GetKeyPolicyAsync(KeyId)).ShouldBe(s_policy);
        KeyPolicy.Parse(await Access.GetKeyPolicyJsonAsync(Key)).ShouldBe(s_policy);
    }

    [Fact]
    public async Task Policy_put_as_json_is_read_back_as_a_policy()
    {
        await Access.PutKeyPolicyJsonAsync(KeyId, s_policy.ToJson());

        (await Access.GetKeyPolicyAsync(Key)).ShouldBe(s_policy);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"Statement\":")]
    public async Task Text_that_is_no_policy_is_refused_and_the_policy_stays(string json)
    {
        await Access.PutKeyPolicyAsync(Key, s_policy);

        await ShouldFailAsync(FieldCryptError.InvalidArgument, () => Access.PutKeyPolicyJsonAsync(Key, json));
        await ShouldFailAsync(FieldCryptError.InvalidArgument, () => Access.PutKeyPolicyJsonAsync(Key, new string(' ', KeyPolicy.MaximumLength) + s_policy.ToJson()));

        (await Access.GetKeyPolicyAsync(Key)).ShouldBe(s_policy);
    }

    [Fact]
    public async Task Grants_are_listed_with_all_they_were_made_of()
    {
        KeyGrant exact = await Access.CreateGrantAsync(Key, new KeyGrantRequest
        {
            GranteePrincipal = Finance,
            Operations = [KeyGrantOperation.GenerateDataKey, KeyGrantOperation.Decrypt, KeyGrantOperation.ReEncryptFrom],
            Constraints = new KeyGrantConstraints { EncryptionContextEquals = s_tenant },
            RetiringPrincipal = Scheduler,
            Name = "nightly",
        });
        KeyGrant subset = await Access.CreateGrantAsync(KeyId, Decrypting(new KeyGrantConstraints { EncryptionContextSubset = s_finance }));
        KeyGrant both = await Access.CreateGrantAsync(Key, Decrypting(new KeyGrantConstraints { EncryptionContextEquals = s_tenant, EncryptionContextSubset = s_finance }));
        KeyGrant any = await Access.CreateGrantAsync(Key, Decrypting(null));

        IReadOnlyList<KeyGrant> listed = await Access.ListGrantsAsync(Key);

        listed.Count.ShouldBe(4);
        foreach (KeyGrant made in (KeyGrant[])[exact, subset, both, any])
        {
            KeyGrant found = listed.Single(grant => grant.GrantId == made.GrantId);
            (found.Name, found.GranteePrincipal, found.RetiringPrincipal, found.Constraints).ShouldBe((made.Name, made.GranteePrincipal, made.RetiringPrincipal, made.Constraints));
            found.Operations.ShouldBe(made.Operations);
            found.OtherTerms.ShouldBeEmpty();
        }

        exact.Operations.ShouldBe([KeyGrantOperation.Decrypt, KeyGrantOperation.GenerateDataKey, KeyGrantOperation.ReEncryptFrom]);
        (exact.Name, exact.RetiringPrincipal, exact.Constraints!.EncryptionContextEquals).ShouldBe(("nightly", Scheduler, s_tenant));
        (any.Name, any.RetiringPrincipal, any.Constraints).ShouldBe(("", null, null));
    }

    [Fact]
    public async Task Every_operation_can_be_granted()
    {
        await Access.CreateGrantAsync(Key, Decrypting(null) with { Operations = Enum.GetValues<KeyGrantOperation>() });

        (await Access.ListGrantsAsync(Key)).Single().Operations.ShouldBe(Enum.GetValues<KeyGrantOperation>().Order());
    }

    [Fact]
    public async Task Retired_and_revoked_grants_are_gone_and_others_stay()
    {
        KeyGrantRequest retirable = Decrypting(null) with { RetiringPrincipal = Administrator };
        KeyGrant retired = await Access.CreateGrantAsync(Key, retirable);
        KeyGrant revoked = await Access.CreateGrantAsync(Key, Decrypting(null));
        KeyGrant left = await Access.CreateGrantAsync(Key, retirable);

        await Access.RetireGrantAsync(Key, retired.GrantId);
        await Access.RevokeGrantAsync(Key, revoked.GrantId);

        (await Access.ListGrantsAsync(Key)).Single().GrantId.ShouldBe(left.GrantId);
        await Access.RetireGrantAsync(KeyId, left.GrantId);
        (await Access.ListGrantsAsync(Key)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Unknown_grant_is_told_apart_from_an_unknown_key()
    {
        string unknown = new('0', 64);

        foreach (Func<Task> call in (Func<Task>[])[() => Access.RetireGrantAsync(Key, unknown), () => Access.RevokeGrantAsync(Key, unknown)])
            (await ShouldFailAsync(FieldCryptError.InvalidArgument, call)).Message.ShouldContain(unknown);
        foreach (Func<Task> call in (Func<Task>[])
        [
            () => Access.RetireGrantAsync(UnknownKey, unknown), () => Access.RevokeGrantAsync(UnknownKey, unknown), () => Access.ListGrantsAsync(UnknownKey),
            () => Access.CreateGrantAsync(UnknownKey, Decrypting(null)), () => Access.GetKeyPolicyAsync(UnknownKey), () => Access.GetKeyPolicyJsonAsync("alias/none-such"),
            () => Access.PutKeyPolicyAsync(UnknownKey, s_policy),
        ])
        {
            await ShouldFailAsync(FieldCryptError.KeyNotFound, call);
        }
    }

    [Fact]
    public async Task Malformed_grants_are_refused_before_anything_is_made()
    {
        foreach (KeyGrantRequest request in (KeyGrantRequest[])
        [
            Decrypting(null) with { GranteePrincipal = " " },
            Decrypting(null) with { Operations = [] },
            Decrypting(null) with { Operations = [KeyGrantOperation.Decrypt, KeyGrantOperation.Decrypt] },
            Decrypting(new KeyGrantConstraints { EncryptionContextEquals = EncryptionContext.Empty }),
            Decrypting(new KeyGrantConstraints()),
            Decrypting(null) with { Name = new string('n', 257) },
            Decrypting(null) with { Name = "night\0ly" },
            Decrypting(null) with { GranteePrincipal = "arn:aws:iam::123456789012:role/*" },
            Decrypting(null) with { RetiringPrincipal = "*" },
        ])
        {
            await ShouldFailAsync(FieldCryptError.InvalidArgument, () => Access.CreateGrantAsync(Key, request));
        }

        (await Access.ListGrantsAsync(Key)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Cancelled_call_ends_as_cancelled()
    {
        var cancelled = new CancellationToken(canceled: true);

        foreach (Func<Task> call in (Func<Task>[])
        [
            () => Access.GetKeyPolicyAsync(Key, cancelled), () => Access.PutKeyPolicyAsync(Key, s_policy, cancellationToken: cancelled), () => Access.CreateGrantAsync(Key, Decrypting(null), cancelled),
            () => Access.ListGrantsAsync(Key, cancelled), () => Access.RetireGrantAsync(Key, "1", cancelled), () => Access.RevokeGrantAsync(Key, "1", cancelled),
        ])
        {
            await Should.ThrowAsync<OperationCanceledException>(call);
        }
    }

    protected static KeyGrantRequest Decrypting(KeyGrantConstraints? constraints)
        => new() { GranteePrincipal = Finance, Operations = [KeyGrantOperation.Decrypt], Constraints = constraints };

    protected static async Task<FieldCryptException> ShouldFailAsync(FieldCryptError error, Func<Task> call)
    {
        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(call);
        failure.Error.ShouldBe(error, failure.ToString());
        failure.IsTransient.ShouldBeFalse();
        return failure;
    }
}
