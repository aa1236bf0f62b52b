using FieldCrypt.Tests.EmbeddedKeys;

namespace FieldCrypt.Tests.Envelopes;

/// <summary>Local times in every time zone. The zone is the process's own, so a process of its own goes through them.</summary>
public sealed class LocalTimeTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_time_around_every_change_of_the_clocks_comes_back_with_the_hour_it_was()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There the time zone of a process cannot be set.");
        using Worker worker = Worker.Start("local-times", _folder.StorePath);
        await worker.FinishAsync();

        worker.Lines.ShouldAllBe(static line => line == "started" || line.StartsWith("zones ") || line.StartsWith("kinds "));
        int[] kinds = [.. worker.Values("kinds").ShouldHaveSingleItem().Split(' ').Select(int.Parse)];
        kinds[..2].ShouldBe([0, 0], "all are local");
        kinds[2].ShouldBeGreaterThan(50_000);
        kinds[3].ShouldBeGreaterThan(1_000, "local times that occur twice, in daylight saving time");
        int.Parse(worker.Values("zones").ShouldHaveSingleItem()).ShouldBe(TimeZoneInfo.GetSystemTimeZones().Count);
    }
}
