using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.KeyRings;

public class OutageTests
{
    private static readonly FieldCryptException s_down = new(FieldCryptError.BackendUnavailable, "The backend is down.");

    [Fact]
    public async Task Values_under_live_leases_go_on_and_new_work_fails_fast_and_everything_recovers()
    {
        using var keys = new TestRing();
        byte[] envelope = await keys.EncryptAsync(Columns.Pan, "x");
        keys.Backend.Failure = s_down;

        (await keys.Ring.DecryptAsync(Columns.Pan, envelope)).ShouldBe("x");
        (await keys.EncryptAsync(Columns.Pan, "y")).Length.ShouldBe(97);
        var exception = await Should.ThrowAsync<FieldCryptException>(keys.EncryptAsync(Columns.Salary, "z"));
        exception.IsTransient.ShouldBeTrue();

        keys.Clock.Advance(TimeSpan.FromMinutes(6));
        (await Should.ThrowAsync<FieldCryptException>(keys.Ring.DecryptAsync(Columns.Pan, envelope).AsTask())).IsTransient.ShouldBeTrue();

        keys.Backend.Failure = null;
        keys.Clock.Advance(TimeSpan.FromSeconds(2));
        (await keys.Ring.DecryptAsync(Columns.Pan, envelope)).ShouldBe("x");
        (await keys.EncryptAsync(Columns.Salary, "z")).Length.ShouldBe(97);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_backend_down_for_minutes_stops_no_read_under_a_live_lease(bool renews)
    {
        using var keys = new TestRing(options => { options.LeaseMaximumAge = TimeSpan.FromMinutes(10); options.RenewLeases = renews; });
        byte[] envelope = await keys.EncryptAsync(Columns.Pan, "x");
        keys.Backend.Failure = s_down;

        for (int second = 0; second < 590; second += 10)
        {
            (await keys.Ring.DecryptAsync(Columns.Pan, envelope)).ShouldBe("x");
            (await keys.EncryptAsync(Columns.Pan, "y")).Length.ShouldBe(97);
            keys.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        keys.Backend.UnwrapCalls.ShouldBeLessThan(renews ? 20 : 1);
        keys.Clock.Advance(TimeSpan.FromSeconds(20));
        (await Should.ThrowAsync<FieldCryptException>(keys.Ring.DecryptAsync(Columns.Pan, envelope).AsTask())).IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task A_thousand_callers_of_a_slow_backend_hold_no_threads_and_cost_one_call()
    {
        using var writer = new TestRing();
        byte[] envelope = await writer.EncryptAsync(Columns.Pan, "x");
        using var keys = new TestRing(null, writer.Store, writer.Backend);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var entered = new TaskCompletionSource();
        writer.Backend.Delay = _ =>
        {
            entered.TrySetResult();
            return gate.Task;
        };

        // All from one thread: were one of the calls to block, this loop would never end.
        Task<string>[] reads = [.. Enumerable.Range(0, 1000).Select(_ => keys.Ring.DecryptAsync(Columns.Pan, envelope).AsTask())];
        await entered.Task;
        reads.ShouldAllBe(static read => !read.IsCompleted);
        gate.SetResult();

        (await Task.WhenAll(reads)).ShouldAllBe(static value => value == "x");
        writer.Backend.UnwrapCalls.ShouldBe(1);
    }

    [Fact]
    public async Task A_failed_key_costs_one_call_and_not_one_per_row()
    {
        using var writer = new TestRing();
        byte[] envelope = await writer.EncryptAsync(Columns.Pan, "x");
        using var keys = new TestRing(null, writer.Store, writer.Backend);
        int calls = writer.Backend.SetCalls;
        writer.Backend.Failure = s_down;

        for (int row = 0; row < 100; row++)
            await Should.ThrowAsync<FieldCryptException>(keys.Ring.DecryptAsync(Columns.Pan, envelope).AsTask());

        (writer.Backend.UnwrapCalls + writer.Backend.SetCalls - calls).ShouldBe(1);
    }

    [Fact]
    public async Task A_backend_that_does_not_answer_is_a_timeout()
    {
        using var keys = new TestRing(static options => options.BackendTimeout = TimeSpan.FromSeconds(3));
        keys.Backend.Delay = static _ => new TaskCompletionSource().Task;

        Task<byte[]> writing = keys.EncryptAsync(Columns.Pan, "x");
        while (!writing.IsCompleted)
        {
            await Task.Delay(5);
            keys.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var exception = await Should.ThrowAsync<FieldCryptException>(writing);
        exception.Error.ShouldBe(FieldCryptError.BackendTimeout);
        exception.IsTransient.ShouldBeTrue();
        exception.Message.ShouldContain("3 s");
    }

    [Fact]
    public async Task Every_use_of_a_key_is_audited_and_without_audit_no_key_is_used()
    {
        using var keys = new TestRing();
        await keys.EncryptAsync(Columns.Pan, "4111111111111111");
        keys.Backend.Failure = s_down;
        await Should.ThrowAsync<FieldCryptException>(keys.EncryptAsync(Columns.Salary, "x"));

        keys.Audit.Events.Select(static audited => (audited.Operation, audited.Context, audited.Outcome)).ShouldBe(
        [
            ("CreateBranchKey", "Department=finance", "Intent"),
            ("GenerateDataKey", "Department=finance", "Success"),
            ("GenerateDataKey", "Department=finance", "Success"), // the key of the context's set
            ("CreateBranchKey", "Department=finance", "Success"),
            ("CreateBranchKey", "Department=hr", "Intent"),
            ("GenerateDataKey", "Department=hr", "BackendUnavailable"),
            ("CreateBranchKey", "Department=hr", "BackendUnavailable"),
        ]);
        keys.Audit.Events.ShouldAllBe(audited => audited.Time == keys.Clock.GetUtcNow() && audited.Principal.Length > 0);

        keys.Backend.Failure = null;
        keys.Audit.Failure = new FieldCryptException(FieldCryptError.AuditUnavailable, "disk full");
        (await Should.ThrowAsync<FieldCryptException>(keys.EncryptAsync(Columns.Salary, "x"))).Error.ShouldBe(FieldCryptError.AuditUnavailable);
    }
}
