using System.Diagnostics;
using System.Globalization;

namespace FieldCrypt.Analyzers.Performance;

/// <summary>
/// A compiler server of this program's own, as builds use one: it keeps its code and the analyzers'
/// compiled, so that what is measured is their work and not the start of a process. Linux only: it is found through
/// /proc and bound by taskset.
/// </summary>
/// <param name="processors">The processors that it may use, as taskset numbers them: "0", "0-1".</param>
internal sealed class CompilerServer(string processors) : IDisposable
{
    /// <summary>".NET Tiered Compilation Worker", as far as Linux keeps a thread's name.</summary>
    private const string JustInTimeThread = "(.NET Tiered Com";

    private const int NoSuchProcess = 3;

    private readonly string _name = $"fieldcrypt-performance-{Environment.ProcessId}-on-{processors}.";
    private readonly Dictionary<string, double> _justInTime = [];
    private Process? _process;

    /// <summary>What one compilation takes.</summary>
    public async Task<ServerTime> TimeAsync(CompileRun run)
    {
        var before = Time();
        var compiling = CompileAsync(run);
        // The just-in-time compiler's threads end when they are idle, and their time is no longer shown then.
        while (await Task.WhenAny(compiling, Task.Delay(50)) != compiling)
            Time();
        await compiling;
        return Time() - before;
    }

    /// <summary>Compiles, which starts the server at the first time, and gives what the compiler prints.</summary>
    public Task<string> CompileAsync(CompileRun run, params string[] more) => CommandLine.RunAsync(
        "taskset",
        run.Folder,
        ["--cpu-list", processors, run.Compiler, "/noconfig", $"/shared:{_name}", "/keepalive:600", "@" + run.ResponseFile, .. more]);

    public void Dispose()
    {
        _process?.Kill();
        _process?.Dispose();
    }

    /// <summary>What the server has used so far; nothing before its first compilation.</summary>
    private ServerTime Time()
    {
        _process ??= Find();
        if (_process is null)
            return default;

        ReadJustInTime(_process.Id);
        _process.Refresh();
        return new ServerTime(_process.TotalProcessorTime.TotalSeconds, _justInTime.Values.Sum());
    }

    private void ReadJustInTime(int process)
    {
        foreach (string thread in Directory.GetDirectories($"/proc/{process}/task"))
        {
            try
            {
                string stat = File.ReadAllText(Path.Combine(thread, "stat"));
                int afterName = stat.LastIndexOf(')');
                if (!stat.AsSpan(0, afterName).Contains(JustInTimeThread, StringComparison.Ordinal))
                    continue;

                // proc(5): user and kernel time are fields 14 and 15, in hundredths of a second; field 3 is the first behind the name.
                string[] fields = stat[(afterName + 2)..].Split(' ');
                _justInTime[Path.GetFileName(thread)] = (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / 100.0;
            }
            catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException || error is IOException { HResult: NoSuchProcess })
            {
                // The thread ended between the listing and the reading; what was last read of it stands.
            }
        }
    }

    private Process? Find()
    {
        foreach (var process in Process.GetProcesses())
        {
            string commandLine = Path.Combine("/proc", process.Id.ToString(CultureInfo.InvariantCulture), "cmdline");
            if (process.ProcessName.Contains("VBCSCompiler", StringComparison.Ordinal) && File.Exists(commandLine) && File.ReadAllText(commandLine).Contains(_name, StringComparison.Ordinal))
                return process;
            process.Dispose();
        }

        return null;
    }
}
