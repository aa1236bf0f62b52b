using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace FieldCrypt.Tests.Support;

/// <summary>Listens to the meter FieldCrypt, as a telemetry SDK would, to the measurements of one key ring.</summary>
public sealed class MeterProbe : IDisposable
{
    private readonly MeterListener _listener = new();

    public MeterProbe(string keyRing)
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "FieldCrypt")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(keyRing, instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(keyRing, instrument, value, tags));
        _listener.Start();
    }

    public ConcurrentQueue<(string Instrument, double Value, IReadOnlyDictionary<string, string> Tags)> Measurements { get; } = [];

    /// <summary>The sum of an instrument's measurements with these tags.</summary>
    public double Sum(string instrument, params (string Name, string Value)[] tags) => Of(instrument, tags).Sum(static measured => measured.Value);

    public IEnumerable<(string Instrument, double Value, IReadOnlyDictionary<string, string> Tags)> Of(string instrument, params (string Name, string Value)[] tags)
        => Measurements.Where(measured => measured.Instrument == instrument && tags.All(tag => measured.Tags.GetValueOrDefault(tag.Name) == tag.Value));

    public void Dispose() => _listener.Dispose();

    private void Keep(string keyRing, Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Dictionary<string, string> named = tags.ToArray().ToDictionary(static tag => tag.Key, static tag => (string)tag.Value!);
        if (named.GetValueOrDefault("key_ring") == keyRing)
            Measurements.Enqueue((instrument.Name, value, named));
    }
}
