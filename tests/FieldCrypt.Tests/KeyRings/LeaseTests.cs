using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.KeyRings;

public class LeaseTests
{
    [Fact]
    public async Task A_thousand_records_cost_one_backend_call_to_write_and_one_to_read_elsewhere()
    {
        using var writer = new TestRing();
        var envelopes = new List<byte[]>();
        for (int i = 0; i < 1000; i++)
            envelopes.Add(await writer.EncryptAsync(Columns.Pan, $"{i}"));
        (writer.Backend.GenerateCalls, writer.Backend.UnwrapCalls).ShouldBe((1, 0));

        using var reader = new TestRing(null, writer.Store, writer.Backend);
        for (int i = 0; i < 1000; i++)
            (await reader.Ring.DecryptAsync(Columns.Pan, envelopes[i])).ShouldBe($"{i}");
        (writer.Backend.GenerateCalls, writer.Backend.UnwrapCalls).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Direct_mode_costs_one_call_per_record_written_and_one_per_record_first_read()
    {
        using var keys = new TestRing(static options => options.DataKeys = DataKeyMode.Direct);
        var envelopes = new List<byte[]>();
        for (int i = 0; i < 100; i++)
            envelopes.Add(await keys.EncryptAsync(Columns.Pan, $"{i}"));
        (keys.Backend.GenerateCalls, keys.Backend.UnwrapCalls).ShouldBe((100, 0));

        foreach (byte[] envelope in (byte[][])[.. envelopes, .. envelopes])
            await keys.Ring.DecryptAsync(Columns.Pan, envelope);
        (keys.Backend.GenerateCalls, keys.Backend.UnwrapCalls).ShouldBe((100, 100));
    }

    [Fact]
    public async Task When_the_lease_ends_the_key_is_zeroed_though_nobody_asks_for_it()
    {
        using var keys = new TestRing(static options => options.LeaseMaximumAge = TimeSpan.FromMinutes(5));
        byte[] envelope = await keys.EncryptAsync(Columns.Pan, "4111111111111111");
        KeyMaterial key = keys.Backend.HandedOut.Single();
        key.Buffer.ShouldContain(static value => value != 0);

        keys.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(1));
        key.Buffer.ShouldContain(static value => value != 0);
        keys.Clock.Advance(TimeSpan.FromMilliseconds(3));

        key.Buffer.ShouldAllBe(static value => value == 0);
        (await keys.Ring.DecryptAsync(Columns.Pan, envelope)).ShouldBe("4111111111111111");
        keys.Backend.UnwrapCalls.ShouldBe(1);
    }

    [Theory]
    [InlineData(DataKeyMode.Hierarchical)]
    [InlineData(DataKeyMode.Direct)]
    public async Task Disposing_the_key_ring_zeroes_every_key(DataKeyMode mode)
    {
        var keys = new TestRing(options => options.DataKeys = mode);
        for (int i = 0; i < 20; i++)
            await keys.Ring.DecryptAsync(Columns.Pan, await keys.EncryptAsync(Columns.Pan, "x"));
        await keys.EncryptAsync(Columns.Salary, "y");

        keys.Dispose();

        keys.Backend.HandedOut.ShouldNotBeEmpty();
        foreach (KeyMaterial key in keys.Backend.HandedOut)
            key.Buffer.ShouldAllBe(static value => value == 0);
        await Should.ThrowAsync<ObjectDisposedException>(keys.Ring.CreateRecordKeyAsync(Columns.Finance).AsTask());
    }

    [Fact]
    public async Task A_lease_of_few_uses_opens_the_key_again()
    {
        using var keys = new TestRing(static options => options.LeaseMaximumUses = 10);
        byte[] envelope = await keys.EncryptAsync(Columns.Pan, "x");
        for (int i = 0; i < 100; i++)
            (await keys.Ring.DecryptAsync(Columns.Pan, envelope)).ShouldBe("x");

        keys.Backend.UnwrapCalls.ShouldBeInRange(9, 11);
    }

    [Fact]
    public async Task A_key_held_by_a_save_outlives_its_lease_and_is_zeroed_with_the_last_hold()
    {
        using var keys = new TestRing();
        BranchKey held = await keys.Ring.Hierarchical!.HoldActiveAsync(Columns.Finance, CancellationToken.None);
        keys.Clock.Advance(TimeSpan.FromHours(1));

        using (RecordKey? recordKey = held.CreateRecordKey())
            recordKey.ShouldNotBeNull();
        held.Release();

        held.Material.Buffer.ShouldAllBe(static value => value == 0);
        held.TryHold().ShouldBeFalse();
        held.CreateRecordKey().ShouldBeNull();
    }

    [Fact]
    public async Task A_hundred_callers_at_once_cost_one_call()
    {
        using var writer = new TestRing();
        byte[] envelope = await writer.EncryptAsync(Columns.Pan, "x");
        using var keys = new TestRing(null, writer.Store, writer.Backend);
        var gate = new TaskCompletionSource();
        writer.Backend.Delay = _ => gate.Task;

        Task<string>[] reads = [.. Enumerable.Range(0, 100).Select(_ => Task.Run(() => keys.Ring.DecryptAsync(Columns.Pan, envelope).AsTask()))];
        await Task.Delay(50);
        gate.SetResult();

        (await Task.WhenAll(reads)).ShouldAllBe(static value => value == "x");
        writer.Backend.UnwrapCalls.ShouldBe(1);
    }

    [Fact]
    public async Task One_caller_giving_up_leaves_the_others_waiting()
    {
        using var writer = new TestRing();
        byte[] envelope = await writer.EncryptAsync(Columns.Pan, "x");
        using var keys = new TestRing(null, writer.Store, writer.Backend);
        var gate = new TaskCompletionSource();
        writer.Backend.Delay = _ => gate.Task;
        using var impatient = new CancellationTokenSource();

        Task<string> first = keys.Ring.DecryptAsync(Columns.Pan, envelope, impatient.Token).AsTask();
        Task<string> second = keys.Ring.DecryptAsync(Columns.Pan, envelope).AsTask();
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        gate.SetResult();

        (await second).ShouldBe("x");
    }

    [Fact]
    public async Task Reads_under_many_contexts_go_on_while_leases_end_all_the_time()
    {
        using var keys = new TestRing(static options => options.LeaseMaximumAge = TimeSpan.FromSeconds(10));
        EncryptedColumn<string>[] columns = [.. Enumerable.Range(0, 20).Select(static i => new EncryptedColumn<string>("Card", "Pan", EncryptionContext.Parse($"Tenant={i}"), ValueEncodings.String))];
        const int Rounds = 60;
        int[] done = new int[8];
        using var stop = new CancellationTokenSource();
        Task[] readers = [.. Enumerable.Range(0, done.Length).Select(worker => Task.Run(async () =>
        {
            for (int i = worker; !stop.IsCancellationRequested; i++)
            {
                EncryptedColumn<string> column = columns[i % columns.Length];
                (await keys.Ring.DecryptAsync(column, await keys.EncryptAsync(column, $"{i}"))).ShouldBe($"{i}");
                Interlocked.Increment(ref done[worker]);
            }
        }))];

        // The clock goes on when every reader has: an opening sees it move once or twice, and never outlasts its lease.
        for (int round = 0; round < Rounds; round++)
        {
            int[] before = [.. done];
            await Eventually.ShouldBeTrueAsync(
                () => readers.Any(static reader => reader.IsFaulted) || Enumerable.Range(0, done.Length).All(worker => Volatile.Read(ref done[worker]) > before[worker]), "all readers go on");
            keys.Clock.Advance(TimeSpan.FromSeconds(2.5));
            if (round % 3 == 0)
                keys.Ring.EndLeases();
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
        keys.Dispose();
        keys.Backend.HandedOut.Count.ShouldBeGreaterThan(Rounds);
        foreach (KeyMaterial key in keys.Backend.HandedOut)
            key.Buffer.ShouldAllBe(static value => value == 0);
    }
}
