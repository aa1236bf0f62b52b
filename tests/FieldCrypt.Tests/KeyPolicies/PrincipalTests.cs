using FieldCrypt.Tests.EmbeddedKeys;
using Microsoft.Extensions.DependencyInjection;

namespace FieldCrypt.Tests.KeyPolicies;

/// <summary>Principals that a policy names are the same after a restart, and one at least that may put policies is.</summary>
public sealed class PrincipalTests : StoreTest
{
    [Fact]
    public void The_default_principal_is_the_user_on_the_machine_and_no_process()
    {
        AuditPrincipal.Default.ShouldBe(AuditPrincipal.Name(Environment.UserName, Environment.MachineName));
        AuditPrincipal.IsTransient(AuditPrincipal.Default, isInContainer: false).ShouldBeFalse();
        new EmbeddedKeyStoreOptions().Principal.ShouldBe(AuditPrincipal.Default);
        new KeyRingOptions().Principal.ShouldBe(AuditPrincipal.Default);
        KeyPrincipals.Check(AuditPrincipal.Default).ShouldBeNull();
    }

    [Theory]
    [InlineData("anna", "host", "anna@host")]
    [InlineData("?", "pod-1", "_@pod-1")]
    [InlineData("", "host", "@host")]
    [InlineData("DOMAIN anna", "host", "DOMAIN anna@host")]
    [InlineData("a${b}*\0", "h", "a_{b}__@h")]
    public void Every_user_and_machine_give_a_name_that_a_policy_can_hold(string user, string machine, string expected)
    {
        AuditPrincipal.Name(user, machine).ShouldBe(expected);
        KeyPrincipals.Check(AuditPrincipal.Name(user, machine)).ShouldBeNull();
        KeyPrincipals.Check(AuditPrincipal.Name(user, new string('m', 300))).ShouldBeNull();
    }

    [Fact]
    public async Task A_policy_that_names_the_default_principal_holds_in_the_next_process()
    {
        using (EmbeddedKeyStore store = Open())
            await store.PutKeyPolicyAsync(Alias, new KeyPolicy(Allow("kms:*", AuditPrincipal.Default)), bypassLockoutSafetyCheck: true);

        using Worker worker = Worker.Start("principal", StorePath);
        await worker.FinishAsync();

        worker.Values("principal").ShouldBe([AuditPrincipal.Default]);
        worker.Values("allowed").ShouldBe([Alias], string.Join('\n', worker.Lines));
    }

    [Theory]
    [InlineData("anna@host/4711", false, true)]
    [InlineData("anna@host", false, false)]
    [InlineData("team/42", false, false)]
    [InlineData("anna@host/", false, false)]
    [InlineData("anna@host/a1", false, false)]
    [InlineData("arn:aws:iam::111122223333:role/42", false, false)]
    [InlineData("key-admin", true, false)]
    public void Names_of_processes_are_told_from_those_that_stay(string principal, bool isInContainer, bool transient)
        => AuditPrincipal.IsTransient(principal, isInContainer).ShouldBe(transient);

    [Fact]
    public void In_a_container_the_machines_name_goes_with_it()
        => AuditPrincipal.IsTransient(AuditPrincipal.Default, isInContainer: true).ShouldBeTrue();

    [Fact]
    public async Task A_policy_that_leaves_only_names_of_processes_is_refused_unless_forced()
    {
        const string Process = "anna@host/4711";
        using EmbeddedKeyStore store = Open(options => options.Principal = Process);
        var only = new KeyPolicy(Allow("kms:*", Process, "bert@host/1"), Allow("kms:Decrypt", "application"));

        var refused = await Should.ThrowAsync<FieldCryptException>(store.PutKeyPolicyAsync(Alias, only));
        refused.Error.ShouldBe(FieldCryptError.InvalidArgument);
        refused.Message.ShouldContain("KeyRingOptions.Principal");
        refused.Message.ShouldContain("bypassLockoutSafetyCheck");
        (await store.GetKeyPolicyAsync(Alias)).ShouldBe(KeyPolicy.Default);

        var denied = new KeyPolicy(Allow("kms:*", Process, "key-admin"), new KeyPolicyStatement { Effect = KeyPolicyEffect.Deny, Principals = ["key-admin"], Actions = ["kms:Put*"] });
        await FailsAsync(FieldCryptError.InvalidArgument, () => store.PutKeyPolicyAsync(Alias, denied));

        await store.PutKeyPolicyAsync(Alias, new KeyPolicy(Allow("kms:*", Process), Allow("kms:PutKeyPolicy", "key-admin")));
        await store.PutKeyPolicyAsync(Alias, new KeyPolicy(Allow("kms:*", "*")));
        await store.PutKeyPolicyAsync(Alias, only, bypassLockoutSafetyCheck: true);
        (await store.GetKeyPolicyAsync(Alias)).ShouldBe(only);
    }

    [Theory]
    [InlineData("")]
    [InlineData("adm*n")]
    [InlineData("*")]
    [InlineData("adm\0in")]
    [InlineData("${aws:username}")]
    public void A_name_that_no_policy_could_hold_is_no_principal(string principal)
    {
        Should.Throw<FieldCryptException>(() => new EmbeddedKeyStore(StorePath, new EmbeddedKeyStoreOptions { Principal = principal })).Error.ShouldBe(FieldCryptError.InvalidArgument);
        using var store = new EmbeddedKeyStore(StorePath);
        Should.Throw<FieldCryptException>(() => store.GetBackend(principal: principal)).Error.ShouldBe(FieldCryptError.InvalidArgument);
        Should.Throw<FieldCryptException>(() => new ServiceCollection().AddFieldCrypt(keys =>
        {
            keys.Options.Principal = principal;
            keys.UseEmbeddedKeyStore(StorePath);
        }).BuildServiceProvider().GetRequiredService<KeyRing>());
    }

    private static KeyPolicyStatement Allow(string action, params string[] principals) => new() { Principals = principals, Actions = [action] };
}
