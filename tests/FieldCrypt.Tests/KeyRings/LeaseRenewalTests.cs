using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.KeyRings;

public class LeaseRenewalTests
{
    private static readonly FieldCryptException s_down = new(FieldCryptError.BackendUnavailable, "The backend is down.");
    private static readonly TimeSpan s_age = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task A_lease_in_use_is_renewed_before_it_ends_and_no_call_waits()
    {
        using TestRing keys = Renewing();
        using var meter = new MeterProbe(keys.Ring.Name);
        byte[] envelope = await keys.EncryptAsync(Columns.Pan, "x");

        for (int renewal = 1; renewal <= 5; renewal++)
        {
            (await keys.Ring.DecryptAsync(Columns.Pan, envelope)).ShouldBe("x");
            keys.Clock.Advance(s_age * 0.9);
            await RenewedAsync(meter, renewal);
            keys.Ring.IsOpen(envelope, out _).ShouldBeTrue();
            keys.Ring.Hierarchical!.TryHoldActive(Columns.Finance).ShouldNotBeNull().Release();
        }

        keys.Clock.GetUtcNow().ShouldBeGreaterThan(DateTimeOffset.Parse("2026-01-01T00:20:00Z", System.Globalization.CultureInfo.InvariantCulture));
        (keys.Backend.GenerateCalls, keys.Backend.UnwrapCalls).ShouldBe((1, 5));
    }

    [Fact]
    public async Task The_replaced_key_is_zeroed()
    {
        using TestRing keys = Renewing();
        using var meter = new MeterProbe(keys.Ring.Name);
        byte[] envelope = await keys.EncryptAsync(Columns.Pan, "x");
        KeyMaterial first = keys.Backend.HandedOut.Single();
        await keys.Ring.DecryptAsync(Columns.Pan, envelope);
        keys.Clock.Advance(s_age * 0.9);
        await RenewedAsync(meter, 1);

        first.Buffer.ShouldAllBe(static value => value == 0);
        (await keys.Ring.DecryptAsync(Columns.Pan, envelope)).ShouldBe("x");
    }

    [Fact]
    public async Task A_lease_nobody_uses_is_left_to_its_end()
    {
        using TestRing keys = Renewing();
        using var meter = new MeterProbe(keys.Ring.Name);
        byte[] envelope = await keys.EncryptAsync(Columns.Pan, "x");
        await keys.Ring.DecryptAsync(Columns.Pan, envelope);
        keys.Clock.Advance(s_age * 0.9);
        await RenewedAsync(meter, 1);

        keys.Clock.Advance(s_age * 0.9);
        keys.Clock.Advance(s_age * 0.2);

        keys.Ring.IsOpen(envelope, out _).ShouldBeFalse();
        keys.Backend.UnwrapCalls.ShouldBe(1);
        keys.Backend.HandedOut.ShouldAllBe(static key => key.Buffer.All(static value => value == 0));
    }

    [Fact]
    public async Task Without_the_option_nothing_is_renewed()
    {
        using var keys = new TestRing();
        byte[] envelope = await keys.EncryptAsync(Columns.Pan, "x");
        await keys.Ring.DecryptAsync(Columns.Pan, envelope);
        keys.Clock.Advance(s_age * 0.9);
        await keys.Ring.DecryptAsync(Columns.Pan, envelope);
        keys.Clock.Advance(s_age * 0.2);

        keys.Ring.IsOpen(envelope, out _).ShouldBeFalse();
        keys.Backend.UnwrapCalls.ShouldBe(0);
    }

    [Fact]
    public async Task Uses_that_run_out_are_renewed_ahead_too()
    {
        using TestRing keys = Renewing(static options => options.LeaseMaximumUses = 1000);
        using var meter = new MeterProbe(keys.Ring.Name);
        byte[] envelope = await keys.EncryptAsync(Columns.Pan, "x");

        for (int i = 0; i < 850; i++)
            (await keys.Ring.DecryptAsync(Columns.Pan, envelope)).ShouldBe("x");
        await RenewedAsync(meter, 1);
        for (int i = 0; i < 700; i++)
            await keys.Ring.DecryptAsync(Columns.Pan, envelope);

        keys.Ring.IsOpen(envelope, out _).ShouldBeTrue();
        keys.Backend.UnwrapCalls.ShouldBe(1);
    }

    [Fact]
    public async Task While_renewals_fail_the_lease_goes_on_to_its_end_then_fails_fast_then_recovers()
    {
        using TestRing keys = Renewing();
        using var meter = new MeterProbe(keys.Ring.Name);
        byte[] envelope = await keys.EncryptAsync(Columns.Pan, "x");
        await keys.Ring.DecryptAsync(Columns.Pan, envelope);
        keys.Backend.Failure = s_down;

        keys.Clock.Advance(s_age * 0.9);
        await FailedAsync(meter, 1);
        keys.Backend.UnwrapCalls.ShouldBe(1);
        (await keys.Ring.DecryptAsync(Columns.Pan, envelope)).ShouldBe("x");
        keys.Clock.Advance(s_age * 0.06);
        await FailedAsync(meter, 2);
        keys.Backend.UnwrapCalls.ShouldBe(2);
        (await keys.Ring.DecryptAsync(Columns.Pan, envelope)).ShouldBe("x");

        keys.Clock.Advance(s_age * 0.05);
        var exception = await Should.ThrowAsync<FieldCryptException>(keys.Ring.DecryptAsync(Columns.Pan, envelope).AsTask());
        exception.Error.ShouldBe(FieldCryptError.BackendUnavailable);
        exception.IsTransient.ShouldBeTrue();

        keys.Backend.Failure = null;
        keys.Clock.Advance(TimeSpan.FromSeconds(2));
        (await keys.Ring.DecryptAsync(Columns.Pan, envelope)).ShouldBe("x");
    }

    [Fact]
    public async Task A_backend_back_before_the_end_leaves_no_gap()
    {
        using TestRing keys = Renewing();
        using var meter = new MeterProbe(keys.Ring.Name);
        byte[] envelope = await keys.EncryptAsync(Columns.Pan, "x");
        await keys.Ring.DecryptAsync(Columns.Pan, envelope);
        keys.Backend.Failure = s_down;
        keys.Clock.Advance(s_age * 0.9);
        await FailedAsync(meter, 1);
        keys.Backend.UnwrapCalls.ShouldBe(1);

        keys.Backend.Failure = null;
        await keys.Ring.DecryptAsync(Columns.Pan, envelope);
        keys.Clock.Advance(s_age * 0.06);
        await RenewedAsync(meter, 1);
        keys.Clock.Advance(s_age * 0.5);

        keys.Ring.IsOpen(envelope, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_branch_key_disabled_elsewhere_ends_at_the_renewal()
    {
        using TestRing keys = Renewing();
        byte[] envelope = await keys.EncryptAsync(Columns.Pan, "x");
        await keys.Ring.DecryptAsync(Columns.Pan, envelope);
        using var other = new TestRing(null, keys.Store, keys.Backend);
        await other.Ring.BranchKeys!.DisableAsync(IdOf(envelope));

        (await keys.Ring.DecryptAsync(Columns.Pan, envelope)).ShouldBe("x");
        keys.Clock.Advance(s_age * 0.9);
        await Eventually.ShouldBeTrueAsync(() => keys.Backend.HandedOut.All(static key => key.Buffer.All(static value => value == 0)), "the key was zeroed");

        (await Should.ThrowAsync<FieldCryptException>(keys.Ring.DecryptAsync(Columns.Pan, envelope).AsTask())).Error.ShouldBe(FieldCryptError.KeyDisabled);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_revoked_key_is_out_of_every_process_when_its_lease_would_have_ended(bool renews)
    {
        using var first = new TestRing(options => options.RenewLeases = renews);
        using var second = new TestRing(options => { options.RenewLeases = renews; options.TimeProvider = first.Clock; }, first.Store, first.Backend);
        byte[] envelope = await first.EncryptAsync(Columns.Pan, "x");
        await second.Ring.DecryptAsync(Columns.Pan, envelope);

        await first.Ring.BranchKeys!.DestroyAsync(IdOf(envelope));

        (await Should.ThrowAsync<FieldCryptException>(first.Ring.DecryptAsync(Columns.Pan, envelope).AsTask())).Error.ShouldBe(FieldCryptError.KeyDestroyed);
        (await second.Ring.DecryptAsync(Columns.Pan, envelope)).ShouldBe("x", "until then the other process does not know");
        first.Clock.Advance(s_age);
        (await Should.ThrowAsync<FieldCryptException>(second.Ring.DecryptAsync(Columns.Pan, envelope).AsTask())).Error.ShouldBe(FieldCryptError.KeyDestroyed);
        foreach (KeyMaterial key in first.Backend.HandedOut)
            key.Buffer.ShouldAllBe(static value => value == 0);
    }

    [Fact]
    public async Task A_branch_key_rotated_elsewhere_writes_from_the_renewal_on()
    {
        using TestRing keys = Renewing();
        byte[] before = await keys.EncryptAsync(Columns.Pan, "x");
        await keys.EncryptAsync(Columns.Pan, "x");
        using var other = new TestRing(null, keys.Store, keys.Backend);
        BranchKeyRecord next = await other.Ring.BranchKeys!.RotateAsync(Columns.Finance);

        IdOf(await keys.EncryptAsync(Columns.Pan, "y")).ShouldBe(IdOf(before));
        keys.Clock.Advance(s_age * 0.9);
        await Eventually.ShouldBeTrueAsync(() => keys.Ring.TryCreateRecordKey(Columns.Finance) is { } key && IdOf(Columns.Pan.Encrypt("z", key)) == next.Id, "the new generation writes");
    }

    [Fact]
    public async Task All_leases_of_a_process_can_be_ended_at_once()
    {
        using var keys = new TestRing();
        byte[] pan = await keys.EncryptAsync(Columns.Pan, "x");
        await keys.EncryptAsync(Columns.Salary, "y");

        keys.Ring.EndLeases();

        keys.Ring.IsOpen(pan, out _).ShouldBeFalse();
        foreach (KeyMaterial key in keys.Backend.HandedOut)
            key.Buffer.ShouldAllBe(static value => value == 0);
        (await keys.Ring.DecryptAsync(Columns.Pan, pan)).ShouldBe("x");
    }

    [Fact]
    public async Task Readers_at_work_notice_nothing_of_renewals()
    {
        using TestRing keys = Renewing(static options => options.LeaseMaximumAge = TimeSpan.FromSeconds(10));
        using var meter = new MeterProbe(keys.Ring.Name);
        byte[] envelope = await keys.EncryptAsync(Columns.Pan, "x");
        using var stop = new CancellationTokenSource();
        Task[] readers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (; !stop.IsCancellationRequested; await Task.Yield())
                (await keys.Ring.DecryptAsync(Columns.Pan, envelope)).ShouldBe("x");
        }))];
        for (int renewal = 1; renewal <= 20; renewal++)
        {
            keys.Clock.Advance(TimeSpan.FromSeconds(9));
            await RenewedAsync(meter, renewal);
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
        keys.Backend.UnwrapCalls.ShouldBe(20);
    }

    private static TestRing Renewing(Action<KeyRingOptions>? configure = null) => new(options =>
    {
        options.RenewLeases = true;
        options.LeaseMaximumAge = s_age;
        configure?.Invoke(options);
    });

    private static Task RenewedAsync(MeterProbe meter, int renewals)
        => Eventually.ShouldBeTrueAsync(() => (int)meter.Sum("fieldcrypt.lease.renewals", ("outcome", "Success")) == renewals, $"renewal {renewals} was made");

    /// <summary>Counted when it has ended, other than the call, which is counted when it begins: the clock may be moved now.</summary>
    private static Task FailedAsync(MeterProbe meter, int renewals)
        => Eventually.ShouldBeTrueAsync(() => (int)meter.Sum("fieldcrypt.lease.renewals", ("outcome", "BackendUnavailable")) == renewals, $"renewal {renewals} failed");

    private static BranchKeyId IdOf(byte[] envelope) => BranchKeyId.Read(envelope.AsSpan(4));
}
