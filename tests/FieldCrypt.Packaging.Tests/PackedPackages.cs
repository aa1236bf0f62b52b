using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Xml.Linq;

namespace FieldCrypt.Packaging.Tests;

/// <summary>Packs every package once, from a copy of the sources and under a version of its own, into a folder that serves as a feed.</summary>
public sealed class PackedPackages : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fieldcrypt-packages-").FullName;

    /// <summary>Unique, so that no cache of an earlier run answers for it.</summary>
    public string Version { get; } = $"0.0.1-test{Guid.NewGuid():N}";

    public string Feed => Path.Combine(_folder, "feed");

    /// <summary>The ids of all packages.</summary>
    public IEnumerable<string> Ids => Directory.GetFiles(Feed, "*.nupkg").Select(file => Path.GetFileName(file)[..^$".{Version}.nupkg".Length]);

    public async ValueTask InitializeAsync()
    {
        string copy = Path.Combine(_folder, "sources");
        foreach (string folder in (string[])["src", "generators", "analyzers"])
            Copy(Path.Combine(Root, folder), Path.Combine(copy, folder));
        foreach (string file in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", ".editorconfig", "README.md"])
            File.Copy(Path.Combine(Root, file), Path.Combine(copy, file));
        string[] projects = [.. Directory.GetFiles(Path.Combine(copy, "src"), "*.csproj", SearchOption.AllDirectories), Path.Combine(copy, "analyzers", "FieldCrypt.Analyzers.Package", "FieldCrypt.Analyzers.Package.csproj")];
        foreach (string project in projects)
            await DotnetAsync(copy, "pack", project, "-c", "Release", "-o", Feed, $"-p:Version={Version}", "--nologo", "-v", "quiet");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        foreach (string package in Directory.GetDirectories(cache, "fieldcrypt*"))
        {
            string version = Path.Combine(package, Version);
            if (Directory.Exists(version))
                Directory.Delete(version, recursive: true);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>What a package depends on, with the version ranges.</summary>
    public (string Id, string Version)[] DependenciesOf(string id)
    {
        using ZipArchive package = ZipFile.OpenRead(Path.Combine(Feed, $"{id}.{Version}.nupkg"));
        using Stream nuspec = package.GetEntry($"{id}.nuspec")!.Open();
        return [.. XDocument.Load(nuspec).Descendants().Where(static element => element.Name.LocalName == "dependency").Select(static element => (element.Attribute("id")!.Value, element.Attribute("version")!.Value))];
    }

    /// <summary>Writes files into a new folder with a NuGet.config that adds the feed.</summary>
    public string CreateSolution(string name, params (string Path, string Content)[] files)
    {
        string folder = Path.Combine(_folder, name);
        Write("NuGet.config", $"""
            <configuration>
              <packageSources>
                <add key="packed" value="{Feed}" />
              </packageSources>
            </configuration>
            """);
        Write("Directory.Build.props", $"<Project><PropertyGroup><TargetFramework>net10.0</TargetFramework><Nullable>enable</Nullable><ImplicitUsings>enable</ImplicitUsings><NuGetAudit>false</NuGetAudit><FieldCryptVersion>{Version}</FieldCryptVersion></PropertyGroup></Project>");
        foreach ((string path, string content) in files)
            Write(path, content);
        return folder;

        void Write(string path, string content)
        {
            string file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, content);
        }
    }

    /// <summary>Runs the SDK; fails with its output unless it succeeds.</summary>
    public static async Task<string> DotnetAsync(string folder, params string[] arguments)
    {
        (int exitCode, string output) = await RunAsync(folder, arguments);
        exitCode.ShouldBe(0, $"dotnet {string.Join(' ', arguments)}\n{output}");
        return output;
    }

    /// <summary>Runs the SDK.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (string folder in Directory.GetDirectories(from).Where(static folder => Path.GetFileName(folder) is not ("bin" or "obj")))
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }

    /// <summary>A file of the repository.</summary>
    public static string FileOf(string path) => Path.Combine(Root, path);

    private static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "FieldCrypt.sln")))
                return directory.FullName;
        }

        throw new InvalidOperationException("FieldCrypt.sln is in no folder above the tests.");
    }
}
