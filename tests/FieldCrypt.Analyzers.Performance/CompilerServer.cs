using System.Diagnostics;
using System.Globalization;

namespace FieldCrypt.Analyzers.Performance;

/// <summary>
/// A compiler server of this program's own, as builds use one: it keeps its code and the analyzers' compiled, so that
/// what is measured is their work and not the start of a process. Linux only: it is found through /proc.
/// </summary>
internal sealed class CompilerServer : IDisposable
{
    /// <summary>".NET Tiered Compilation Worker", as far as Linux keeps a thread's name.</summary>
    private const string JustInTimeThread = "(.NET Tiered Com";

    private const int NoSuchProcess = 3;

    private readonly Dictionary<string, double> _justInTime = [];
    private Process? _process;

    /// <summary>The name by which <c>csc /shared:name</c> starts and finds the server.</summary>
    public string Name { get; } = $"fieldcrypt-performance-{Environment.ProcessId}";

    /// <summary>Processor time that the server has used; zero before its first compilation.</summary>
    public ServerTime Time
    {
        get
        {
            _process ??= Find();
            if (_process is null)
                return default;

            ReadCompilerThreads(_process.Id);
            _process.Refresh();
            return new ServerTime(_process.TotalProcessorTime.TotalSeconds, _justInTime.Values.Sum());
        }
    }

    /// <summary>Keeps account of the just-in-time compiler's threads for as long as a task runs: they end when idle, and their time is no longer shown then.</summary>
    public async Task WatchAsync(Task running)
    {
        while (!running.IsCompleted)
        {
            if (_process is not null)
                ReadCompilerThreads(_process.Id);
            await Task.WhenAny(running, Task.Delay(50));
        }

        await running;
    }

    public void Dispose()
    {
        _process?.Kill();
        _process?.Dispose();
    }

    private void ReadCompilerThreads(int process)
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
            if (process.ProcessName.Contains("VBCSCompiler", StringComparison.Ordinal) && File.Exists(commandLine) && File.ReadAllText(commandLine).Contains(Name, StringComparison.Ordinal))
                return process;
            process.Dispose();
        }

        return null;
    }
}

/// <summary>Processor seconds over all threads.</summary>
/// <param name="Total">All of them.</param>
/// <param name="JustInTime">Of these the ones of the just-in-time compiler's threads.</param>
internal readonly record struct ServerTime(double Total, double JustInTime)
{
    /// <summary>
    /// Without the just-in-time compiler, which translates what has run often, once in the server's life, in bursts that are
    /// longer than what is to be measured.
    /// </summary>
    public double Work => Total - JustInTime;

    public static ServerTime operator -(ServerTime left, ServerTime right) => new(left.Total - right.Total, left.JustInTime - right.JustInTime);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Work:F2} s and {JustInTime:F2} s of just-in-time compilation");
}
