using System.Reflection;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers.Tests;

/// <summary>Every descriptor of the analyzers and the generator, and the folder of their pages.</summary>
internal static class RuleDocuments
{
    public static IReadOnlyList<DiagnosticDescriptor> Descriptors { get; } =
    [
        .. new[] { typeof(DiagnosticCatalogue), GeneratorCatalogue() }
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(DiagnosticDescriptor))
            .Select(field => (DiagnosticDescriptor)field.GetValue(null)!)
            .OrderBy(descriptor => descriptor.Id, StringComparer.Ordinal),
    ];

    public static string Folder { get; } = Path.Combine(RepositoryRoot(), "docs", "rules");

    public static string PageOf(string id) => Path.Combine(Folder, id + ".md");

    public static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "FieldCrypt.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("No folder above the tests holds FieldCrypt.sln.");
    }

    private static Type GeneratorCatalogue() =>
        Assembly.Load("FieldCrypt.Generators").GetType("FieldCrypt.Generators.Diagnostics.GeneratorDiagnostics", throwOnError: true)!;
}
