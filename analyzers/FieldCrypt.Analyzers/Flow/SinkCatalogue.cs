using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace FieldCrypt.Analyzers;

/// <summary>The families of sinks, in the order in which they are asked: the first that matches a call reports it.</summary>
internal static class SinkCatalogue
{
    private static readonly ImmutableArray<Sink> All =
        ImmutableArray.Create<Sink>(new ConsoleSink(), new LoggingSink(), new TelemetrySink(), new CacheSink(), new FileSink(), new SqlSink());

    /// <summary>Names that lists, builders and contexts have as well: they are sinks only on something named for one.</summary>
    private static readonly HashSet<string> Everyday = new(StringComparer.Ordinal)
    {
        "Add", "AddAsync", "Append", "AppendLine", "Insert", "Replace", "ReplaceAsync", "Save", "SaveAsync", "Set", "SetAsync", "Push", "Put", "PutAsync", "Store",
        "StoreAsync", "TryAdd", "AddOrUpdate", "Upsert", "HashSet", "Record", "SetValue", "SetData", "Write", "WriteAsync", "Message", "Event",
        "Exception", "Request", "Response", "Activity", "Success", "Entry", "Increment", "Observe", "Inc", "Cache", "SetStatus", "Assert", "Fail", "Enrich", "Counter",
        "Execute", "ExecuteAsync", "Query", "QueryAsync",
    };

    /// <summary>Words in the name of what such a method is called on.</summary>
    private static readonly HashSet<string> Subjects = new(StringComparer.Ordinal)
    {
        "log", "logger", "logging", "logs", "cache", "caching", "session", "redis", "cookies", "cookie", "memcached", "tempdata", "viewstate", "console", "debug",
        "trace", "activity", "span", "telemetry", "counter", "histogram", "gauge", "meter", "metric", "metrics", "baggage", "scope", "writer", "file", "stream", "sw",
        "csv", "output", "statsd", "sentry", "out", "error", "parameters", "connection", "conn",
    };

    private static readonly NameCache<bool> Answers = new(static name => All.Any(sink => sink.MayMatch(name)));

    /// <summary>Whether a method of this name can be a sink at all; nothing is bound to answer.</summary>
    public static bool MayMatch(string methodName) => Answers.Of(methodName);

    /// <summary>Whether a call by an everyday name is worth a look although its member mentions nothing sensitive.</summary>
    public static bool IsLikely(string methodName, string receiverName)
    {
        if (!Everyday.Contains(methodName))
            return true;

        foreach (var word in SourceWords.Of(receiverName))
        {
            if (Subjects.Contains(word.Text))
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
