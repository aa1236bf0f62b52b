using FieldCrypt.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace FieldCrypt.Tests.KeyRings;

/// <summary>A moment of wrong clock does no harm that outlasts it.</summary>
public class ClockTests
{
    private static readonly TimeSpan s_tenYears = TimeSpan.FromDays(3650);

    [Fact]
    public async Task A_clock_far_ahead_rotates_no_branch_key()
    {
        using var keys = new TestRing();
        EncryptedColumn<string>[] tenants = [.. Enumerable.Range(0, 10).Select(static i => new EncryptedColumn<string>("Card", "Pan", EncryptionContext.Parse($"Tenant={i}"), ValueEncodings.String))];
        foreach (EncryptedColumn<string> tenant in tenants)
            await keys.EncryptAsync(tenant, "x");
        IReadOnlyList<BranchKeyRecord> before = await keys.Ring.BranchKeys!.ListAsync();

        using TestRing wrong = At(keys, s_tenYears);
        foreach (EncryptedColumn<string> tenant in tenants)
            (await wrong.Ring.DecryptAsync(tenant, await wrong.EncryptAsync(tenant, "y"))).ShouldBe("y", "writing goes on");
        await wrong.EncryptAsync(new EncryptedColumn<string>("Card", "Pan", EncryptionContext.Parse("Tenant=new"), ValueEncodings.String), "z");
        foreach (EncryptedColumn<string> tenant in tenants)
            await wrong.EncryptAsync(tenant, "y");

        IReadOnlyList<BranchKeyRecord> after = await keys.Ring.BranchKeys!.ListAsync();
        after.Where(static record => record.Context.ToString() != "Tenant=new").Select(static record => record.Id).ShouldBe(before.Select(static record => record.Id), "also where the wrong clock has made a key of another context");
    }

    [Fact]
    public async Task While_the_clock_is_not_believed_the_store_is_asked_once_a_lease()
    {
        using var keys = new TestRing();
        await keys.EncryptAsync(Columns.Pan, "x");
        using TestRing wrong = At(keys, s_tenYears);
        await wrong.EncryptAsync(Columns.Pan, "y");

        wrong.Ring.TryCreateRecordKey(Columns.Finance).ShouldNotBeNull().Dispose();
    }

    [Fact]
    public async Task A_request_confirms_the_time()
    {
        using var keys = new TestRing();
        await keys.EncryptAsync(Columns.Pan, "x");
        using TestRing later = At(keys, s_tenYears);
        BranchKeyRecord next = await later.Ring.BranchKeys!.RotateAsync(Columns.Finance);

        IdOf(await later.EncryptAsync(Columns.Pan, "y")).ShouldBe(next.Id);
        later.Clock.Advance(TimeSpan.FromDays(91));
        await later.EncryptAsync(Columns.Pan, "z");
        (await later.Ring.BranchKeys!.ListAsync()).Count.ShouldBe(3, "from then on time goes as usual");
    }

    [Fact]
    public async Task Idle_for_less_than_the_bound_is_rotated_by_age()
    {
        using var keys = new TestRing();
        byte[] before = await keys.EncryptAsync(Columns.Pan, "x");
        using TestRing within = At(keys, TimeSpan.FromDays(90 + 180));
        IdOf(await within.EncryptAsync(Columns.Pan, "y")).ShouldNotBe(IdOf(before));
    }

    [Fact]
    public async Task A_branch_key_made_in_the_future_is_replaced_when_the_clock_is_right()
    {
        using var wrong = new TestRing(static options => options.TimeProvider = new FakeTimeProvider(new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        byte[] future = await wrong.EncryptAsync(Columns.Pan, "x");
        using var right = new TestRing(null, wrong.Store, wrong.Backend);

        byte[] now = await right.EncryptAsync(Columns.Pan, "y");
        await right.EncryptAsync(Columns.Pan, "z");

        IdOf(now).ShouldNotBe(IdOf(future));
        BranchKeyRecord[] records = [.. await right.Ring.BranchKeys!.ListAsync()];
        records.Length.ShouldBe(2);
        records.MaxBy(static record => record.Generation)!.CreatedAt.ShouldBe(right.Clock.GetUtcNow());
        (await right.Ring.DecryptAsync(Columns.Pan, future)).ShouldBe("x");
        right.Clock.Advance(TimeSpan.FromDays(91));
        await right.EncryptAsync(Columns.Pan, "z");
        (await right.Ring.BranchKeys!.ListAsync()).Count.ShouldBe(3, "and not used for ever");
    }

    [Fact]
    public async Task Two_machines_whose_clocks_differ_do_not_replace_each_others_keys_for_ever()
    {
        using var right = new TestRing();
        await right.EncryptAsync(Columns.Pan, "x");
        using TestRing behind = At(right, TimeSpan.FromDays(-400));
        using TestRing further = At(right, TimeSpan.FromDays(-800));

        for (int round = 0; round < 10; round++)
        {
            foreach (TestRing machine in (TestRing[])[behind, right, further])
            {
                machine.Ring.EndLeases();
                await machine.EncryptAsync(Columns.Pan, "y");
            }
        }

        (await right.Ring.BranchKeys!.ListAsync()).Count.ShouldBeLessThanOrEqualTo(3, "at most one more for each wrong clock");
        right.Clock.Advance(TimeSpan.FromDays(91));
        right.Ring.EndLeases();
        await right.EncryptAsync(Columns.Pan, "z");
        (await right.Ring.BranchKeys!.ListAsync()).Max(static record => record.CreatedAt).ShouldBe(right.Clock.GetUtcNow(), "its own cryptoperiod goes on");
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(100, 0)]
    [InlineData(-0.001, 0)]
    [InlineData(101, 1)]
    [InlineData(100000, 1)]
    [InlineData(-1, 2)]
    [InlineData(-100000, 2)]
    public void A_clock_is_judged_by_the_newest_time_in_the_store(double days, int expected)
    {
        var now = new DateTimeOffset(2500, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var clock = new StoreClock(new FakeTimeProvider(now), TimeSpan.FromDays(70));
        ((int)clock.Read(now - TimeSpan.FromDays(days), quiet: TimeSpan.FromDays(30))).ShouldBe(expected);
    }

    private static TestRing At(TestRing other, TimeSpan ahead) => new(other.Store, other.Backend, new FakeTimeProvider(other.Clock.GetUtcNow() + ahead));

    private static BranchKeyId IdOf(byte[] envelope) => BranchKeyId.Read(envelope.AsSpan(4));
}
