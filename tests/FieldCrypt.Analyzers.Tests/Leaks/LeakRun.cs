using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers.Tests.Leaks;

/// <summary>Compiles sources with what this test host references and runs analyzers over them.</summary>
internal static class LeakRun
{
    private static readonly ImmutableArray<MetadataReference> HostReferences =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(static path => !Path.GetFileName(path).StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal))
            .Select(static path => (MetadataReference)MetadataReference.CreateFromFile(path)),
    ];

    public static ImmutableArray<MetadataReference> References => HostReferences;

    private static readonly ImmutableArray<MetadataReference> BareReferences =
    [
        .. HostReferences.Where(static reference => Path.GetFileName(reference.Display!).StartsWith("System", StringComparison.Ordinal)
            || Path.GetFileName(reference.Display!) is "netstandard.dll" or "mscorlib.dll"),
    ];

    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    public static ImmutableArray<DiagnosticAnalyzer> AllAnalyzers { get; } =
    [
        .. typeof(LeakAnalyzer).Assembly.GetTypes()
            .Where(static type => !type.IsAbstract && type.IsSubclassOf(typeof(DiagnosticAnalyzer)))
            .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    public static CSharpCompilation Compile(bool resolvePackages, params (string Path, string Text)[] sources) => CSharpCompilation.Create(
        "Sample",
        [
            CSharpSyntaxTree.ParseText(ImplicitUsings, CSharpParseOptions.Default, "Usings.cs"),
            .. sources.Select(static source => CSharpSyntaxTree.ParseText(source.Text, CSharpParseOptions.Default, source.Path)),
        ],
        resolvePackages ? HostReferences : BareReferences,
        new CSharpCompilationOptions(
            sources.Any(static s => s.Text.Contains("// top-level")) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable));

    public static async Task<ImmutableArray<Diagnostic>> Analyze(Compilation compilation, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        Exception? thrown = null;
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]),
            onAnalyzerException: (exception, _, _) => thrown = exception,
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false);
        var diagnostics = await compilation.WithAnalyzers(analyzers, options).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        if (thrown is not null)
            throw new InvalidOperationException("An analyzer threw.", thrown);
        AnalyzerRun.EachIsReportedOnce(diagnostics);
        return diagnostics;
    }

    /// <summary>The ids reported on each line (from 1) of one source.</summary>
    public static async Task<ILookup<int, string>> IdsByLine(string text, bool resolvePackages, string idPrefix)
    {
        var compilation = Compile(resolvePackages, ("Corpus.cs", text));
        var diagnostics = await Analyze(compilation, AllAnalyzers);
        return diagnostics
            .Where(d => d.Id.StartsWith(idPrefix, StringComparison.Ordinal) && d.Location.SourceTree?.FilePath == "Corpus.cs")
            .ToLookup(static d => d.Location.GetLineSpan().StartLinePosition.Line + 1, static d => d.Id);
    }
}
