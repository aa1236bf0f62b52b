using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.Diagnostics;

/// <summary>What a telemetry SDK receives, under the names of docs/telemetry.md.</summary>
public partial class TelemetryTests
{
    [Fact]
    public async Task Metrics_tell_of_calls_lookups_leases_and_failures()
    {
        using var keys = new TestRing();
        using var meter = new MeterProbe(keys.Ring.Name);
        byte[] envelope = await keys.EncryptAsync(Columns.Pan, "4111111111111111");
        for (int i = 0; i < 10; i++)
            await keys.Ring.DecryptAsync(Columns.Pan, envelope);
        meter.Sum("fieldcrypt.lease.live", ("kind", "branch")).ShouldBe(1);
        meter.Sum("fieldcrypt.lease.lookups", ("result", "hit")).ShouldBe(10, tolerance: 1);

        keys.Clock.Advance(TimeSpan.FromMinutes(6));
        await keys.Ring.DecryptAsync(Columns.Pan, envelope);
        envelope[^1] ^= 1;
        await Should.ThrowAsync<FieldCryptException>(keys.Ring.DecryptAsync(Columns.Pan, envelope).AsTask());
        keys.Backend.Failure = new FieldCryptException(FieldCryptError.BackendThrottled, "Too many.");
        await Should.ThrowAsync<FieldCryptException>(keys.EncryptAsync(Columns.Salary, "52000"));
        keys.Dispose();

        meter.Sum("fieldcrypt.backend.calls", ("operation", "GenerateDataKey"), ("provider", "memory"), ("outcome", "Success")).ShouldBe(2, "the branch key and the key of its set");
        meter.Sum("fieldcrypt.backend.calls", ("operation", "UnwrapKey"), ("outcome", "Success")).ShouldBe(1);
        meter.Sum("fieldcrypt.backend.calls", ("operation", "GenerateDataKey"), ("outcome", "BackendThrottled")).ShouldBe(1);
        meter.Of("fieldcrypt.backend.duration").Count().ShouldBe(4);
        meter.Sum("fieldcrypt.lease.lookups", ("kind", "branch"), ("result", "miss")).ShouldBe(1);
        meter.Sum("fieldcrypt.lease.ends", ("kind", "branch"), ("reason", "expired")).ShouldBe(1);
        meter.Sum("fieldcrypt.lease.ends", ("kind", "branch"), ("reason", "disposed")).ShouldBe(1);
        meter.Of("fieldcrypt.lease.age", ("kind", "branch"), ("reason", "expired")).ShouldHaveSingleItem().Value.ShouldBeGreaterThanOrEqualTo(300);
        meter.Sum("fieldcrypt.lease.live").ShouldBe(0);
        meter.Sum("fieldcrypt.branch_keys.created", ("reason", "first")).ShouldBe(1);
        meter.Sum("fieldcrypt.decryption.failures", ("error", "AuthenticationFailed")).ShouldBe(1);
    }

    [Fact]
    public async Task Tags_emitted_are_those_of_the_page_with_the_values_it_names()
    {
        using var listener = new System.Diagnostics.Metrics.MeterListener();
        var emitted = new ConcurrentQueue<(string Instrument, KeyValuePair<string, object?>[] Tags)>();
        listener.InstrumentPublished = static (instrument, listening) =>
        {
            if (instrument.Meter.Name == "FieldCrypt")
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => emitted.Enqueue((instrument.Name, tags.ToArray())));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => emitted.Enqueue((instrument.Name, tags.ToArray())));
        listener.Start();
        await UseEverythingAsync();

        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "telemetry.md"));
        Dictionary<string, string> cells = TagCells().Matches(page).ToDictionary(static match => match.Groups[1].Value, static match => match.Groups[2].Value);
        emitted.Select(static measured => measured.Instrument).Distinct().Order().ShouldBe(cells.Keys.Order(), "the test uses every instrument");
        foreach ((string instrument, KeyValuePair<string, object?>[] tags) in emitted)
        {
            string cell = cells[instrument].StartsWith("as `") ? cells[cells[instrument][4..^1]] : cells[instrument];
            Dictionary<string, string> documented = DocumentedTags().Matches(cell).ToDictionary(static match => match.Groups[1].Value, static match => match.Groups[2].Value);
            tags.Select(static tag => tag.Key).Order().ShouldBe(documented.Keys.Order(), instrument);
            foreach ((string name, object? value) in tags)
            {
                if (documented[name].Length > 0 && name != "outcome")
                    documented[name].ShouldContain($"`{value}`", customMessage: $"{instrument}: {name}");
            }
        }
    }

    private static async Task UseEverythingAsync()
    {
        using var keys = new TestRing(static options => options.RenewLeases = true);
        byte[] envelope = await keys.EncryptAsync(Columns.Pan, "4111111111111111");
        while (keys.Backend.UnwrapCalls == 0)
        {
            keys.Clock.Advance(TimeSpan.FromSeconds(10));
            await keys.Ring.DecryptAsync(Columns.Pan, envelope);
            await Task.Yield();
        }

        keys.Ring.EndLeases();
        keys.Ring.Decrypt(Columns.Pan, envelope).ShouldBe("4111111111111111");
        await keys.Ring.BranchKeys!.RewrapAsync();
        await keys.Ring.InspectAsync();
        envelope[^1] ^= 1;
        await Should.ThrowAsync<FieldCryptException>(keys.Ring.DecryptAsync(Columns.Pan, envelope).AsTask());
        keys.Backend.Failure = new FieldCryptException(FieldCryptError.BackendThrottled, "Too many.");
        var resilient = new ResilientKeyBackend(keys.Backend, new KeyBackendResilience { BaseDelay = TimeSpan.Zero });
        await Should.ThrowAsync<FieldCryptException>(async () => await resilient.GenerateDataKeyAsync(Columns.Finance, default));
    }

    [Fact]
    public async Task Reasons_for_new_branch_keys_are_told_apart()
    {
        using var keys = new TestRing(static options => options.BranchKeyMaximumUses = 5);
        using var meter = new MeterProbe(keys.Ring.Name);
        for (int i = 0; i < 6; i++)
            await keys.EncryptAsync(Columns.Pan, "x");
        await keys.Ring.BranchKeys!.RotateAsync(Columns.Finance);
        keys.Clock.Advance(TimeSpan.FromDays(91));
        await keys.EncryptAsync(Columns.Pan, "x");

        foreach (string reason in (string[])["first", "uses", "request", "age"])
            meter.Sum("fieldcrypt.branch_keys.created", ("reason", reason)).ShouldBe(1, reason);
    }

    [Fact]
    public async Task Traces_show_backend_calls_within_what_needed_them()
    {
        using var keys = new TestRing();
        var stopped = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "FieldCrypt",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.GetTagItem("fieldcrypt.key_ring") as string == keys.Ring.Name)
                    stopped.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);

        byte[] envelope = await keys.EncryptAsync(Columns.Pan, "4111111111111111");
        keys.Clock.Advance(TimeSpan.FromMinutes(6));
        keys.Backend.Failure = new FieldCryptException(FieldCryptError.BackendUnavailable, "The backend is down.");
        await Should.ThrowAsync<FieldCryptException>(keys.Ring.DecryptAsync(Columns.Pan, envelope).AsTask());

        stopped.Select(static activity => activity.OperationName).ShouldBe(["GenerateDataKey memory", "GenerateDataKey memory", "CreateBranchKey", "UnwrapKey memory", "OpenBranchKey"]);
        Activity[] activities = [.. stopped];
        activities[0].ParentSpanId.ShouldBe(activities[2].SpanId);
        activities[1].ParentSpanId.ShouldBe(activities[2].SpanId);
        activities[3].ParentSpanId.ShouldBe(activities[4].SpanId);
        activities[3].Kind.ShouldBe(ActivityKind.Client);
        foreach (Activity failed in activities[3..])
        {
            failed.Status.ShouldBe(ActivityStatusCode.Error);
            failed.GetTagItem("error.type").ShouldBe("BackendUnavailable");
        }

        string tags = string.Join(' ', activities.SelectMany(static activity => activity.TagObjects));
        tags.ShouldNotContain("4111");
        tags.ShouldNotContain("finance");
    }

    [Fact]
    public void Every_instrument_is_on_the_page_and_the_page_names_no_other()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "telemetry.md"));
        var instruments = new SortedSet<string>(StringComparer.Ordinal);
        using var listener = new System.Diagnostics.Metrics.MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == "FieldCrypt")
                    lock (instruments)
                        instruments.Add(instrument.Name);
            },
        };
        FieldCryptMeter.LeaseEnds.Add(0);
        listener.Start();

        InstrumentNames().Matches(page).Select(static match => match.Groups[1].Value).Order(StringComparer.Ordinal).ShouldBe(instruments);
        foreach (string activity in (string[])[FieldCryptActivities.OpenBranchKey, FieldCryptActivities.CreateBranchKey, FieldCryptActivities.RenewLease])
            page.ShouldContain($"`{activity}`");
    }

    [GeneratedRegex(@"^\| `(fieldcrypt\.[a-z_.]+)` \| [^|]+ \| ([^|]+?) \|", RegexOptions.Multiline)]
    private static partial Regex TagCells();

    [GeneratedRegex(@"`([a-z_]+)`(?: \(([^)]*)\))?(?:,|$)")]
    private static partial Regex DocumentedTags();

    [GeneratedRegex(@"^\| `(fieldcrypt\.[a-z_.]+)` \|", RegexOptions.Multiline)]
    private static partial Regex InstrumentNames();
}
