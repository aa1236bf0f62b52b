using System.Diagnostics.Metrics;

namespace FieldCrypt;

/// <summary>The metrics, all under the meter <c>FieldCrypt</c>. No tag holds data; a context is not a tag either.</summary>
internal static class FieldCryptMeter
{
    public const string Name = "FieldCrypt";

    private static readonly Meter s_meter = new(Name);

    /// <summary>Calls to key backends; tags operation, provider, outcome.</summary>
    public static readonly Counter<long> BackendCalls = s_meter.CreateCounter<long>("fieldcrypt.backend.calls", "{call}", "Calls to key backends.");

    /// <summary>Seconds that a call to a key backend took; tags operation, provider.</summary>
    public static readonly Histogram<double> BackendDuration = s_meter.CreateHistogram<double>("fieldcrypt.backend.duration", "s", "Duration of calls to key backends.");

    /// <summary>Further attempts of calls to key backends; tag provider.</summary>
    public static readonly Counter<long> BackendRetries = s_meter.CreateCounter<long>("fieldcrypt.backend.retries", "{retry}", "Further attempts of calls to key backends.");

    /// <summary>Times that a synchronous API waited for a key; in asynchronous code this stays 0.</summary>
    public static readonly Counter<long> BlockingWaits = s_meter.CreateCounter<long>("fieldcrypt.blocking_waits", "{wait}", "Waits of a blocked thread for a key.");

    /// <summary>Lookups of opened keys; tag hit.</summary>
    public static readonly Counter<long> LeaseEnds = s_meter.CreateCounter<long>("fieldcrypt.lease.ends", "{lease}", "Leases that ended and whose keys were zeroed.");
}
