using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FieldCrypt.Architecture.Tests;

/// <summary>
/// Binds a project's sources without the build: against what lies beside the tests, which reference every project, and the
/// shared framework that runs them.
/// </summary>
internal static class ProjectCompilation
{
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; " +
        "global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    /// <summary>Partial methods that a source generator of the framework implements (regular expressions, log messages).</summary>
    private const string PartialWithoutBody = "CS8795";

    private static readonly CSharpParseOptions Language = new(LanguageVersion.CSharp14, preprocessorSymbols: ["NET", "NET8_0_OR_GREATER", "NET10_0_OR_GREATER", "RELEASE"]);

    private static readonly IReadOnlyList<string> ReferencePaths =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)];

    /// <exception cref="InvalidOperationException">Something does not bind: an edge that goes through it would be overlooked.</exception>
    public static CSharpCompilation Of(SourceProject project)
    {
        var compilation = Of(project.Name, project.Sources.Select(static source => (source.Path, File.ReadAllText(source.File))));
        var errors = compilation.GetDiagnostics().Where(static found => found.Severity == DiagnosticSeverity.Error && found.Id != PartialWithoutBody).ToList();
        return errors.Count == 0
            ? compilation
            : throw new InvalidOperationException($"{project.Name} does not bind beside the tests: {string.Join(Environment.NewLine, errors.Take(10))}");
    }

    /// <param name="name">The assembly's name, by which others open their internals to it.</param>
    /// <param name="sources">Each file's path in the project, and its text.</param>
    public static CSharpCompilation Of(string name, IEnumerable<(string Path, string Text)> sources) => CSharpCompilation.Create(
        name,
        sources.Append(("", ImplicitUsings)).Select(static source => CSharpSyntaxTree.ParseText(source.Item2, Language, source.Item1)),
        // The project's own assembly lies there as well.
        ReferencePaths.Where(path => Path.GetFileNameWithoutExtension(path) != name).Select(static path => MetadataReference.CreateFromFile(path)),
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
}
