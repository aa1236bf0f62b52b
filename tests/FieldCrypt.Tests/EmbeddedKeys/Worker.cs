using System.Collections.Concurrent;
using System.Diagnostics;

namespace FieldCrypt.Tests.EmbeddedKeys;

/// <summary>A second process, whose lines of output are kept as they come.</summary>
internal sealed class Worker : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Worker(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data is null ? null : $"stderr {line.Data}");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public IEnumerable<string> Lines => _lines;

    /// <summary>Ends once the process's own code runs.</summary>
    public Task Started => _started.Task;

    /// <summary>Ends once the process waits for its go file.</summary>
    public Task Ready => _ready.Task;

    public static Worker Start(params string[] arguments) => new(new ProcessStartInfo("dotnet", [Assembly, .. arguments]));

    /// <summary>Starts it without the superuser's right to pass over file permissions.</summary>
    public static Worker StartUnprivileged(params string[] arguments)
        => Environment.UserName == "root"
            ? new Worker(new ProcessStartInfo("setpriv", ["--bounding-set=-dac_override,-dac_read_search", "dotnet", Assembly, .. arguments]))
            : Start(arguments);

    /// <summary>What the lines that begin with a word say.</summary>
    public string[] Values(string word) => [.. _lines.Where(line => line.StartsWith(word + " ", StringComparison.Ordinal)).Select(line => line[(word.Length + 1)..])];

    public async Task<Worker> FinishAsync()
    {
        await _process.WaitForExitAsync();
        _process.WaitForExit();
        return this;
    }

    /// <summary>SIGKILL: nothing in the process runs any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await FinishAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string Assembly => Path.Combine(AppContext.BaseDirectory, "FieldCrypt.KeyStoreWorker.dll");

    private void Take(string? line)
    {
        if (line is null)
        {
            _started.TrySetResult();
            _ready.TrySetResult();
            return;
        }

        _lines.Enqueue(line);
        _started.TrySetResult();
        if (line == "ready")
            _ready.TrySetResult();
    }
}
