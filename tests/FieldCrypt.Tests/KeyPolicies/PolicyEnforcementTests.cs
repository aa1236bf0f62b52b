using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.KeyPolicies;

public sealed class PolicyEnforcementTests : IDisposable
{
    private const string Key = KeyStoreAs.Key;

    private readonly KeyStoreAs _as = new();

    private static readonly KeyPolicyStatement s_administration = new() { Sid = "Administration", Principals = ["admin"], Actions = ["kms:*"] };

    private static readonly KeyPolicyStatement s_finance = new()
    {
        Sid = "Finance",
        Principals = ["finance-app"],
        Actions = ["kms:Decrypt", "kms:GenerateDataKey"],
        Conditions = [KeyPolicyCondition.ContextEquals("Department", "finance")],
    };

    public void Dispose() => _as.Dispose();

    [Fact]
    public async Task Without_a_policy_of_its_own_a_key_serves_every_principal()
    {
        using EmbeddedKeyStore store = _as.Open("anyone");

        using DataKey made = await store.GenerateDataKeyAsync(Key, Columns.Finance);
        using KeyMaterial opened = await store.DecryptAsync(made.Wrapped.Ciphertext, Columns.Finance);

        opened.Span.SequenceEqual(made.Plaintext.Span).ShouldBeTrue();
        (await store.GetKeyPolicyAsync(Key)).ShouldBe(KeyPolicy.Default);
    }

    [Fact]
    public async Task A_principal_allowed_finance_cannot_read_or_write_hr_through_the_key_ring()
    {
        byte[] card;
        byte[] salary;
        using (KeyRing admin = _as.Ring("admin"))
        {
            card = await EncryptAsync(admin, Columns.Pan, "4111111111111111");
            salary = await EncryptAsync(admin, Columns.Salary, "52000");
        }

        await _as.Open("admin").PutKeyPolicyAsync(Key, new KeyPolicy(s_administration, s_finance));

        using KeyRing finance = _as.Ring("finance-app");
        (await finance.DecryptAsync(Columns.Pan, card)).ShouldBe("4111111111111111");
        var exception = await Should.ThrowAsync<FieldCryptException>(finance.DecryptAsync(Columns.Salary, salary).AsTask());
        exception.Error.ShouldBe(FieldCryptError.AccessDenied);
        exception.IsTransient.ShouldBeFalse();
        exception.Message.ShouldContain("finance-app");
        exception.Message.ShouldContain("Decrypt");
        exception.Message.ShouldContain("Department=hr");
        exception.Message.ShouldContain("kms:Decrypt");
        exception.Message.ShouldNotContain("52000");
        (await Should.ThrowAsync<FieldCryptException>(EncryptAsync(finance, new EncryptedColumn<string>("T", "C", EncryptionContext.Parse("Department=legal"), ValueEncodings.String), "x")))
            .Error.ShouldBe(FieldCryptError.AccessDenied);
        _as.Audit.Events.ShouldContain(static audited => audited.Principal == "finance-app" && audited.Operation == "UnwrapKey" && audited.Context == "Department=hr" && audited.Outcome == "AccessDenied");
    }

    [Fact]
    public async Task A_denial_outweighs_every_permission()
    {
        EmbeddedKeyStore admin = _as.Open("admin");
        await admin.CreateGrantAsync(Key, new KeyGrantRequest { GranteePrincipal = "finance-app", Operations = [KeyGrantOperation.Decrypt, KeyGrantOperation.GenerateDataKey] });
        await admin.PutKeyPolicyAsync(Key, new KeyPolicy(
            s_administration,
            s_finance,
            new KeyPolicyStatement { Sid = "Audit freeze", Effect = KeyPolicyEffect.Deny, Principals = ["finance-app"], Actions = ["kms:GenerateDataKey*"] }));

        var exception = await Should.ThrowAsync<FieldCryptException>(_as.Open("finance-app").GenerateDataKeyAsync(Key, Columns.Finance));

        exception.Error.ShouldBe(FieldCryptError.AccessDenied);
        exception.Message.ShouldContain("Audit freeze");
    }

    [Fact]
    public async Task Administration_is_refused_to_those_the_policy_does_not_name_and_the_refusal_is_recorded()
    {
        await _as.Open("admin").PutKeyPolicyAsync(Key, new KeyPolicy(s_administration, s_finance));
        EmbeddedKeyStore finance = _as.Open("finance-app");

        Func<Task>[] calls =
        [
            () => finance.DescribeKeyAsync(Key), () => finance.RotateKeyAsync(Key), () => finance.DisableKeyAsync(Key), () => finance.ScheduleKeyDeletionAsync(Key),
            () => finance.SetAliasAsync("alias/mine", Key), () => finance.TagKeyAsync(Key, new Dictionary<string, string> { ["a"] = "b" }), () => finance.SetRotationPeriodAsync(Key, null),
            () => finance.PutKeyPolicyAsync(Key, KeyPolicy.Default), () => finance.GetKeyPolicyAsync(Key), () => finance.ListGrantsAsync(Key),
            () => finance.CreateGrantAsync(Key, new KeyGrantRequest { GranteePrincipal = "finance-app", Operations = [KeyGrantOperation.Decrypt] }),
            () => finance.RevokeGrantAsync(Key, "none"), () => finance.DestroyKeyVersionAsync(Key, 1), () => finance.UpdateKeyDescriptionAsync(Key, "mine"),
        ];
        foreach (Func<Task> call in calls)
            (await Should.ThrowAsync<FieldCryptException>(call)).Error.ShouldBe(FieldCryptError.AccessDenied);

        _as.Audit.Events.Count(static audited => audited.Principal == "finance-app" && audited.Outcome == "AccessDenied").ShouldBe(calls.Length);
        (await _as.Open("admin").DescribeKeyAsync(Key)).State.ShouldBe(KeyState.Enabled);
    }

    [Fact]
    public async Task A_policy_that_locks_its_author_out_is_refused_unless_forced()
    {
        EmbeddedKeyStore admin = _as.Open("admin");
        var lockout = new KeyPolicy(s_finance);
        var denial = new KeyPolicy(s_administration, new KeyPolicyStatement { Effect = KeyPolicyEffect.Deny, Principals = ["*"], Actions = ["kms:PutKeyPolicy"] });

        foreach (KeyPolicy policy in (KeyPolicy[])[lockout, denial])
        {
            var exception = await Should.ThrowAsync<FieldCryptException>(admin.PutKeyPolicyAsync(Key, policy));
            exception.Error.ShouldBe(FieldCryptError.InvalidArgument);
            exception.Message.ShouldContain("kms:PutKeyPolicy");
        }

        (await admin.GetKeyPolicyAsync(Key)).ShouldBe(KeyPolicy.Default);
        await admin.PutKeyPolicyAsync(Key, lockout, bypassLockoutSafetyCheck: true);
        (await Should.ThrowAsync<FieldCryptException>(admin.PutKeyPolicyAsync(Key, KeyPolicy.Default))).Error.ShouldBe(FieldCryptError.AccessDenied);
    }

    [Fact]
    public async Task A_policy_holds_after_a_restart_and_is_authenticated_like_everything_else()
    {
        using (EmbeddedKeyStore admin = _as.Open("admin"))
            await admin.PutKeyPolicyJsonAsync(Key, new KeyPolicy(s_administration, s_finance).ToJson());
        using (EmbeddedKeyStore again = _as.Open("admin"))
            KeyPolicy.Parse(await again.GetKeyPolicyJsonAsync(Key)).ShouldBe(new KeyPolicy(s_administration, s_finance));

        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_as.Path};Pooling=false"))
        {
            connection.Open();
            connection.Execute("UPDATE kek_policy SET policy = $policy", ("$policy", KeyPolicy.Default.ToJson()));
        }

        (await Should.ThrowAsync<FieldCryptException>(_as.Open("finance-app").RotateKeyAsync(Key))).Error.ShouldBe(FieldCryptError.KeyStoreCorrupt);
    }

    internal static async Task<byte[]> EncryptAsync(KeyRing ring, EncryptedColumn<string> column, string value)
    {
        using RecordKey key = await ring.CreateRecordKeyAsync(column.Context);
        return column.Encrypt(value, key);
    }
}
