using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using FieldCrypt.Backends.Tests;

[assembly: AssemblyFixture(typeof(MotoServer))]

namespace FieldCrypt.Backends.Tests;

/// <summary>One moto_server for all tests. Where it cannot be started, the tests that use it fail with its output.</summary>
public sealed class MotoServer : IAsyncLifetime
{
    private readonly StringBuilder _output = new();
    private Process? _process;

    public string Url { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        int port = LoopbackPort.Next();
        Url = $"http://127.0.0.1:{port}";
        _process = Start(port.ToString());
        _process.OutputDataReceived += (_, line) => Append(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        while (!await AnswersAsync(port))
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"moto_server ended with exit code {_process.ExitCode}: {_output}");
            await Task.Delay(50);
        }
    }

    /// <summary>Runs the aws command line against the server and returns what it prints.</summary>
    public async Task<string> AwsAsync(params string[] arguments)
    {
        using Process process = Start(["aws", "--endpoint-url", Url, "--region", "us-east-1", "--output", "text", .. arguments]);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await errors);
        return output.Trim();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(AppContext.BaseDirectory, "start-moto.sh"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["AWS_ACCESS_KEY_ID"] = "test";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "test";
        return Process.Start(start)!;
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Append(string? line)
    {
        lock (_output)
            _output.AppendLine(line);
    }
}
