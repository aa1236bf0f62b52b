using System.Globalization;
using System.Reflection;
using CsCheck;
using FieldCrypt.Tests.KeyPolicies;
using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.EmbeddedKeys;

/// <summary>
/// Whatever arguments an administrative call accepts, the store opens afterwards and gives the same values back: one
/// careless call never takes the whole key store from everybody.
/// </summary>
public sealed class AdministrationReadBackTests
{
    private const string Administrator = "key-admin";

    /// <summary>Calls with arguments; the result is what a store opened anew must say.</summary>
    /// <param name="store">The store.</param>
    /// <param name="key">A key of it.</param>
    /// <param name="root">The key file that the store is under.</param>
    private delegate Task<Expectation> Call(EmbeddedKeyStore store, string key, RootKeyFile root);

    private delegate Task Expectation(EmbeddedKeyStore reopened);

    private static readonly Gen<string> s_alias = Gen.Frequency(
        (6, Gen.String[Gen.Char["abz09/_-"], 1, 8]),
        (1, WildText.Short),
        (1, WildText.AnyOf(249, 250, 251).Select(static length => new string('a', length)))).Select(static name => "alias/" + name);

    private static readonly Gen<string> s_description = WildText.Around("abc é\t\n-09", 0, 8191, 8192, 8193);

    private static readonly Gen<Dictionary<string, string>> s_tags = Gen.Select(WildText.Around("abc é:-09", 0, 127, 128, 129), WildText.Around("abc é=-09", 0, 255, 256, 257))
        .Array[0, 4].Select(static pairs => pairs.DistinctBy(static pair => pair.Item1).ToDictionary(static pair => pair.Item1, static pair => pair.Item2));

    private static readonly Gen<TimeSpan?> s_period = Gen.Frequency(
        (1, Gen.Const((TimeSpan?)null)),
        (3, Gen.Long[TimeSpan.TicksPerHour - 1, TimeSpan.TicksPerDay * 3654].Select(static ticks => (TimeSpan?)new TimeSpan(ticks))),
        (6, Gen.Int[0, 3654].Select(static days => (TimeSpan?)TimeSpan.FromDays(days))));

    private static readonly Dictionary<string, Gen<Call>> s_calls = new()
    {
        ["CreateKeyAsync"] = Gen.Select(s_alias, s_description, s_tags, CreateKey),
        ["SetAliasAsync"] = s_alias.Select(static alias => OnKey((store, key) => store.SetAliasAsync(alias, key), changed => changed.Aliases.ShouldContain(alias))),
        ["DeleteAliasAsync"] = s_alias.Select(static alias => OnKey(
            async (store, key) =>
            {
                await store.SetAliasAsync(alias, key);
                return await store.DeleteAliasAsync(alias);
            },
            changed => changed.Aliases.ShouldNotContain(alias))),
        ["UpdateKeyDescriptionAsync"] = s_description.Select(static text => OnKey((store, key) => store.UpdateKeyDescriptionAsync(key, text), changed => changed.Description.ShouldBe(text))),
        ["TagKeyAsync"] = s_tags.Select(static tags => OnKey((store, key) => store.TagKeyAsync(key, tags), changed => tags.ShouldBeSubsetOf(changed.Tags))),
        ["UntagKeyAsync"] = s_tags.Select(static tags => OnKey(
            async (store, key) =>
            {
                await store.TagKeyAsync(key, tags);
                return await store.UntagKeyAsync(key, tags.Keys.Append("unknown\0"));
            },
            changed => changed.Tags.Keys.ShouldNotContain(name => tags.ContainsKey(name)))),
        ["RotateKeyAsync"] = Gen.Const(OnKey(static (store, key) => store.RotateKeyAsync(key))),
        ["SetRotationPeriodAsync"] = s_period.Select(static period => OnKey((store, key) => store.SetRotationPeriodAsync(key, period), changed => changed.RotationPeriod.ShouldBe(period))),
        ["DisableKeyAsync"] = Gen.Const(OnKey(static async (store, _) => await store.DisableKeyAsync((await store.CreateKeyAsync()).KeyId), static changed => changed.State.ShouldBe(KeyState.Disabled))),
        ["EnableKeyAsync"] = Gen.Const(OnKey(static (store, key) => store.EnableKeyAsync(key))),
        ["ScheduleKeyDeletionAsync"] = Gen.Long[TimeSpan.TicksPerDay * 6, TimeSpan.TicksPerDay * 31].Select(static ticks => OnKey(
            async (store, _) => await store.ScheduleKeyDeletionAsync((await store.CreateKeyAsync()).KeyId, new TimeSpan(ticks)))),
        ["CancelKeyDeletionAsync"] = Gen.Const(OnKey(
            static async (store, _) => await store.CancelKeyDeletionAsync((await store.ScheduleKeyDeletionAsync((await store.CreateKeyAsync()).KeyId)).KeyId),
            static changed => changed.State.ShouldBe(KeyState.Disabled))),
        ["DestroyKeyVersionAsync"] = Gen.Int[0, 2].Select(static version => OnKey(static async (store, key) =>
        {
            EmbeddedKey rotated = await store.RotateKeyAsync(key);
            return await store.DestroyKeyVersionAsync(key, rotated.CurrentVersion - 1);
        })),
        ["PutKeyPolicyAsync"] = Gen.Select(PolicyArguments.Policy, Gen.Bool, PutAnyPolicy),
        ["PutKeyPolicyJsonAsync"] = Gen.Select(PolicyArguments.PolicyOf(Administrator), WildText.AnyOf("", "", "", " ", " ", "\n\t", "\r\n", "\0", "\uFEFF", "x"), PutPolicyJson),
        ["ResetKeyPolicyAsync"] = PolicyArguments.PolicyOf(Administrator).Select(ResetPolicy),
        ["CreateGrantAsync"] = PolicyArguments.Grant.Select(CreateGrant),
        ["RetireGrantAsync"] = PolicyArguments.Grant.Select(static make => RemoveGrant(make, static (store, key, grant) => store.RetireGrantAsync(key, grant))),
        ["RevokeGrantAsync"] = PolicyArguments.Grant.Select(static make => RemoveGrant(make, static (store, key, grant) => store.RevokeGrantAsync(key, grant))),
        ["ChangeRootKeyAsync"] = Gen.Const((Call)ChangeRootKey),
        ["ConfirmClockAsync"] = Gen.Int[-15, 15].Select(static minutes => (Call)(async (store, _, _) =>
        {
            await store.ConfirmClockAsync(DateTimeOffset.UtcNow.AddMinutes(minutes));
            return async reopened => (await reopened.ReadClockAsync()).IsConfirmationNeeded.ShouldBeFalse();
        })),
    };

    /// <summary>Calls that change nothing but the process.</summary>
    private static readonly string[] s_others =
    [
        "ListKeysAsync", "DescribeKeyAsync", "GetKeyPolicyAsync", "GetKeyPolicyJsonAsync", "ListGrantsAsync", "EncryptAsync", "DecryptAsync", "GenerateDataKeyAsync",
        "UnlockAsync", "VerifyRootKeyShareAsync", "ReadClockAsync",
    ];

    public static TheoryData<string> Calls => [.. s_calls.Keys];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task What_a_call_accepts_is_given_back_by_a_store_opened_anew(string name)
    {
        using var folder = new StoreFolder();
        var root = new RootKeyFile(folder);
        string key;
        using (EmbeddedKeyStore store = Open(root, Administrator))
            key = (await store.CreateKeyAsync()).KeyId;

        int accepted = 0;
        await s_calls[name].SampleAsync(
            async call =>
            {
                using EmbeddedKeyStore store = Open(root, Administrator);
                Expectation expect;
                try
                {
                    expect = await call(store, key, root);
                    Interlocked.Increment(ref accepted);
                }
                catch (FieldCryptException exception) when (exception.Error is FieldCryptError.InvalidArgument or FieldCryptError.InvalidContext or FieldCryptError.AccessDenied)
                {
                    expect = static _ => Task.CompletedTask;
                }

                using EmbeddedKeyStore reopened = Open(root, Administrator);
                await reopened.ListKeysAsync();
                await expect(reopened);
            },
            iter: 100, threads: 1);
        accepted.ShouldBeGreaterThan(5, "too few were accepted to mean anything");
    }

    [Fact]
    public async Task Whoever_may_open_a_store_may_issue_grants_that_are_read_back()
        => await PolicyArguments.Principal.SampleAsync(
            async principal =>
            {
                using var folder = new StoreFolder();
                var root = new RootKeyFile(folder);
                if (PolicyArguments.IsRefused(() => Open(root, principal), out EmbeddedKeyStore store))
                    return;
                using (store)
                {
                    KeyGrant made = await store.CreateGrantAsync("alias/fieldcrypt", new KeyGrantRequest { GranteePrincipal = "worker", Operations = [KeyGrantOperation.Decrypt] });
                    made.IssuingPrincipal.ShouldBe(principal);
                    using EmbeddedKeyStore reopened = Open(root, principal);
                    Text((await reopened.ListGrantsAsync("alias/fieldcrypt")).ShouldHaveSingleItem()).ShouldBe(Text(made));
                }
            },
            iter: 60, threads: 1);

    [Fact]
    public void Every_call_of_the_store_is_tried_here()
        => typeof(EmbeddedKeyStore).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(static method => typeof(Task).IsAssignableFrom(method.ReturnType))
            .Select(static method => method.Name).Distinct()
            .ShouldBe(s_calls.Keys.Concat(s_others), ignoreOrder: true);

    [Fact]
    public async Task A_grant_under_a_tenant_with_a_blank_a_policy_with_a_comparison_twice_and_a_long_context_spoil_nothing()
    {
        using var folder = new StoreFolder();
        using EmbeddedKeyStore store = Open(new RootKeyFile(folder), Administrator);
        Action[] calls =
        [
            () => EncryptionContext.Create(new KeyValuePair<string, string>("Tenant", "acme ")),
            () => EncryptionContext.Create([.. Enumerable.Range(0, 8).Select(static i => new KeyValuePair<string, string>($"n{i}", new string('v', 384)))]),
            () => new KeyPolicy(new KeyPolicyStatement { Principals = ["*"], Actions = ["kms:*"], Conditions = [KeyPolicyCondition.ContextEquals("A", "1"), KeyPolicyCondition.ContextEquals("A", "2")] }),
        ];
        foreach (Action call in calls)
            Should.Throw<FieldCryptException>(call).Error.ShouldBeOneOf(FieldCryptError.InvalidArgument, FieldCryptError.InvalidContext);

        var longest = EncryptionContext.Create([.. Enumerable.Range(0, 5).Select(static i => new KeyValuePair<string, string>($"n{i}", new string('v', 384)))]);
        await store.CreateGrantAsync("alias/fieldcrypt", new KeyGrantRequest { GranteePrincipal = "worker", Operations = [KeyGrantOperation.Decrypt], Constraints = new KeyGrantConstraints { EncryptionContextEquals = longest } });

        using EmbeddedKeyStore reopened = Open(new RootKeyFile(folder), Administrator);
        (await reopened.ListGrantsAsync("alias/fieldcrypt")).ShouldHaveSingleItem().Constraints!.EncryptionContextEquals.ShouldBe(longest);
    }

    private static EmbeddedKeyStore Open(RootKeyFile root, string principal)
        => new(root.StorePath, new EmbeddedKeyStoreOptions { Principal = principal, RootKey = RootKeySource.FromKeyFile(root.Path) });

    private static Call OnKey(Func<EmbeddedKeyStore, string, Task<EmbeddedKey>> change, Action<EmbeddedKey>? check = null) => async (store, key, _) =>
    {
        EmbeddedKey changed = await change(store, key);
        check?.Invoke(changed);
        return async reopened => Text(await reopened.DescribeKeyAsync(changed.KeyId)).ShouldBe(Text(changed));
    };

    private static Call CreateKey(string alias, string description, Dictionary<string, string> tags) => OnKey(
        (store, _) => store.CreateKeyAsync(alias, description, tags),
        made =>
        {
            (made.Aliases.Single(), made.Description).ShouldBe((alias, description));
            made.Tags.OrderBy(static tag => tag.Key, StringComparer.Ordinal).ShouldBe(tags.OrderBy(static tag => tag.Key, StringComparer.Ordinal));
        });

    /// <summary>Whatever policy, of a key of its own: it may let nobody look at it afterwards.</summary>
    private static Call PutAnyPolicy(Func<KeyPolicy> make, bool bypass) => async (store, _, _) =>
    {
        KeyPolicy policy = make();
        string own = (await store.CreateKeyAsync()).KeyId;
        await store.PutKeyPolicyAsync(own, policy, bypass);
        return async reopened =>
        {
            (await reopened.ListKeysAsync()).ShouldContain(key => key.KeyId == own);
            try
            {
                (await reopened.GetKeyPolicyAsync(own)).ShouldBe(policy);
                (await reopened.GetKeyPolicyJsonAsync(own)).ShouldBe(policy.ToJson());
            }
            catch (FieldCryptException exception) when (exception.Error == FieldCryptError.AccessDenied)
            {
                policy.ToJson().ShouldNotBe(KeyPolicy.Default.ToJson());
            }
        };
    };

    private static Call PutPolicyJson(Func<KeyPolicy> make, string around) => async (store, key, _) =>
    {
        string json = $"{around}{make().ToJson().Replace(",", $",{around}", StringComparison.Ordinal)}{around}";
        await store.PutKeyPolicyJsonAsync(key, json);
        return async reopened =>
        {
            (await reopened.GetKeyPolicyJsonAsync(key)).ShouldBe(json);
            (await reopened.GetKeyPolicyAsync(key)).ShouldBe(KeyPolicy.Parse(json));
        };
    };

    private static Call ResetPolicy(Func<KeyPolicy> make) => async (store, key, root) =>
    {
        KeyPolicy policy = make();
        await store.ResetKeyPolicyAsync(key, RootKeySource.FromKeyFile(root.Path), policy);
        return async reopened => (await reopened.GetKeyPolicyJsonAsync(key)).ShouldBe(policy.ToJson());
    };

    private static Call CreateGrant(Func<KeyGrantRequest> make) => async (store, key, _) =>
    {
        KeyGrantRequest request = make();
        KeyGrant made = await store.CreateGrantAsync(key, request);
        (made.GranteePrincipal, made.RetiringPrincipal, made.Name, made.Constraints).ShouldBe((request.GranteePrincipal, request.RetiringPrincipal, request.Name, request.Constraints));
        return async reopened =>
        {
            KeyGrant read = (await reopened.ListGrantsAsync(key)).Single(grant => grant.GrantId == made.GrantId);
            Text(read).ShouldBe(Text(made));
            read.Constraints.ShouldBe(made.Constraints);
            if (request.Name.Length > 0)
                (await reopened.CreateGrantAsync(key, request)).GrantId.ShouldBe(made.GrantId, "a named grant is made once");
        };
    };

    private static Call RemoveGrant(Func<KeyGrantRequest> make, Func<EmbeddedKeyStore, string, string, Task> remove) => async (store, key, _) =>
    {
        KeyGrant made = await store.CreateGrantAsync(key, make() with { RetiringPrincipal = Administrator });
        await remove(store, key, made.GrantId);
        return async reopened => (await reopened.ListGrantsAsync(key)).ShouldNotContain(grant => grant.GrantId == made.GrantId);
    };

    private static async Task<Expectation> ChangeRootKey(EmbeddedKeyStore store, string key, RootKeyFile root)
    {
        EmbeddedKey before = await store.DescribeKeyAsync(key);
        await store.ChangeRootKeyAsync(RootKeySource.FromKeyFile(root.Next()));
        return async reopened => Text(await reopened.DescribeKeyAsync(key)).ShouldBe(Text(before));
    }

    private static string Text(EmbeddedKey key) => string.Join('|',
        key.KeyId, string.Join(';', key.Aliases), key.Description, string.Join(';', key.Tags.Select(static tag => $"{tag.Key}={tag.Value}")), key.State, Exact(key.CreatedAt), Exact(key.DeletionAt),
        key.RotationPeriod?.Ticks, string.Join(';', key.Versions.Select(static version => $"{version.Number} {Exact(version.CreatedAt)} {version.IsDestroyed}")));

    private static string Text(KeyGrant grant) => string.Join('|',
        grant.GrantId, grant.Name, grant.GranteePrincipal, grant.RetiringPrincipal, grant.IssuingPrincipal, string.Join(';', grant.Operations), Exact(grant.CreatedAt),
        grant.Constraints?.EncryptionContextEquals?.ToString() ?? "any", grant.Constraints?.EncryptionContextSubset?.ToString() ?? "any");

    private static string Exact(DateTimeOffset? time) => time?.Ticks.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>The key file that the store is under, which changes with its root key.</summary>
    private sealed class RootKeyFile(StoreFolder folder)
    {
        private int _number;

        public string StorePath => folder.StorePath;

        public string Path { get; private set; } = folder.KeyFilePath;

        public string Next() => Path = folder[$"root-{++_number}.key"];
    }
}
