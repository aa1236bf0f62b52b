using FieldCrypt.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace FieldCrypt.Tests.Audit;

/// <summary>Every change of branch keys and index keys is in the audit trail before it takes effect, or it does not take effect.</summary>
public sealed class BranchKeyAuditTests : IDisposable
{
    private static readonly BranchKeyId s_unknown = BranchKeyId.Random();
    private static readonly FieldCryptException s_down = new(FieldCryptError.BackendUnavailable, "down");

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.Parse("2026-01-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
    private readonly MemoryBranchKeyStore _store = new();
    private readonly MemoryKeyBackend _former = new("former");
    private readonly MemoryKeyBackend _current = new("current");
    private readonly RefusingAuditSink _sink = new();
    private readonly KeyRing _ring;
    private readonly AuditedOperation<BranchKeyAdministration>[] _operations;
    private BranchKeyId _id;

    public BranchKeyAuditTests()
    {
        var options = new KeyRingOptions { TimeProvider = _clock, Name = $"audit-{Guid.NewGuid():N}", BranchKeyCryptoperiod = TimeSpan.FromDays(30) };
        _ring = new KeyRing(options, [_current, _former], _store, [_sink]);
        _operations =
        [
            new("RotateBranchKey", static keys => keys.RotateAsync(Columns.Finance)) { Method = nameof(BranchKeyAdministration.RotateAsync), Fail = FailAsync(static keys => keys.RotateAsync(Columns.Finance)), Error = FieldCryptError.BackendUnavailable },
            new("DisableBranchKey", keys => keys.DisableAsync(_id)) { Method = nameof(BranchKeyAdministration.DisableAsync), Fail = static keys => keys.DisableAsync(s_unknown) },
            new("EnableBranchKey", keys => keys.EnableAsync(_id)) { Method = nameof(BranchKeyAdministration.EnableAsync), Prepare = keys => keys.DisableAsync(_id), Fail = static keys => keys.EnableAsync(s_unknown) },
            new("DestroyBranchKey", keys => keys.DestroyAsync(_id)) { Method = nameof(BranchKeyAdministration.DestroyAsync), Fail = static keys => keys.DestroyAsync(s_unknown) },
            new("RewrapBranchKey", static keys => keys.RewrapAsync()) { Method = nameof(BranchKeyAdministration.RewrapAsync), Fail = FailAsync(static keys => keys.RewrapAsync()), Error = FieldCryptError.BackendUnavailable },
            new("RepairBranchKeySet", static keys => keys.RepairAsync(Columns.Finance)) { Method = nameof(BranchKeyAdministration.RepairAsync), Fail = FailAsync(static keys => keys.RepairAsync(Columns.Finance)), Error = FieldCryptError.BackendUnavailable },
            new("RewrapBranchKey", static keys => keys.RewrapDueAsync()) { Method = nameof(BranchKeyAdministration.RewrapDueAsync), Fail = FailToWrapAsync(static keys => keys.RewrapDueAsync()), Error = FieldCryptError.BackendUnavailable },
        ];
    }

    public static TheoryData<int> Operations => [.. Enumerable.Range(0, 7)];

    public void Dispose() => _ring.Dispose();

    [Fact]
    public void Every_method_is_in_the_table_or_changes_nothing()
    {
        _operations.ShouldCoverAllMethods(nameof(BranchKeyAdministration.ListAsync));
        _operations.Length.ShouldBe(Operations.Count);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_change_whose_intent_cannot_be_written_is_not_made(int index)
    {
        AuditedOperation<BranchKeyAdministration> operation = await PrepareAsync(index);
        string before = await StateAsync();
        _sink.Refuses = static audited => audited.Outcome == AuditOutcome.Intent;

        FieldCryptException exception = await Should.ThrowAsync<FieldCryptException>(operation.Act(_ring.BranchKeys!));

        exception.Error.ShouldBe(FieldCryptError.AuditUnavailable);
        exception.Message.ShouldContain(operation.Operation);
        (await StateAsync()).ShouldBe(before);
        _sink.Events.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_change_has_an_intent_before_it_and_its_outcome_after_it(int index)
    {
        AuditedOperation<BranchKeyAdministration> operation = await PrepareAsync(index);
        string before = await StateAsync();
        string? atIntent = null;
        _sink.Refuses = audited =>
        {
            if (audited.Outcome == AuditOutcome.Intent && audited.Operation == operation.Operation)
                atIntent = StateAsync().GetAwaiter().GetResult();
            return false;
        };

        await operation.Act(_ring.BranchKeys!);

        atIntent.ShouldBe(before);
        (await StateAsync()).ShouldNotBe(before);
        _sink.Events.ShouldBeIntentAndOutcome(operation.Operation, AuditOutcome.Success);
        AuditEvent outcome = _sink.Events.Single(audited => audited.Operation == operation.Operation && audited.ChangeId.Length > 0 && audited.Outcome == AuditOutcome.Success);
        outcome.Context.ShouldBe("Department=finance");
        outcome.KeyVersion.Length.ShouldBeGreaterThan(operation.Operation == "RepairBranchKeySet" ? -1 : 0);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_change_that_fails_has_an_outcome_that_names_the_error(int index)
    {
        AuditedOperation<BranchKeyAdministration> operation = await PrepareAsync(index);
        string before = await StateAsync();

        (await Should.ThrowAsync<FieldCryptException>(operation.Fail!(_ring.BranchKeys!))).Error.ShouldBe(operation.Error);

        (await StateAsync()).ShouldBe(before);
        _sink.Events.ShouldBeIntentAndOutcome(operation.Operation, operation.Error.ToString());
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_change_whose_outcome_cannot_be_written_says_that_it_took_effect(int index)
    {
        AuditedOperation<BranchKeyAdministration> operation = await PrepareAsync(index);
        string before = await StateAsync();
        _sink.Refuses = static audited => audited.ChangeId.Length > 0 && audited.Outcome != AuditOutcome.Intent;

        FieldCryptException exception = await Should.ThrowAsync<FieldCryptException>(operation.Act(_ring.BranchKeys!));

        exception.Error.ShouldBe(FieldCryptError.ChangeNotRecorded);
        exception.IsTransient.ShouldBeFalse("it must not be repeated");
        (await StateAsync()).ShouldNotBe(before);
        (_former.HandedOut.Count + _current.HandedOut.Count).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_key_is_forgotten_though_its_change_cannot_be_recorded()
    {
        await PrepareAsync(0);
        using (await _ring.CreateRecordKeyAsync(Columns.Finance))
        {
        }

        _sink.Refuses = static audited => audited.Operation == "DisableBranchKey" && audited.Outcome != AuditOutcome.Intent;
        await Should.ThrowAsync<FieldCryptException>(_ring.BranchKeys!.DisableAsync(_id));
        Live().ShouldBe(0);
    }

    [Fact]
    public async Task A_first_branch_key_and_a_next_one_are_made_only_once_their_intent_is_written()
    {
        foreach (int expected in (int[])[1, 2])
        {
            _sink.Clear();
            _sink.Refuses = static audited => audited.Outcome == AuditOutcome.Intent;
            (await Should.ThrowAsync<FieldCryptException>(_ring.CreateRecordKeyAsync(Columns.Finance).AsTask())).Error.ShouldBe(FieldCryptError.AuditUnavailable);
            (await _store.ListAsync(default)).Keys.Count.ShouldBe(expected - 1);

            _sink.Refuses = static _ => false;
            (await _ring.CreateRecordKeyAsync(Columns.Finance)).Dispose();
            (await _store.ListAsync(default)).Keys.Count.ShouldBe(expected);
            _sink.Events.ShouldBeIntentAndOutcome("CreateBranchKey", AuditOutcome.Success);
            _clock.Advance(TimeSpan.FromDays(31));
        }
    }

    [Fact]
    public async Task A_branch_key_whose_making_cannot_be_recorded_does_not_stay_in_memory()
    {
        _sink.Refuses = static audited => audited.ChangeId.Length > 0 && audited.Outcome != AuditOutcome.Intent;
        (await Should.ThrowAsync<FieldCryptException>(_ring.CreateRecordKeyAsync(Columns.Finance).AsTask())).Error.ShouldBe(FieldCryptError.ChangeNotRecorded);
        (await _store.ListAsync(default)).Keys.Count.ShouldBe(1);
        _current.HandedOut.Count.ShouldBe(1);
        Live().ShouldBe(0);
    }

    [Fact]
    public async Task An_index_key_is_made_only_once_its_intent_is_written()
    {
        _sink.Refuses = static audited => audited.Outcome == AuditOutcome.Intent;
        (await Should.ThrowAsync<FieldCryptException>(_ring.HoldBlindIndexKeyAsync(Columns.Finance, default).AsTask())).Error.ShouldBe(FieldCryptError.AuditUnavailable);
        (await _store.ListAsync(default)).Keys.ShouldBeEmpty();

        _sink.Refuses = static audited => audited.ChangeId.Length > 0 && audited.Outcome != AuditOutcome.Intent;
        (await Should.ThrowAsync<FieldCryptException>(_ring.HoldBlindIndexKeyAsync(Columns.Hr, default).AsTask())).Error.ShouldBe(FieldCryptError.ChangeNotRecorded);
        (await _store.ListAsync(default)).Keys.Count.ShouldBe(1);
        Live().ShouldBe(0);

        _sink.Refuses = static _ => false;
        _sink.Clear();
        _clock.Advance(TimeSpan.FromMinutes(1));
        (await _ring.HoldBlindIndexKeyAsync(Columns.Finance, default)).Release();
        _sink.Events.ShouldBeIntentAndOutcome("CreateBlindIndexKey", AuditOutcome.Success);
    }

    [Fact]
    public async Task A_branch_key_that_another_process_made_first_is_recorded_as_unchanged()
    {
        using var other = new KeyRing(new KeyRingOptions { TimeProvider = _clock, Name = $"audit-{Guid.NewGuid():N}" }, [_current, _former], _store);
        _sink.Refuses = audited =>
        {
            if (audited.Outcome == AuditOutcome.Intent)
                other.CreateRecordKeyAsync(Columns.Finance).AsTask().GetAwaiter().GetResult().Dispose();
            return false;
        };
        (await _ring.CreateRecordKeyAsync(Columns.Finance)).Dispose();
        _sink.Events.ShouldBeIntentAndOutcome("CreateBranchKey", AuditOutcome.Unchanged);
        (await _store.ListAsync(default)).Keys.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_use_whose_line_cannot_be_written_gives_no_key()
    {
        await PrepareAsync(0);
        _ring.EndLeases();
        _sink.Refuses = static _ => true;
        (await Should.ThrowAsync<FieldCryptException>(_ring.CreateRecordKeyAsync(Columns.Finance).AsTask())).Error.ShouldBe(FieldCryptError.AuditUnavailable);
        Live().ShouldBe(0);
    }

    /// <summary>A context with a branch key that the former backend alone wrapped.</summary>
    private async Task<AuditedOperation<BranchKeyAdministration>> PrepareAsync(int index)
    {
        using (var writing = new KeyRing(new KeyRingOptions { TimeProvider = _clock, Name = $"audit-{Guid.NewGuid():N}" }, [_former], _store))
            (await writing.CreateRecordKeyAsync(Columns.Finance)).Dispose();
        _id = (await _store.ListAsync(default)).Keys.Single().Id;
        await _ring.BranchKeys!.ListAsync();
        await _operations[index].Prepare(_ring.BranchKeys!);
        _sink.Clear();
        return _operations[index];
    }

    private Func<BranchKeyAdministration, Task> FailAsync(Func<BranchKeyAdministration, Task> act) => keys =>
    {
        _former.Failure = _current.Failure = s_down;
        return act(keys);
    };

    /// <summary>The backends tell of their keys, and wrap nothing.</summary>
    private Func<BranchKeyAdministration, Task> FailToWrapAsync(Func<BranchKeyAdministration, Task> act) => keys =>
    {
        _sink.Refuses = audited =>
        {
            _current.Failure = s_down;
            return false;
        };
        return act(keys);
    };

    /// <summary>How many of the keys that the backends gave are not zeroed.</summary>
    private int Live() => _former.HandedOut.Concat(_current.HandedOut).Count(static key => key.Buffer.Any(static b => b != 0));

    private async Task<string> StateAsync()
    {
        BranchKeyStoreContent content = await _store.ListAsync(default);
        return string.Join('\n', [
            .. content.Keys.Select(static record => $"{record.Id} {record.Generation} {record.State} {record.Revision} {Text(record.WrappedKeys)}"),
            .. content.Sets.Select(static set => $"{set.Context} {set.Revision} {Text(set.WrappedKeys)}"),
        ]);

        static string Text(IReadOnlyList<WrappedKey> wrappedKeys) => string.Join(',', wrappedKeys.Select(static wrapped => Convert.ToHexStringLower(wrapped.Ciphertext)));
    }
}
