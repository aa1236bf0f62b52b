using System.Collections.Immutable;
using FieldCrypt.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FieldCrypt.Generators.Tests.Infrastructure;

/// <summary>Compiles sources with the generator against what this process references.</summary>
internal static class GeneratorRunner
{
    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    private static readonly ImmutableArray<MetadataReference> s_references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(static path => !Path.GetFileName(path).StartsWith("FieldCrypt.Generators", StringComparison.Ordinal))
            .Select(static path => MetadataReference.CreateFromFile(path))];

    /// <summary>Without Entity Framework Core, as a project that only holds entities has it.</summary>
    public static IEnumerable<MetadataReference> ReferencesWithoutEntityFramework
        => s_references.Where(static reference => !Path.GetFileName(reference.Display!).Contains("EntityFramework", StringComparison.Ordinal));

    public static IEnumerable<MetadataReference> References => s_references;

    public static CSharpCompilation Compile(params string[] sources) => Compile(sources, ReferencesWithoutEntityFramework);

    public static CSharpCompilation Compile(IEnumerable<string> sources, IEnumerable<MetadataReference> references, string assemblyName = "Sample")
        => CSharpCompilation.Create(
            assemblyName,
            sources.Select(static (source, i) => CSharpSyntaxTree.ParseText(source, ParseOptions, path: $"Source{i}.cs")),
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true,
                specificDiagnosticOptions: [new("CS1591", ReportDiagnostic.Suppress)]));

    public static GeneratorRun Run(params string[] sources) => Run(Compile(sources));

    public static GeneratorRun Run(CSharpCompilation compilation)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new FieldCryptGenerator().AsSourceGenerator()], parseOptions: ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _);
        GeneratorRunResult result = driver.GetRunResult().Results.Single();
        if (result.Exception is not null)
            throw new InvalidOperationException("The generator threw.", result.Exception);
        return new GeneratorRun(compilation, (CSharpCompilation)output, result);
    }
}
