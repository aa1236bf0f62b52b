using System.Xml.Linq;

namespace FieldCrypt.Architecture.Tests;

/// <summary>A project's sources as the build sees them: what lies under its folder, without what a build made, and files linked in.</summary>
internal sealed class SourceProject(string projectFile)
{
    private static readonly string[] Made = ["bin", "obj"];

    private readonly string _folder = Path.GetDirectoryName(projectFile)!;

    public string Name { get; } = Path.GetFileNameWithoutExtension(projectFile);

    /// <summary>What restoring the project resolved: every package it brings along, itself and through others.</summary>
    public string AssetsFile => Path.Combine(_folder, "obj", "project.assets.json");

    /// <summary>Each file, and its path in the project.</summary>
    public IReadOnlyList<(string Path, string File)> Sources => field ??= [.. Own().Concat(Linked()).OrderBy(static source => source.Path, StringComparer.Ordinal)];

    private IEnumerable<(string Path, string File)> Own() =>
        Directory.EnumerateFiles(_folder, "*.cs", SearchOption.AllDirectories)
            .Select(file => (Path: Path.GetRelativePath(_folder, file).Replace('\\', '/'), file))
            .Where(static source => !Made.Contains(source.Path.Split('/')[0]));

    private IEnumerable<(string Path, string File)> Linked() =>
        XDocument.Load(projectFile).Descendants("Compile")
            .Select(static item => (Link: (string?)item.Attribute("Link"), Include: (string?)item.Attribute("Include")))
            .Where(static item => item is { Link: not null, Include: not null })
            .Select(item => (item.Link!, Path.Combine(_folder, item.Include!)));
}
