using System.Diagnostics.Metrics;

namespace FieldCrypt;

/// <summary>
/// The metrics, all under the meter <c>FieldCrypt</c> (docs/telemetry.md). No tag holds data; neither a context nor a
/// key id is a tag.
/// </summary>
internal static class FieldCryptMeter
{
    public const string Name = "FieldCrypt";

    private static readonly Meter s_meter = new(Name);

    /// <summary>Calls to key backends; tags key_ring, operation, provider, outcome.</summary>
    public static readonly Counter<long> BackendCalls = s_meter.CreateCounter<long>("fieldcrypt.backend.calls", "{call}", "Calls to key backends.");

    /// <summary>Seconds that a call to a key backend took; tags key_ring, operation, provider.</summary>
    public static readonly Histogram<double> BackendDuration = s_meter.CreateHistogram<double>("fieldcrypt.backend.duration", "s", "Duration of calls to key backends.");

    /// <summary>Further attempts of calls to key backends; tag provider.</summary>
    public static readonly Counter<long> BackendRetries = s_meter.CreateCounter<long>("fieldcrypt.backend.retries", "{retry}", "Further attempts of calls to key backends.");

    /// <summary>Times that a synchronous API waited for a key; in asynchronous code this stays 0.</summary>
    public static readonly Counter<long> BlockingWaits = s_meter.CreateCounter<long>("fieldcrypt.blocking_waits", "{wait}", "Waits of a blocked thread for a key.");

    /// <summary>Lookups of opened keys; tags key_ring, kind, result (hit, miss).</summary>
    public static readonly Counter<long> LeaseLookups = s_meter.CreateCounter<long>("fieldcrypt.lease.lookups", "{lookup}", "Lookups of keys under lease.");

    /// <summary>Leases that ended and whose keys were zeroed; tags key_ring, kind, reason.</summary>
    public static readonly Counter<long> LeaseEnds = s_meter.CreateCounter<long>("fieldcrypt.lease.ends", "{lease}", "Leases that ended and whose keys were zeroed.");

    /// <summary>Seconds that a lease lasted; tags key_ring, kind, reason.</summary>
    public static readonly Histogram<double> LeaseAge = s_meter.CreateHistogram<double>("fieldcrypt.lease.age", "s", "Age of leases at their end.");

    /// <summary>Keys in clear in memory; tags key_ring, kind.</summary>
    public static readonly UpDownCounter<long> LiveLeases = s_meter.CreateUpDownCounter<long>("fieldcrypt.lease.live", "{key}", "Keys in memory under a live lease.");

    /// <summary>Renewals of leases in the background; tags key_ring, kind, outcome.</summary>
    public static readonly Counter<long> LeaseRenewals = s_meter.CreateCounter<long>("fieldcrypt.lease.renewals", "{renewal}", "Renewals of leases in the background.");

    /// <summary>Branch keys made; tags key_ring, reason (first, age, uses, state, request).</summary>
    public static readonly Counter<long> BranchKeysCreated = s_meter.CreateCounter<long>("fieldcrypt.branch_keys.created", "{key}", "Branch keys made.");

    /// <summary>Values that could not be decrypted with an opened key; tags key_ring, error.</summary>
    public static readonly Counter<long> DecryptionFailures = s_meter.CreateCounter<long>("fieldcrypt.decryption.failures", "{value}", "Values that an opened key did not decrypt.");
}
