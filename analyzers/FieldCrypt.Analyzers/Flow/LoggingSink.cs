using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>
/// Loggers: Microsoft.Extensions.Logging (extensions, LoggerMessage methods and delegates, scopes), Serilog, NLog,
/// log4net, event logs, and home-grown types that call themselves a log.
/// </summary>
internal sealed class LoggingSink : Sink
{
    /// <summary>The level words of the logging libraries; "Async" and "Format" may follow, "Log" may stand in front.</summary>
    private static readonly HashSet<string> Levels = new(StringComparer.Ordinal)
    {
        "Log", "Trace", "Debug", "Info", "Information", "Informational", "Warn", "Warning", "Error", "Fatal", "Critical",
        "Verbose", "Notice", "Alert", "Emergency", "Message", "Exception", "Event", "Write", "WriteLine", "Success", "Severe",
        "Activity", "Request", "Response", "Entry", "WriteEntry", "WriteLog", "AddLog", "InsertLog", "SaveLog", "CreateLog",
        "BeginScope", "ForContext", "PushProperty", "CaptureMessage", "AddBreadcrumb", "Audit", "Append", "Add", "Enrich",
        "SetProperty", "WithProperty", "PushScopeProperty", "Record", "Conditional", "ConditionalDebug", "ConditionalTrace",
    };

    private static readonly HashSet<string> LogWords = new(StringComparer.Ordinal)
    {
        "log", "logger", "logging", "logs", "nlog", "serilog", "log4net", "eventlog", "sentry", "loggerfactory", "syslog", "elmah", "applog",
    };

    /// <summary>Method names that are specific enough to say "log" whatever they are called on.</summary>
    private static readonly HashSet<string> Unmistakable = new(StringComparer.OrdinalIgnoreCase)
    {
        "LogTrace", "LogDebug", "LogInformation", "LogWarning", "LogError", "LogCritical", "LogInfo", "LogWarn", "LogFatal",
        "LogException", "LogMessage", "WriteLog", "WriteToLog", "AddLog", "InsertLog", "LogVerbose", "DebugFormat",
        "LogToFile", "LogToConsole", "LogToDatabase", "WriteToLogFile", "WriteLogFile", "AppendLog",
        "InfoFormat", "WarnFormat", "ErrorFormat", "FatalFormat", "CaptureMessage", "AddBreadcrumb", "BeginScope",
    };

    public override DiagnosticDescriptor Rule => DiagnosticCatalogue.LeakToLog;

    public override bool MayMatch(string methodName) =>
        Levels.Contains(Stem(methodName)) || Unmistakable.Contains(methodName) || methodName.StartsWith("Log", StringComparison.Ordinal);

    public override bool Matches(in SinkCall call)
    {
        if (IsLoggerMessage(call.Method))
            return true;
        if (call.TypeName is "Math" or "MathF" or "Debug" or "Trace" or "Console" or "EventLogReader" || IsQuery(call.Method))
            return false;
        if (Unmistakable.Contains(WithoutAsync(call.Name)))
            return true;

        foreach (string word in LogWords)
        {
            if (call.IsAbout(word))
                return !call.IsAbout("repository") || call.Name.StartsWith("Log", StringComparison.Ordinal);
        }

        // A logging method of one's own class: Log(...), LogPayment(...).
        return call.Receiver is null or ThisExpressionSyntax or BaseExpressionSyntax
            && Stem(call.Name) is "Log" or "Trace" or "WriteLog"
            && call.Method is null or { ReturnsVoid: true } or { ReturnType.Name: "Task" or "ValueTask" };
    }

    /// <summary>A method attributed [LoggerMessage], which may have any name.</summary>
    public static bool IsLoggerMessage(IMethodSymbol? method) =>
        method is not null && method.GetAttributes().Any(static a => a.AttributeClass?.Name is "LoggerMessageAttribute" or "LoggerMessage");

    public override IEnumerable<SinkArgument> Arguments(SinkCall call)
    {
        if (IsLoggerMessage(call.Method))
            return MessageArguments(call);

        return TemplateArguments(call);
    }

    /// <summary>A source-generated message: the parameters' names are its placeholders.</summary>
    private static IEnumerable<SinkArgument> MessageArguments(SinkCall call)
    {
        var method = call.Method!.ReducedFrom ?? call.Method;
        foreach (var parameter in method.Parameters)
        {
            // A classified parameter is redacted by the generated code.
            bool classified = parameter.GetAttributes().Any(static a => DataClassifications.IsRedacted(a));
            if (classified || IsPlumbing(parameter.Type))
                continue;

            bool expanded = parameter.GetAttributes().Any(static a => a.AttributeClass?.Name is "LogPropertiesAttribute" or "TagProviderAttribute");
            if (FlowTracer.ArgumentFor(parameter, call.Method, call.Receiver, call.Arguments) is { } argument)
                yield return new SinkArgument(argument, parameter.Name, expanded ? PrintMode.Destructured : PrintMode.Text);
        }
    }

    private static bool IsPlumbing(ITypeSymbol type) => type.Name is "ILogger" or "LogLevel" or "EventId";

    /// <summary>A log table that is read: what goes in is a filter.</summary>
    private static bool IsQuery(IMethodSymbol? method) =>
        method is { IsGenericMethod: true, ContainingType.Name: "Queryable" or "Enumerable" };

    private static string Stem(string name)
    {
        name = WithoutAsync(name);
        if (name.Length > 6 && name.EndsWith("Format", StringComparison.Ordinal))
            name = name.Substring(0, name.Length - 6);
        return name.Length > 3 && name.StartsWith("Log", StringComparison.Ordinal) && char.IsUpper(name[3]) && Levels.Contains(name.Substring(3))
            ? name.Substring(3)
            : name;
    }

    private static string WithoutAsync(string name) =>
        name.Length > 5 && name.EndsWith("Async", StringComparison.Ordinal) ? name.Substring(0, name.Length - 5) : name;
}
