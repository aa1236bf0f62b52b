using System.Collections.Immutable;

namespace FieldCrypt.Analyzers;

/// <summary>The families of sinks, in the order in which they are asked: the first that matches a call reports it.</summary>
internal static class SinkCatalogue
{
    private static readonly ImmutableArray<Sink> All =
        ImmutableArray.Create<Sink>(new ConsoleSink(), new LoggingSink(), new TelemetrySink(), new CacheSink(), new FileSink());

    /// <summary>Whether a method of this name can be a sink at all; nothing is bound to answer.</summary>
    public static bool MayMatch(string methodName)
    {
        foreach (var sink in All)
        {
            if (sink.MayMatch(methodName))
                return true;
        }

        return false;
    }

    public static Sink? Find(in SinkCall call)
    {
        foreach (var sink in All)
        {
            if (sink.MayMatch(call.Name) && sink.Matches(call))
                return sink;
        }

        return LoggingSink.IsLoggerMessage(call.Method) ? All[1] : null;
    }
}
