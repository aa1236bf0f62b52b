using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>Traces and metrics: tags, baggage and events of activities and spans, tags of instruments, telemetry clients.</summary>
internal sealed class TelemetrySink : Sink
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "SetTag", "AddTag", "SetBaggage", "AddBaggage", "AddEvent", "SetCustomProperty", "SetAttribute", "SetStatus", "AddLink",
        "Add", "Record", "WithLabels", "WithTag", "TrackTrace", "TrackEvent", "TrackException", "TrackMetric", "TrackDependency",
        "TrackRequest", "TrackPageView", "SetExtra", "AddAttribute", "Increment", "IncrementCounter", "Observe", "Gauge", "Inc",
        "Counter", "Histogram", "Timing", "SetData",
    };

    private static readonly string[] Words =
        ["activity", "span", "telemetry", "tracer", "counter", "histogram", "gauge", "meter", "metric", "metrics", "baggage", "instrument", "statsd", "sentry", "scope"];

    /// <summary>Names that only tracing libraries use.</summary>
    private static readonly HashSet<string> Unmistakable = new(StringComparer.Ordinal)
    {
        "SetTag", "AddTag", "SetBaggage", "AddBaggage", "SetCustomProperty", "TrackTrace", "TrackEvent", "TrackException", "WithLabels",
    };

    public override DiagnosticDescriptor Rule => DiagnosticCatalogue.LeakToTelemetry;

    public override bool MayMatch(string methodName) => Names.Contains(methodName);

    public override bool Matches(in SinkCall call)
    {
        if (call.TypeName is "Interlocked" or "List" or "Dictionary" or "HashSet" or "TagList")
            return false;
        if (Unmistakable.Contains(call.Name))
            return true;

        var subject = call;
        return Words.Any(word => subject.IsAbout(word));
    }
}
