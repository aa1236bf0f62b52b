using System.Security.Cryptography;
using FieldCrypt.Tests.EmbeddedKeys;
using FieldCrypt.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace FieldCrypt.Tests.Audit;

/// <summary>Every change of an embedded key store is in the audit trail before it takes effect, or it does not take effect.</summary>
public sealed class EmbeddedKeyStoreAuditTests : IDisposable
{
    private const string Key = "alias/fieldcrypt";
    private const string Unknown = "alias/unknown";

    private static readonly KeyGrantRequest s_grant = new() { GranteePrincipal = "app", Operations = [KeyGrantOperation.Decrypt] };

    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly AuditedOperation<EmbeddedKeyStore>[] s_operations =
    [
        new("CreateKey", static store => store.CreateKeyAsync("alias/new")) { Method = nameof(EmbeddedKeyStore.CreateKeyAsync), Fail = static store => store.CreateKeyAsync(Key), Error = FieldCryptError.InvalidArgument },
        new("CreateAlias", static store => store.SetAliasAsync("alias/second", Key)) { Method = nameof(EmbeddedKeyStore.SetAliasAsync), Fail = static store => store.SetAliasAsync("alias/second", Unknown) },
        new("UpdateAlias", static async store => await store.SetAliasAsync("alias/second", (await store.ListKeysAsync())[^1].KeyId))
        {
            Method = nameof(EmbeddedKeyStore.SetAliasAsync),
            Prepare = static async store =>
            {
                await store.CreateKeyAsync();
                await store.SetAliasAsync("alias/second", Key);
            },
            Fail = static async store => await store.SetAliasAsync(Key, Unknown),
        },
        new("DeleteAlias", static store => store.DeleteAliasAsync("alias/second"))
        {
            Method = nameof(EmbeddedKeyStore.DeleteAliasAsync),
            Prepare = static store => store.SetAliasAsync("alias/second", Key),
            Fail = static store => store.DeleteAliasAsync(Unknown),
        },
        new("UpdateKeyDescription", static store => store.UpdateKeyDescriptionAsync(Key, "cards")) { Method = nameof(EmbeddedKeyStore.UpdateKeyDescriptionAsync), Fail = static store => store.UpdateKeyDescriptionAsync(Unknown, "cards") },
        new("TagKey", static store => store.TagKeyAsync(Key, new Dictionary<string, string> { ["team"] = "cards" }))
        {
            Method = nameof(EmbeddedKeyStore.TagKeyAsync),
            Fail = static store => store.TagKeyAsync(Unknown, new Dictionary<string, string> { ["team"] = "cards" }),
        },
        new("UntagKey", static store => store.UntagKeyAsync(Key, ["team"]))
        {
            Method = nameof(EmbeddedKeyStore.UntagKeyAsync),
            Prepare = static store => store.TagKeyAsync(Key, new Dictionary<string, string> { ["team"] = "cards" }),
            Fail = static store => store.UntagKeyAsync(Unknown, ["team"]),
        },
        new("RotateKey", static store => store.RotateKeyAsync(Key)) { Method = nameof(EmbeddedKeyStore.RotateKeyAsync), Fail = static store => store.RotateKeyAsync(Unknown) },
        new("EnableKeyRotation", static store => store.SetRotationPeriodAsync(Key, TimeSpan.FromDays(7))) { Method = nameof(EmbeddedKeyStore.SetRotationPeriodAsync), Fail = static store => store.SetRotationPeriodAsync(Unknown, TimeSpan.FromDays(7)) },
        new("DisableKeyRotation", static store => store.SetRotationPeriodAsync(Key, null)) { Method = nameof(EmbeddedKeyStore.SetRotationPeriodAsync), Fail = static store => store.SetRotationPeriodAsync(Unknown, null) },
        new("DisableKey", static store => store.DisableKeyAsync(Key)) { Method = nameof(EmbeddedKeyStore.DisableKeyAsync), Fail = static store => store.DisableKeyAsync(Unknown) },
        new("EnableKey", static store => store.EnableKeyAsync(Key))
        {
            Method = nameof(EmbeddedKeyStore.EnableKeyAsync),
            Prepare = static store => store.DisableKeyAsync(Key),
            Fail = static store => store.EnableKeyAsync(Unknown),
        },
        new("ScheduleKeyDeletion", static store => store.ScheduleKeyDeletionAsync(Key)) { Method = nameof(EmbeddedKeyStore.ScheduleKeyDeletionAsync), Fail = static store => store.ScheduleKeyDeletionAsync(Unknown) },
        new("CancelKeyDeletion", static store => store.CancelKeyDeletionAsync(Key))
        {
            Method = nameof(EmbeddedKeyStore.CancelKeyDeletionAsync),
            Prepare = static store => store.ScheduleKeyDeletionAsync(Key),
            Fail = static store => store.CancelKeyDeletionAsync(Unknown),
        },
        new("DestroyKeyVersion", static store => store.DestroyKeyVersionAsync(Key, 1))
        {
            Method = nameof(EmbeddedKeyStore.DestroyKeyVersionAsync),
            Prepare = static store => store.RotateKeyAsync(Key),
            Fail = static store => store.DestroyKeyVersionAsync(Key, 2),
            Error = FieldCryptError.InvalidArgument,
        },
        new("ResetKeyPolicy", static store => store.ResetKeyPolicyAsync(Key, RootKeySource.FromKeyFile(store.Path + ".key"), Policy()))
        {
            Method = nameof(EmbeddedKeyStore.ResetKeyPolicyAsync),
            Fail = static store => store.ResetKeyPolicyAsync(Unknown, RootKeySource.FromKeyFile(store.Path + ".key")),
        },
        new("ChangeRootKey", static store => store.ChangeRootKeyAsync(RootKeySource.FromKeyFile(store.Path + ".other")))
        {
            Method = nameof(EmbeddedKeyStore.ChangeRootKeyAsync),
            Fail = static store => store.ChangeRootKeyAsync(RootKeySource.FromKeyFile(Path.Combine(store.Path, "nowhere.key"))),
            Error = FieldCryptError.KeyStoreRootKeyUnavailable,
        },
        new("ConfirmClock", static store => store.ConfirmClockAsync(s_start))
        {
            Method = nameof(EmbeddedKeyStore.ConfirmClockAsync),
            Fail = static store => store.ConfirmClockAsync(s_start.AddDays(1)),
            Error = FieldCryptError.InvalidArgument,
        },
        new("PutKeyPolicy", static store => store.PutKeyPolicyAsync(Key, Policy())) { Method = nameof(EmbeddedKeyStore.PutKeyPolicyAsync), Fail = static store => store.PutKeyPolicyAsync(Unknown, Policy()) },
        new("PutKeyPolicy", static store => store.PutKeyPolicyJsonAsync(Key, Policy().ToJson())) { Method = nameof(EmbeddedKeyStore.PutKeyPolicyJsonAsync), Fail = static store => store.PutKeyPolicyJsonAsync(Unknown, Policy().ToJson()) },
        new("CreateGrant", static store => store.CreateGrantAsync(Key, s_grant)) { Method = nameof(EmbeddedKeyStore.CreateGrantAsync), Fail = static store => store.CreateGrantAsync(Unknown, s_grant) },
        new("RetireGrant", static async store => await store.RetireGrantAsync(Key, (await store.ListGrantsAsync(Key)).First(static grant => grant.RetiringPrincipal == "admin").GrantId))
        {
            Method = nameof(EmbeddedKeyStore.RetireGrantAsync),
            Prepare = static store => store.CreateGrantAsync(Key, s_grant with { RetiringPrincipal = "admin" }),
            Fail = static store => store.RetireGrantAsync(Key, "none"),
            Error = FieldCryptError.InvalidArgument,
        },
        new("RevokeGrant", static async store => await store.RevokeGrantAsync(Key, (await store.ListGrantsAsync(Key))[0].GrantId))
        {
            Method = nameof(EmbeddedKeyStore.RevokeGrantAsync),
            Prepare = static store => store.CreateGrantAsync(Key, s_grant),
            Fail = static store => store.RevokeGrantAsync(Key, "none"),
            Error = FieldCryptError.InvalidArgument,
        },
    ];

    // What happens by itself, once it is due.
    private static readonly AuditedOperation<EmbeddedKeyStore>[] s_due =
    [
        new("DeleteKey", static store => store.ListKeysAsync()) { Prepare = static store => store.ScheduleKeyDeletionAsync(Key, TimeSpan.FromDays(7)) },
        new("DeleteKey", static store => store.CreateKeyAsync()) { Prepare = static store => store.ScheduleKeyDeletionAsync(Key, TimeSpan.FromDays(7)) },
        new("RotateKey", static store => store.EncryptAsync(Key, new byte[16], Columns.Finance)) { Prepare = static store => store.SetRotationPeriodAsync(Key, TimeSpan.FromDays(7)) },
        new("RotateKey", static async store => (await store.GenerateDataKeyAsync(Key, Columns.Finance)).Dispose()) { Prepare = static store => store.SetRotationPeriodAsync(Key, TimeSpan.FromDays(7)) },
    ];

    private readonly StoreFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(s_start);
    private readonly RefusingAuditSink _sink = new();
    private readonly EmbeddedKeyStore _store;

    public EmbeddedKeyStoreAuditTests()
        => _store = EmbeddedKeyStore.Open(_folder.StorePath, new EmbeddedKeyStoreOptions { Principal = "admin", AuditSinks = [_sink], TimeProvider = _clock });

    public static TheoryData<int> Operations => [.. Enumerable.Range(0, s_operations.Length)];

    public static TheoryData<int> Due => [.. Enumerable.Range(0, s_due.Length)];

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Every_method_is_in_the_table_or_changes_nothing()
        => s_operations.ShouldCoverAllMethods(
            nameof(EmbeddedKeyStore.ListKeysAsync), nameof(EmbeddedKeyStore.DescribeKeyAsync), nameof(EmbeddedKeyStore.GetKeyPolicyAsync), nameof(EmbeddedKeyStore.GetKeyPolicyJsonAsync),
            nameof(EmbeddedKeyStore.ListGrantsAsync), nameof(EmbeddedKeyStore.EncryptAsync), nameof(EmbeddedKeyStore.DecryptAsync), nameof(EmbeddedKeyStore.GenerateDataKeyAsync),
            nameof(EmbeddedKeyStore.ReadClockAsync), nameof(EmbeddedKeyStore.VerifyRootKeyShareAsync), nameof(EmbeddedKeyStore.DisposeAsync), nameof(EmbeddedKeyStore.UnlockAsync)); // of which CustodianAuditTests tell

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_change_whose_intent_cannot_be_written_is_not_made(int index)
    {
        AuditedOperation<EmbeddedKeyStore> operation = await PrepareAsync(s_operations[index]);
        string before = State();
        _sink.Refuses = static audited => audited.Outcome == AuditOutcome.Intent;

        FieldCryptException exception = await Should.ThrowAsync<FieldCryptException>(operation.Act(_store));

        exception.Error.ShouldBe(FieldCryptError.AuditUnavailable);
        exception.Message.ShouldContain(operation.Operation);
        State().ShouldBe(before);
        _sink.Events.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_change_has_an_intent_before_it_and_its_outcome_after_it(int index)
    {
        AuditedOperation<EmbeddedKeyStore> operation = await PrepareAsync(s_operations[index]);
        string before = State();
        string? atIntent = null;
        _sink.Refuses = audited =>
        {
            if (audited.Outcome == AuditOutcome.Intent)
                atIntent = State();
            return false;
        };

        await operation.Act(_store);

        atIntent.ShouldBe(before);
        State().ShouldNotBe(before);
        _sink.Events.ShouldBeIntentAndOutcome(operation.Operation, AuditOutcome.Success);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_change_that_fails_has_an_outcome_that_names_the_error(int index)
    {
        AuditedOperation<EmbeddedKeyStore> operation = await PrepareAsync(s_operations[index]);
        string before = State();

        (await Should.ThrowAsync<FieldCryptException>(operation.Fail!(_store))).Error.ShouldBe(operation.Error);

        State().ShouldBe(before);
        _sink.Events.ShouldBeIntentAndOutcome(operation.Operation, operation.Error.ToString());
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_change_whose_outcome_cannot_be_written_says_that_it_took_effect(int index)
    {
        AuditedOperation<EmbeddedKeyStore> operation = await PrepareAsync(s_operations[index]);
        string before = State();
        _sink.Refuses = static audited => audited.Outcome != AuditOutcome.Intent;

        FieldCryptException exception = await Should.ThrowAsync<FieldCryptException>(operation.Act(_store));

        exception.Error.ShouldBe(FieldCryptError.ChangeNotRecorded);
        exception.IsTransient.ShouldBeFalse("it must not be repeated");
        exception.Message.ShouldContain("took effect");
        State().ShouldNotBe(before);
        _sink.Events.Single().Outcome.ShouldBe(AuditOutcome.Intent);
    }

    [Theory]
    [MemberData(nameof(Due))]
    public async Task What_is_due_waits_for_an_audit_trail_that_takes_its_intent(int index)
    {
        AuditedOperation<EmbeddedKeyStore> operation = await PrepareAsync(s_due[index]);
        _clock.Advance(TimeSpan.FromDays(8));
        await _store.ConfirmClockAsync(_clock.GetUtcNow());
        _sink.Clear();
        string before = State();
        _sink.Refuses = audited => audited.Operation == operation.Operation && audited.Outcome == AuditOutcome.Intent;
        (await Should.ThrowAsync<FieldCryptException>(operation.Act(_store))).Error.ShouldBe(FieldCryptError.AuditUnavailable);
        State().ShouldBe(before);

        _sink.Refuses = static _ => false;
        _sink.Clear();
        await operation.Act(_store);
        State().ShouldNotBe(before);
        _sink.Events.ShouldBeIntentAndOutcome(operation.Operation, AuditOutcome.Success);
    }

    [Theory]
    [MemberData(nameof(Due))]
    public async Task What_is_due_is_done_once_by_processes_that_see_it_together(int index)
    {
        AuditedOperation<EmbeddedKeyStore> operation = await PrepareAsync(s_due[index]);
        _clock.Advance(TimeSpan.FromDays(8));
        await _store.ConfirmClockAsync(_clock.GetUtcNow());
        _sink.Clear();
        using EmbeddedKeyStore other = EmbeddedKeyStore.Open(_folder.StorePath, new EmbeddedKeyStoreOptions { Principal = "admin", TimeProvider = _clock });
        bool first = true;
        _sink.Refuses = audited =>
        {
            if (first && audited.Operation == operation.Operation)
            {
                // The other process comes between intent and change.
                first = false;
                operation.Act(other).GetAwaiter().GetResult();
            }

            return false;
        };

        await operation.Act(_store);

        _sink.Events.ShouldBeIntentAndOutcome(operation.Operation, AuditOutcome.Unchanged);
    }

    [Fact]
    public async Task No_transaction_waits_for_a_sink()
    {
        _sink.Refuses = _ =>
        {
            // Fails at once where somebody else is in a transaction.
            using SqliteConnection connection = StoreFile.Connect(_folder.StorePath, TimeSpan.Zero);
            using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
            return false;
        };
        foreach (AuditedOperation<EmbeddedKeyStore> operation in s_operations)
        {
            await operation.Prepare(_store);
            await operation.Act(_store);
            if ((await _store.DescribeKeyAsync(Key)).State == KeyState.PendingDeletion)
                await _store.CancelKeyDeletionAsync(Key);
            await _store.EnableKeyAsync(Key);
        }
    }

    [Fact]
    public async Task A_caller_who_gave_up_leaves_a_change_that_is_finished_and_recorded()
    {
        using var stop = new CancellationTokenSource();
        _sink.Refuses = audited =>
        {
            stop.Cancel();
            return false;
        };
        await Should.ThrowAsync<OperationCanceledException>(_store.DisableKeyAsync(Key, stop.Token));
        SpinWait.SpinUntil(() => _sink.Events.Count == 2, TimeSpan.FromSeconds(30)).ShouldBeTrue();
        _sink.Events.ShouldBeIntentAndOutcome("DisableKey", AuditOutcome.Success);
        (await _store.DescribeKeyAsync(Key)).State.ShouldBe(KeyState.Disabled);

        await Should.ThrowAsync<OperationCanceledException>(_store.EnableKeyAsync(Key, stop.Token));
        _sink.Events.Count.ShouldBe(2, "what is cancelled before it began leaves no trace");
    }

    [Fact]
    public async Task A_use_whose_line_cannot_be_written_gives_no_key()
    {
        byte[] ciphertext = await _store.EncryptAsync(Key, new byte[32], Columns.Finance);
        _sink.Refuses = static _ => true;
        foreach (Task use in (Task[])[_store.DecryptAsync(ciphertext, Columns.Finance), _store.GenerateDataKeyAsync(Key, Columns.Finance), _store.EncryptAsync(Key, new byte[16], Columns.Finance)])
            (await Should.ThrowAsync<FieldCryptException>(use)).Error.ShouldBe(FieldCryptError.AuditUnavailable);
    }

    private static KeyPolicy Policy() => new(new KeyPolicyStatement { Sid = "all", Principals = ["*"], Actions = ["kms:*"] });

    private async Task<AuditedOperation<EmbeddedKeyStore>> PrepareAsync(AuditedOperation<EmbeddedKeyStore> operation)
    {
        await operation.Prepare(_store);
        _sink.Clear();
        return operation;
    }

    private string State()
    {
        using var file = new FileStream(_folder.StorePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
