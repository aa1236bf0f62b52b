using System.Diagnostics;

namespace FieldCrypt.Backends.Tests;

/// <summary>Runs a script of the tests folder; one that fails fails the tests that need what it sets up.</summary>
internal static class SetupScript
{
    /// <summary>Runs it and returns what it prints.</summary>
    public static async Task<string> RunAsync(string script, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("bash", [Path.Combine(AppContext.BaseDirectory, script), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await errors);
        return output.Trim();
    }
}
