using System.Diagnostics;

namespace FieldCrypt.Backends.Tests;

/// <summary>One run of the sample, as a process of its own.</summary>
/// <param name="ExitCode">0, or 2 where its user has to mend something.</param>
/// <param name="Output">What it printed, on one line: the console breaks lines anywhere.</param>
internal sealed record CardVaultRun(int ExitCode, string Output)
{
    private const string Rows = "40";

    /// <summary>Runs the sample with few rows.</summary>
    /// <param name="folder">Its output folder.</param>
    /// <param name="environment">Variables beside those of the tests; an empty one is taken away.</param>
    /// <param name="arguments">Its options.</param>
    public static async Task<CardVaultRun> StartAsync(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "CardVault.dll"), "--rows", Rows, "--output", folder, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value.Length == 0 ? null : value;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new CardVaultRun(process.ExitCode, $"{output} {await errors}".ReplaceLineEndings(" "));
    }

    public void ShouldHaveProved(string keys)
    {
        ExitCode.ShouldBe(0, Output);
        Output.ShouldContain($"keys      {keys}");
        Output.ShouldContain($"{Rows} of {Rows} equal to the input");
        Output.ShouldContain("Rows touched: 0.");
        Output.ShouldContain("OK: every value came back equal, and none is stored in clear.");
    }
}
