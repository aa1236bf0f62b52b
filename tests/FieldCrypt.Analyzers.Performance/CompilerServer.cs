using System.Diagnostics;

namespace FieldCrypt.Analyzers.Performance;

/// <summary>
/// A compiler server of this program's own, as builds use one: it keeps its code and the analyzers' compiled, so that
/// what is measured is their work and not the start of a process. Linux only: it is found through /proc.
/// </summary>
internal sealed class CompilerServer : IDisposable
{
    private Process? _process;

    /// <summary>The name by which <c>csc /shared:name</c> starts and finds the server.</summary>
    public string Name { get; } = $"fieldcrypt-performance-{Environment.ProcessId}";

    /// <summary>Processor time that the server has used, over all threads; zero before its first compilation.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process ??= Find();
            _process?.Refresh();
            return _process?.TotalProcessorTime ?? TimeSpan.Zero;
        }
    }

    public void Dispose()
    {
        _process?.Kill();
        _process?.Dispose();
    }

    private Process? Find()
    {
        foreach (var process in Process.GetProcesses())
        {
            string commandLine = Path.Combine("/proc", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), "cmdline");
            if (process.ProcessName.Contains("VBCSCompiler", StringComparison.Ordinal) && File.Exists(commandLine) && File.ReadAllText(commandLine).Contains(Name, StringComparison.Ordinal))
                return process;
            process.Dispose();
        }

        return null;
    }
}
