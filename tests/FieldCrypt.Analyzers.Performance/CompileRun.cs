using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace FieldCrypt.Analyzers.Performance;

/// <summary>The compiler's command line for the synthetic project, run again and again without MSBuild around it.</summary>
internal sealed partial class CompileRun
{
    private readonly string _folder;
    private readonly string _compiler;
    private readonly string _responseFile;

    private CompileRun(string folder, string compiler, string responseFile) =>
        (_folder, _compiler, _responseFile) = (folder, compiler, responseFile);

    /// <summary>Builds once, with or without the analyzers, and keeps the command line that MSBuild used.</summary>
    public static CompileRun Prepare(string folder, bool withAnalyzers)
    {
        string log = Run("dotnet", folder, out _, "build", "--nologo", "-t:Rebuild", "-nodeReuse:false", "-v:detailed", $"-p:FieldCryptAnalyzers={(withAnalyzers ? "true" : "false")}");
        var command = CommandLine().Match(log);
        if (!command.Success)
            throw new InvalidOperationException("The build's log holds no command line of the compiler.");

        string responseFile = Path.Combine(folder, withAnalyzers ? "with.rsp" : "without.rsp");
        File.WriteAllText(responseFile, command.Groups[2].Value);
        return new CompileRun(folder, command.Groups[1].Value, responseFile);
    }

    /// <summary>
    /// Processor seconds of one compilation, over all threads. Other than the time on the clock they hardly depend on
    /// what else the machine does, and they count an analyzer in full although it runs beside others.
    /// </summary>
    public double Seconds()
    {
        Run(_compiler, _folder, out double seconds, "/noconfig", "@" + _responseFile);
        return seconds;
    }

    /// <summary>Seconds by analyzer, as the compiler reports them.</summary>
    public IReadOnlyDictionary<string, double> Report()
    {
        string output = Run(_compiler, _folder, out _, "/noconfig", "@" + _responseFile, "/reportanalyzer");
        var times = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (Match line in AnalyzerLine().Matches(output))
            times[line.Groups[2].Value] = double.Parse(line.Groups[1].Value.TrimStart('<'), CultureInfo.InvariantCulture);
        return times;
    }

    /// <summary>bash's time tells the processor time of a process that has ended, which .NET does not.</summary>
    private static string Run(string program, string folder, out double processorSeconds, params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", ["-c", "TIMEFORMAT='processor %U %S'; time \"$0\" \"$@\"", program, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("bash did not start.");
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException("The synthetic project does not compile:\n" + string.Join('\n', output.Split('\n').Where(static l => l.Contains("error", StringComparison.Ordinal)).Take(20)));

        var times = ProcessorTime().Match(errors.GetAwaiter().GetResult());
        processorSeconds = double.Parse(times.Groups[1].Value, CultureInfo.InvariantCulture) + double.Parse(times.Groups[2].Value, CultureInfo.InvariantCulture);
        return output;
    }

    [GeneratedRegex(@"processor (\d+\.\d+) (\d+\.\d+)")]
    private static partial Regex ProcessorTime();

    [GeneratedRegex(@"^\s*(\S*csc(?:\.exe)?) /noconfig (.*)$", RegexOptions.Multiline)]
    private static partial Regex CommandLine();

    // "   0.123   4   FieldCrypt.Analyzers.PlaintextPanAnalyzer (FC1001)"
    [GeneratedRegex(@"^\s*(<?\d+\.\d+)\s+<?\d+\s+(FieldCrypt\.\S+) \(", RegexOptions.Multiline)]
    private static partial Regex AnalyzerLine();
}
