using FieldCrypt.Tests.EmbeddedKeys;

namespace FieldCrypt.Tests.KeyPolicies;

/// <summary>Whoever holds the root key brings back a key that its policy lets nobody administer; nobody else does.</summary>
public sealed class ResetKeyPolicyTests : StoreTest
{
    private const string Passphrase = "correct horse battery staple";

    private static readonly KeyPolicy s_lockedOut = new(
        new KeyPolicyStatement { Principals = ["*"], Actions = ["kms:Decrypt"] },
        new KeyPolicyStatement { Effect = KeyPolicyEffect.Deny, Principals = ["*"], Actions = ["kms:PutKeyPolicy"] });

    private readonly RecordingAuditSink _audit = new();

    [Fact]
    public async Task The_root_key_resets_a_policy_that_lets_nobody_put_another_one()
    {
        using EmbeddedKeyStore store = As("operator");
        KeyGrant grant = await store.CreateGrantAsync(Alias, new KeyGrantRequest { GranteePrincipal = "worker", Operations = [KeyGrantOperation.Decrypt] });
        await store.PutKeyPolicyAsync(Alias, s_lockedOut, bypassLockoutSafetyCheck: true);
        await FailsAsync(FieldCryptError.AccessDenied, () => store.PutKeyPolicyAsync(Alias, KeyPolicy.Default));

        EmbeddedKey reset = await store.ResetKeyPolicyAsync(Alias, RootKeySource.FromKeyFile(Folder.KeyFilePath));

        (await store.GetKeyPolicyAsync(Alias)).ShouldBe(KeyPolicy.Default);
        (await store.ListGrantsAsync(Alias)).ShouldHaveSingleItem().GrantId.ShouldBe(grant.GrantId);
        AuditEvent[] audited = [.. _audit.Events.Where(static audited => audited.Operation == "ResetKeyPolicy")];
        audited.Select(static line => line.Outcome).ShouldBe(["Intent", "Success"]);
        (audited[1].Principal, audited[1].KeyId).ShouldBe(("operator", $"embedded:{reset.KeyId}"));
    }

    [Fact]
    public async Task A_policy_can_be_given_so_that_no_moment_is_open_to_all()
    {
        var least = new KeyPolicy(new KeyPolicyStatement { Principals = ["key-admin"], Actions = ["kms:*"] });
        using EmbeddedKeyStore store = As("operator");
        await store.PutKeyPolicyAsync(Alias, s_lockedOut, bypassLockoutSafetyCheck: true);

        await store.ResetKeyPolicyAsync(Alias, RootKeySource.FromKeyFile(Folder.KeyFilePath), least);

        using EmbeddedKeyStore admin = As("key-admin");
        (await admin.GetKeyPolicyAsync(Alias)).ShouldBe(least);
        await FailsAsync(FieldCryptError.AccessDenied, () => store.GetKeyPolicyAsync(Alias));
    }

    [Fact]
    public async Task Another_root_key_resets_nothing_and_is_recorded()
    {
        KeyFileRootKey.Create(Folder["other.key"], "other");
        using EmbeddedKeyStore store = As("mallory");
        await store.PutKeyPolicyAsync(Alias, s_lockedOut, bypassLockoutSafetyCheck: true);

        await FailsAsync(FieldCryptError.KeyStoreRootKeyWrong, () => store.ResetKeyPolicyAsync(Alias, RootKeySource.FromKeyFile(Folder["other.key"])));
        await FailsAsync(FieldCryptError.KeyStoreRootKeyWrong, () => store.ResetKeyPolicyAsync(Alias, RootKeySource.FromPassphrase(static () => Passphrase)));
        await FailsAsync(FieldCryptError.KeyStoreRootKeyUnavailable, () => store.ResetKeyPolicyAsync(Alias, RootKeySource.FromKeyFile(Folder["none.key"])));
        File.Exists(Folder["none.key"]).ShouldBeFalse();

        using EmbeddedKeyStore owner = As("operator");
        await FailsAsync(FieldCryptError.AccessDenied, () => owner.GetKeyPolicyAsync(Alias));
        _audit.Events.Where(static audited => audited.Operation == "ResetKeyPolicy" && audited.Outcome != "Intent").Select(static audited => (audited.Principal, audited.Outcome))
            .ShouldBe([("mallory", "KeyStoreRootKeyWrong"), ("mallory", "KeyStoreRootKeyWrong"), ("mallory", "KeyStoreRootKeyUnavailable")]);
    }

    [Fact]
    public async Task A_passphrase_resets_and_its_characters_are_zeroed_right_or_wrong()
    {
        CreateStore(static options => options.RootKey = RootKeySource.FromPassphrase(static () => Passphrase, PassphraseRootKey.MinimumIterations));
        using EmbeddedKeyStore store = As("operator", RootKeySource.FromPassphrase(static () => Passphrase));
        char[] wrong = "a wrong passphrase".ToCharArray();
        char[] right = Passphrase.ToCharArray();

        await FailsAsync(FieldCryptError.KeyStoreRootKeyWrong, () => store.ResetKeyPolicyAsync(Alias, RootKeySource.FromPassphrase(() => wrong)));
        await store.ResetKeyPolicyAsync(Alias, RootKeySource.FromPassphrase(() => right));

        wrong.ShouldAllBe(static c => c == 0);
        right.ShouldAllBe(static c => c == 0);
    }

    [Fact]
    public async Task Under_dual_control_enough_custodians_reset_together_and_fewer_do_not()
    {
        using RootKeyShareSet set = RootKeyShareSet.Create(2, 3);
        string[] slips = [.. set.Shares.Select(static share => new string(share.RevealText()))];
        CreateStore(options => options.RootKey = RootKeySource.FromShares(set));
        using EmbeddedKeyStore store = As("operator", RootKeySource.FromShares());
        await store.UnlockAsync(RootKeyShare.Parse(slips[0]));
        await store.UnlockAsync(RootKeyShare.Parse(slips[1]));
        await store.PutKeyPolicyAsync(Alias, s_lockedOut, bypassLockoutSafetyCheck: true);

        RootKeyShare alone = RootKeyShare.Parse(slips[2]);
        RootKeyShare[] shares = [RootKeyShare.Parse(slips[2]), RootKeyShare.Parse(slips[0])];
        await FailsAsync(FieldCryptError.KeyStoreRootKeyUnavailable, () => store.ResetKeyPolicyAsync(Alias, RootKeySource.FromShares([alone])));
        await FailsAsync(FieldCryptError.AccessDenied, () => store.GetKeyPolicyAsync(Alias));
        await store.ResetKeyPolicyAsync(Alias, RootKeySource.FromShares(shares));

        (await store.GetKeyPolicyAsync(Alias)).ShouldBe(KeyPolicy.Default);
        foreach (RootKeyShare share in shares.Append(alone))
            share.Value.Buffer.ShouldAllBe(static b => b == 0);
    }

    [Fact]
    public async Task A_destroyed_or_unknown_key_has_no_policy_to_reset()
    {
        using EmbeddedKeyStore store = As("operator");
        string key = (await store.CreateKeyAsync()).KeyId;
        await store.ScheduleKeyDeletionAsync(key, TimeSpan.FromDays(7));
        await store.ResetKeyPolicyAsync(key, RootKeySource.FromKeyFile(Folder.KeyFilePath));
        Time.Advance(TimeSpan.FromDays(8));
        await store.ConfirmClockAsync(Time.GetUtcNow());

        await FailsAsync(FieldCryptError.KeyDestroyed, () => store.ResetKeyPolicyAsync(key, RootKeySource.FromKeyFile(Folder.KeyFilePath)));
        await FailsAsync(FieldCryptError.KeyNotFound, () => store.ResetKeyPolicyAsync("alias/none", RootKeySource.FromKeyFile(Folder.KeyFilePath)));
    }

    private EmbeddedKeyStore As(string principal, RootKeySource? rootKey = null) => new(StorePath, new EmbeddedKeyStoreOptions
    {
        Principal = principal,
        RootKey = rootKey,
        TimeProvider = Time,
        AuditSinks = [_audit],
    });
}
