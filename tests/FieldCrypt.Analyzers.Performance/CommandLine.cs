using System.Diagnostics;

namespace FieldCrypt.Analyzers.Performance;

/// <summary>Runs other programs.</summary>
internal static class CommandLine
{
    /// <summary>What a program prints.</summary>
    /// <exception cref="InvalidOperationException">It ended with an error.</exception>
    public static async Task<string> RunAsync(string program, string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{program} did not start.");
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException("The synthetic project does not compile:\n" + string.Join('\n', output.Split('\n').Where(static l => l.Contains("error", StringComparison.Ordinal)).Take(20)));
    }
}
