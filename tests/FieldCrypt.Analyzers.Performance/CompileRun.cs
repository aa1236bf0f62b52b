using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace FieldCrypt.Analyzers.Performance;

/// <summary>The compiler's command line for the synthetic project, run again and again in one compiler server.</summary>
internal sealed partial class CompileRun
{
    private readonly string _folder;
    private readonly string _compiler;
    private readonly string _responseFile;
    private readonly CompilerServer _server;

    private CompileRun(CompilerServer server, string folder, string compiler, string responseFile) =>
        (_server, _folder, _compiler, _responseFile) = (server, folder, compiler, responseFile);

    /// <summary>Builds once, with or without the analyzers, and keeps the command line that MSBuild used.</summary>
    public static CompileRun Prepare(CompilerServer server, string folder, bool withAnalyzers)
    {
        string log = Run("dotnet", folder, "build", "--nologo", "-t:Rebuild", "-nodeReuse:false", "-v:detailed", $"-p:FieldCryptAnalyzers={(withAnalyzers ? "true" : "false")}");
        var command = CommandLine().Match(log);
        if (!command.Success)
            throw new InvalidOperationException("The build's log holds no command line of the compiler.");

        string responseFile = Path.Combine(folder, withAnalyzers ? "with.rsp" : "without.rsp");
        File.WriteAllText(responseFile, command.Groups[2].Value);
        return new CompileRun(server, folder, command.Groups[1].Value, responseFile);
    }

    /// <summary>
    /// Processor time of one compilation, over all threads. Other than the time on the clock it hardly depends on what else
    /// the machine does, and it counts an analyzer in full although it runs beside others.
    /// </summary>
    public async Task<ServerTime> TimeAsync()
    {
        var before = _server.Time;
        await _server.WatchAsync(Task.Run(() => Run(_compiler, _folder, "/noconfig", $"/shared:{_server.Name}", "/keepalive:600", "@" + _responseFile)));
        return _server.Time - before;
    }

    /// <summary>Seconds by analyzer, as the compiler reports them.</summary>
    public IReadOnlyDictionary<string, double> Report()
    {
        string output = Run(_compiler, _folder, "/noconfig", $"/shared:{_server.Name}", "/keepalive:600", "@" + _responseFile, "/reportanalyzer");
        var times = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (Match line in AnalyzerLine().Matches(output))
            times[line.Groups[2].Value] = double.Parse(line.Groups[1].Value.TrimStart('<'), CultureInfo.InvariantCulture);
        return times;
    }

    private static string Run(string program, string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{program} did not start.");
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException("The synthetic project does not compile:\n" + string.Join('\n', output.Split('\n').Where(static l => l.Contains("error", StringComparison.Ordinal)).Take(20)));
    }

    [GeneratedRegex(@"^\s*(\S*csc(?:\.exe)?) /noconfig (.*)$", RegexOptions.Multiline)]
    private static partial Regex CommandLine();

    // "   0.123   4   FieldCrypt.Analyzers.PlaintextPanAnalyzer (FC1001)"
    [GeneratedRegex(@"^\s*(<?\d+\.\d+)\s+<?\d+\s+(FieldCrypt\.\S+) \(", RegexOptions.Multiline)]
    private static partial Regex AnalyzerLine();
}
