using FieldCrypt.Tests.KeyPolicies;
using FieldCrypt.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FieldCrypt.Tests.Hosting;

public sealed class KeyMaintenanceTests : IDisposable
{
    private readonly KeyStoreAs _as = new();

    public void Dispose() => _as.Dispose();

    [Fact]
    public async Task After_a_rotation_branch_keys_are_rewrapped_once_and_the_former_version_can_be_destroyed()
    {
        using KeyRing ring = _as.Ring("app");
        byte[] envelope = await PolicyEnforcementTests.EncryptAsync(ring, Columns.Pan, "4111111111111111");
        await PolicyEnforcementTests.EncryptAsync(ring, Columns.Salary, "52000");
        using var service = new KeyMaintenanceService(ring, new KeyMaintenanceOptions(), NullLogger<KeyMaintenanceService>.Instance);
        (await service.RunOnceAsync()).ShouldBe(0);

        EmbeddedKeyStore store = _as.Open("admin");
        await store.RotateKeyAsync(KeyStoreAs.Key);
        (await ring.InspectAsync()).BranchKeys.Count(static key => key.IsRewrapDue).ShouldBe(2);
        (await service.RunOnceAsync()).ShouldBe(2);
        (await service.RunOnceAsync()).ShouldBe(0);

        await store.DestroyKeyVersionAsync(KeyStoreAs.Key, 1);
        ring.EndLeases();
        (await ring.DecryptAsync(Columns.Pan, envelope)).ShouldBe("4111111111111111");
    }

    [Fact]
    public async Task The_background_service_looks_at_each_interval_and_survives_failures()
    {
        using var keys = new TestRing();
        await keys.EncryptAsync(Columns.Pan, "x");
        var clock = new FakeTimeProvider();
        using var service = new KeyMaintenanceService(keys.Ring, new KeyMaintenanceOptions { Interval = TimeSpan.FromMinutes(10) }, NullLogger<KeyMaintenanceService>.Instance, clock);
        using var meter = new MeterProbe(keys.Ring.Name);
        keys.Backend.Failure = new FieldCryptException(FieldCryptError.BackendUnavailable, "The backend is down.");

        await service.StartAsync(CancellationToken.None);
        await LookedAsync("BackendUnavailable", 1);
        keys.Backend.Failure = null;
        clock.Advance(TimeSpan.FromMinutes(10));
        await LookedAsync("Success", 1);
        clock.Advance(TimeSpan.FromMinutes(10));
        await LookedAsync("Success", 2);
        await service.StopAsync(CancellationToken.None);

        Task LookedAsync(string outcome, int times)
            => Eventually.ShouldBeTrueAsync(() => (int)meter.Sum("fieldcrypt.backend.calls", ("operation", "DescribeKey"), ("outcome", outcome)) == times, $"look {times} with {outcome}");
    }

    [Fact]
    public void An_interval_out_of_range_is_refused()
    {
        using var keys = new TestRing();
        Should.Throw<FieldCryptException>(() => new KeyMaintenanceService(keys.Ring, new KeyMaintenanceOptions { Interval = TimeSpan.Zero }, NullLogger<KeyMaintenanceService>.Instance))
            .Error.ShouldBe(FieldCryptError.InvalidArgument);
    }
}
