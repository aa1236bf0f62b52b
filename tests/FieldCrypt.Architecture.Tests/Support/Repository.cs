namespace FieldCrypt.Architecture.Tests;

/// <summary>Finds the checkout and the projects that ship.</summary>
internal static class Repository
{
    private static readonly string[] Roots = ["src", "analyzers", "generators"];

    public static string Root { get; } = FindRoot();

    /// <summary>Every project with sources under src, analyzers and generators.</summary>
    public static IReadOnlyList<SourceProject> Projects { get; } =
    [
        .. Roots
            .SelectMany(static root => Directory.EnumerateFiles(Path.Combine(Root, root), "*.csproj", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal)
            .Select(static file => new SourceProject(file))
            .Where(static project => project.Sources.Count > 0),
    ];

    public static SourceProject Project(string name) => Projects.Single(project => project.Name == name);

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
