using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.KeyPolicies;

/// <summary>Who may give, move and take aliases: whoever moves one decides which key its users encrypt under.</summary>
public sealed class AliasPermissionTests : IDisposable
{
    private const string Applications = "alias/fieldcrypt";

    private readonly KeyStoreAs _as = new();
    private readonly EmbeddedKeyStore _admin;

    public AliasPermissionTests() => _admin = _as.Open("admin");

    public void Dispose() => _as.Dispose();

    [Fact]
    public async Task An_applications_alias_is_not_moved_to_somebody_elses_key_who_would_then_read_its_data()
    {
        string own = await KeyAsync("kms:*");
        await PutAsync(Applications, Allow("application", "kms:GenerateDataKey", "kms:Decrypt", "kms:Encrypt"));
        EmbeddedKeyStore mallory = _as.Open("mallory");

        var denied = await Should.ThrowAsync<FieldCryptException>(mallory.SetAliasAsync(Applications, own));

        denied.Error.ShouldBe(FieldCryptError.AccessDenied);
        denied.Message.ShouldContain("kms:UpdateAlias");
        (await Should.ThrowAsync<FieldCryptException>(mallory.DeleteAliasAsync(Applications))).Message.ShouldContain("kms:DeleteAlias");
        byte[] ciphertext = await _as.Open("application").EncryptAsync(Applications, "4111111111111111"u8.ToArray(), Columns.Finance);
        (await Should.ThrowAsync<FieldCryptException>(mallory.DecryptAsync(ciphertext, Columns.Finance))).Error.ShouldBe(FieldCryptError.AccessDenied);
        _as.Audit.Events.ShouldContain(static audited => audited.Principal == "mallory" && audited.Operation == "UpdateAlias" && audited.Outcome == "AccessDenied");
    }

    [Theory]
    [InlineData("kms:UpdateAlias", "kms:UpdateAlias", true)]
    [InlineData("kms:UpdateAlias", "kms:CreateAlias", false)]
    [InlineData("kms:CreateAlias", "kms:UpdateAlias", false)]
    [InlineData("kms:*", null, false)]
    [InlineData(null, "kms:*", false)]
    public async Task Moving_an_alias_needs_the_right_on_the_current_and_the_new_key(string? onCurrent, string? onNew, bool allowed)
    {
        string current = await KeyAsync(onCurrent is null ? [] : [onCurrent]);
        string target = await KeyAsync(onNew is null ? [] : [onNew]);
        await _admin.SetAliasAsync("alias/cards", current);

        await AllowedAsync(allowed, () => _as.Open("mallory").SetAliasAsync("alias/cards", target));

        (await _admin.DescribeKeyAsync("alias/cards")).KeyId.ShouldBe(allowed ? target : current);
        if (allowed)
            _as.Audit.Events.Last().Operation.ShouldBe("UpdateAlias");
    }

    [Theory]
    [InlineData("kms:CreateAlias", true)]
    [InlineData("kms:UpdateAlias", false)]
    [InlineData("kms:DeleteAlias", false)]
    [InlineData("kms:*Alias", true)]
    public async Task Creating_an_alias_is_a_right_of_its_own(string action, bool allowed)
    {
        string key = await KeyAsync(action);

        await AllowedAsync(allowed, () => _as.Open("mallory").SetAliasAsync("alias/new", key));

        (await _admin.DescribeKeyAsync(key)).Aliases.ShouldBe(allowed ? ["alias/new"] : []);
        _as.Audit.Events.ShouldContain(audited => audited.Principal == "mallory" && audited.Operation == "CreateAlias" && audited.Outcome == (allowed ? "Success" : "AccessDenied"));
    }

    [Theory]
    [InlineData("kms:DeleteAlias", true)]
    [InlineData("kms:CreateAlias", false)]
    [InlineData("kms:UpdateAlias", false)]
    public async Task Deleting_an_alias_is_a_right_of_its_own(string action, bool allowed)
    {
        string key = await KeyAsync(action);
        await _admin.SetAliasAsync("alias/old", key);

        await AllowedAsync(allowed, () => _as.Open("mallory").DeleteAliasAsync("alias/old"));

        (await _admin.DescribeKeyAsync(key)).Aliases.ShouldBe(allowed ? [] : ["alias/old"]);
    }

    [Theory]
    [InlineData("kms:EnableKeyRotation", true, false)]
    [InlineData("kms:DisableKeyRotation", false, true)]
    [InlineData("kms:RotateKeyOnDemand", false, false)]
    public async Task Setting_a_cryptoperiod_and_ending_it_are_rights_of_their_own(string action, bool maySet, bool mayEnd)
    {
        string key = await KeyAsync(action);
        EmbeddedKeyStore mallory = _as.Open("mallory");

        await AllowedAsync(maySet, () => mallory.SetRotationPeriodAsync(key, TimeSpan.FromDays(90)));
        (await _admin.DescribeKeyAsync(key)).RotationPeriod.ShouldBe(TimeSpan.FromDays(maySet ? 90 : 365));
        await AllowedAsync(mayEnd, () => mallory.SetRotationPeriodAsync(key, null));
        (await _admin.DescribeKeyAsync(key)).RotationPeriod.ShouldBe(mayEnd ? null : TimeSpan.FromDays(maySet ? 90 : 365));
    }

    /// <summary>Each action that a policy can name, with a call that needs it and no other.</summary>
    public static TheoryData<string> Actions => [.. s_calls.Keys];

    /// <summary>Arguments: the caller's store, the key, something encrypted under it.</summary>
    private static readonly Dictionary<string, Func<EmbeddedKeyStore, string, byte[], Task>> s_calls = new()
    {
        ["DescribeKey"] = static (store, key, _) => store.DescribeKeyAsync(key),
        ["UpdateKeyDescription"] = static (store, key, _) => store.UpdateKeyDescriptionAsync(key, "x"),
        ["CreateAlias"] = static (store, key, _) => store.SetAliasAsync("alias/made", key),
        ["UpdateAlias"] = static (store, key, _) => store.SetAliasAsync("alias/there", key),
        ["DeleteAlias"] = static (store, _, _) => store.DeleteAliasAsync("alias/there"),
        ["TagResource"] = static (store, key, _) => store.TagKeyAsync(key, new Dictionary<string, string> { ["a"] = "b" }),
        ["UntagResource"] = static (store, key, _) => store.UntagKeyAsync(key, ["a"]),
        ["RotateKeyOnDemand"] = static (store, key, _) => store.RotateKeyAsync(key),
        ["EnableKeyRotation"] = static (store, key, _) => store.SetRotationPeriodAsync(key, TimeSpan.FromDays(1)),
        ["DisableKeyRotation"] = static (store, key, _) => store.SetRotationPeriodAsync(key, null),
        ["EnableKey"] = static (store, key, _) => store.EnableKeyAsync(key),
        ["DisableKey"] = static (store, key, _) => store.DisableKeyAsync(key),
        ["ScheduleKeyDeletion"] = static (store, key, _) => store.ScheduleKeyDeletionAsync(key),
        ["CancelKeyDeletion"] = static (store, key, _) => store.CancelKeyDeletionAsync(key),
        ["DestroyKeyVersion"] = static (store, key, _) => store.DestroyKeyVersionAsync(key, 1),
        ["Encrypt"] = static (store, key, _) => store.EncryptAsync(key, "x"u8.ToArray(), Columns.Finance),
        ["Decrypt"] = static async (store, _, ciphertext) => (await store.DecryptAsync(ciphertext, Columns.Finance)).Dispose(),
        ["GenerateDataKey"] = static async (store, key, _) => (await store.GenerateDataKeyAsync(key, Columns.Finance)).Dispose(),
        ["GetKeyPolicy"] = static (store, key, _) => store.GetKeyPolicyAsync(key),
        ["PutKeyPolicy"] = static (store, key, _) => store.PutKeyPolicyAsync(key, KeyPolicy.Default),
        ["CreateGrant"] = static (store, key, _) => store.CreateGrantAsync(key, new KeyGrantRequest { GranteePrincipal = "worker", Operations = [KeyGrantOperation.Decrypt] }),
        ["ListGrants"] = static (store, key, _) => store.ListGrantsAsync(key),
        ["RevokeGrant"] = static (store, key, _) => store.RevokeGrantAsync(key, "none"),
    };

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task Each_call_needs_the_action_of_its_name_and_no_other_allows_it(string action)
    {
        string[] others = [.. s_calls.Keys.Where(name => name != action).Select(static name => $"kms:{name}"), "kms:RetireGrant"];
        string key = await KeyAsync($"kms:{action}");
        await _admin.SetAliasAsync("alias/there", key);
        string without = await KeyAsync(others);
        await _admin.SetAliasAsync("alias/elsewhere", without);

        byte[] ciphertext = await _admin.EncryptAsync(key, "x"u8.ToArray(), Columns.Finance);
        byte[] other = await _admin.EncryptAsync(without, "x"u8.ToArray(), Columns.Finance);

        EmbeddedKeyStore mallory = _as.Open("mallory");
        await AllowedAsync(true, () => s_calls[action](mallory, key, ciphertext));

        await _admin.SetAliasAsync("alias/there", without);
        if (action == "CreateAlias" && (await _admin.DescribeKeyAsync(key)).Aliases.Contains("alias/made"))
            await _admin.DeleteAliasAsync("alias/made");
        await AllowedAsync(false, () => s_calls[action](mallory, without, other));
    }

    [Fact]
    public void The_calls_above_are_all_that_a_key_policy_decides()
    {
        string[] decided = [.. Enum.GetValues<EmbeddedKeyAction>().Where(static action => KeyActions.Matches("*", action)).Select(KeyActions.NameOf)];

        decided.ShouldBe(s_calls.Keys, ignoreOrder: true);
    }

    /// <summary>A new key that mallory may do these things with.</summary>
    private async Task<string> KeyAsync(params string[] actions)
    {
        string key = (await _admin.CreateKeyAsync()).KeyId;
        await PutAsync(key, actions.Length == 0 ? [] : [Allow("mallory", actions)]);
        return key;
    }

    private Task PutAsync(string key, params KeyPolicyStatement[] statements) => _admin.PutKeyPolicyAsync(key, new KeyPolicy([Allow("admin", "kms:*"), .. statements]));

    private static KeyPolicyStatement Allow(string principal, params string[] actions) => new() { Principals = [principal], Actions = actions };

    /// <summary>Whether permission is given; what else a call may say is not asked.</summary>
    private static async Task AllowedAsync(bool allowed, Func<Task> call)
    {
        FieldCryptError? error = null;
        try
        {
            await call();
        }
        catch (FieldCryptException exception)
        {
            error = exception.Error;
        }

        if (allowed)
            error.ShouldNotBe(FieldCryptError.AccessDenied);
        else
            error.ShouldBe(FieldCryptError.AccessDenied);
    }
}
