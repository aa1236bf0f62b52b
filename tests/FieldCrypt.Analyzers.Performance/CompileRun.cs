using System.Text.RegularExpressions;

namespace FieldCrypt.Analyzers.Performance;

/// <summary>The compiler's command line for the synthetic project, with or without the analyzers.</summary>
/// <param name="Folder">The project's folder.</param>
/// <param name="Compiler">The path of csc.</param>
/// <param name="ResponseFile">The path of the file with its arguments.</param>
internal sealed partial record CompileRun(string Folder, string Compiler, string ResponseFile)
{
    /// <summary>Builds once and keeps the command line that MSBuild used.</summary>
    public static async Task<CompileRun> PrepareAsync(string folder, bool withAnalyzers)
    {
        string name = withAnalyzers ? "with" : "without";
        // Folders of its own for what is made: both compile at the same time.
        string log = await CommandLine.RunAsync(
            "dotnet", folder, "build", "--nologo", "-t:Rebuild", "-nodeReuse:false", "-v:detailed",
            $"-p:FieldCryptAnalyzers={withAnalyzers}", $"-p:IntermediateOutputPath=obj/{name}/", $"-p:OutputPath=bin/{name}/");
        var command = Command().Match(log);
        if (!command.Success)
            throw new InvalidOperationException("The build's log holds no command line of the compiler.");

        string responseFile = Path.Combine(folder, name + ".rsp");
        await File.WriteAllTextAsync(responseFile, command.Groups[2].Value);
        return new CompileRun(folder, command.Groups[1].Value, responseFile);
    }

    [GeneratedRegex(@"^\s*(\S*csc(?:\.exe)?) /noconfig (.*)$", RegexOptions.Multiline)]
    private static partial Regex Command();
}
