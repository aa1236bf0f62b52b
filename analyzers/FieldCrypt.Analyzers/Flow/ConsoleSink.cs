using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>Console, debug and trace output, which ends in terminals, container logs and trace listeners.</summary>
internal sealed class ConsoleSink : Sink
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "Write", "WriteLine", "WriteAsync", "WriteLineAsync", "WriteIf", "WriteLineIf", "Print", "Fail", "Assert",
        "TraceInformation", "TraceWarning", "TraceError", "TraceEvent", "TraceData", "Log", "LogWarning", "LogError",
        "LogFormat", "Markup", "MarkupLine", "MarkupInterpolated", "MarkupLineInterpolated", "WriteFormatted", "WriteLineFormatted",
        "Warn", "Info", "Debug", "Dump",
    };

    private static readonly HashSet<string> Types = new(StringComparer.Ordinal)
    {
        "Console", "Debug", "Trace", "TraceSource", "Debugger", "AnsiConsole", "ITestOutputHelper", "TestContext", "TestOutputHelper", "IAnsiConsole",
    };

    public override DiagnosticDescriptor Rule => DiagnosticCatalogue.LeakToConsole;

    public override bool MayMatch(string methodName) => Names.Contains(methodName);

    public override bool Matches(in SinkCall call)
    {
        if (Types.Contains(call.TypeName) || (call.Method is null && Types.Contains(call.ReceiverName)))
            return true;

        // Console.Out.WriteLine, Console.Error.WriteLine
        return call.Receiver is Microsoft.CodeAnalysis.CSharp.Syntax.MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Out" or "Error" } access
            && LastName.Of(access.Expression) == "Console";
    }

    public override IEnumerable<SinkArgument> Arguments(SinkCall call) => TemplateArguments(call);
}
