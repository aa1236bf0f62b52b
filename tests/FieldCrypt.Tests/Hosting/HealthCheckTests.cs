using FieldCrypt.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FieldCrypt.Tests.Hosting;

public sealed class HealthCheckTests
{
    private static readonly FieldCryptException s_down = new(FieldCryptError.BackendUnavailable, "The backend is down.");

    [Fact]
    public async Task A_key_ring_whose_keys_can_be_had_is_healthy_and_tells_ages()
    {
        using var keys = new TestRing();
        await keys.EncryptAsync(Columns.Pan, "x");
        keys.Clock.Advance(TimeSpan.FromDays(91));

        HealthReportEntry entry = await CheckAsync(keys);

        entry.Status.ShouldBe(HealthStatus.Healthy);
        entry.Data["backend memory:test-kek"].ShouldBe("Enabled, version 1");
        entry.Data["branch keys"].ShouldBe(1);
        entry.Data["branch keys due"].ShouldBe(1);
        entry.Data["branch keys to rewrap"].ShouldBe(0);
        entry.Data["opened branch key due"].ShouldBe(DateTimeOffset.Parse("2026-04-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task An_empty_key_ring_is_healthy_and_the_check_makes_no_key()
    {
        using var keys = new TestRing();

        (await CheckAsync(keys)).Status.ShouldBe(HealthStatus.Healthy);
        keys.Backend.GenerateCalls.ShouldBe(0);
        (await keys.Store.ListAsync(CancellationToken.None)).Keys.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_backend_that_is_down_makes_it_unhealthy_though_leases_live()
    {
        using var keys = new TestRing();
        byte[] envelope = await keys.EncryptAsync(Columns.Pan, "x");
        keys.Backend.Failure = s_down;

        HealthReportEntry entry = await CheckAsync(keys);

        entry.Status.ShouldBe(HealthStatus.Unhealthy);
        entry.Description.ShouldBe("The backend is down.");
        entry.Exception.ShouldBeOfType<FieldCryptException>();
        entry.Data["backend memory:test-kek"].ShouldBe("BackendUnavailable");
        (await keys.Ring.DecryptAsync(Columns.Pan, envelope)).ShouldBe("x");
    }

    [Fact]
    public async Task With_one_of_two_backends_down_it_is_degraded()
    {
        var second = new MemoryKeyBackend("offline");
        using var keys = new TestRing(null, null, new MemoryKeyBackend(), second);
        await keys.EncryptAsync(Columns.Pan, "x");
        second.Failure = s_down;

        HealthReportEntry entry = await CheckAsync(keys);

        entry.Status.ShouldBe(HealthStatus.Degraded);
        entry.Description!.ShouldContain("offline:test-kek");
    }

    [Fact]
    public async Task A_store_out_of_reach_makes_it_unhealthy()
    {
        using var keys = new TestRing();
        keys.Store.Failure = new FieldCryptException(FieldCryptError.KeyStoreUnavailable, "The store is down.");

        (await CheckAsync(keys)).Description.ShouldBe("The store is down.");
    }

    private static async Task<HealthReportEntry> CheckAsync(TestRing keys)
    {
        await using ServiceProvider services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(keys.Ring)
            .AddHealthChecks().AddFieldCrypt().Services
            .BuildServiceProvider();
        HealthReport report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        return report.Entries["fieldcrypt"];
    }
}
