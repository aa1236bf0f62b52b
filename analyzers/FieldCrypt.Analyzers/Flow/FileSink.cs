using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>Files: File.WriteAll… and AppendAll…, stream, binary and CSV writers.</summary>
internal sealed class FileSink : Sink
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "WriteAllText", "WriteAllTextAsync", "WriteAllLines", "WriteAllLinesAsync", "WriteAllBytes", "WriteAllBytesAsync",
        "AppendAllText", "AppendAllTextAsync", "AppendAllLines", "AppendAllLinesAsync", "AppendAllBytes", "AppendAllBytesAsync",
        "Write", "WriteLine", "WriteAsync", "WriteLineAsync", "WriteRecord", "WriteRecords", "WriteRecordsAsync", "WriteField",
    };

    private static readonly HashSet<string> Writers = new(StringComparer.Ordinal)
    {
        "StreamWriter", "BinaryWriter", "FileStream", "CsvWriter", "IWriter", "TextWriter", "ICsvWriter", "FileWriter",
    };

    public override DiagnosticDescriptor Rule => DiagnosticCatalogue.LeakToFile;

    public override bool MayMatch(string methodName) => Names.Contains(methodName);

    public override bool Matches(in SinkCall call)
    {
        if (call.Name.StartsWith("WriteAll", StringComparison.Ordinal) || call.Name.StartsWith("AppendAll", StringComparison.Ordinal))
            return call.IsAbout("file") || call.Method is null;
        if (call.ReceiverType is { } type)
            return Writers.Contains(type.Name) && !(type.Name == "TextWriter" && call.ReceiverName is "Out" or "Error");

        return call.Method is null && call.ReceiverName is "writer" or "_writer" or "sw" or "streamWriter" or "file" or "csv" or "csvWriter" or "fs" or "outputFile" or "fileWriter";
    }

    public override IEnumerable<SinkArgument> Arguments(SinkCall call)
    {
        bool records = call.Name.StartsWith("WriteRecord", StringComparison.Ordinal);
        foreach (var argument in base.Arguments(call))
            yield return records ? argument with { Mode = PrintMode.Serialized } : argument;
    }
}
