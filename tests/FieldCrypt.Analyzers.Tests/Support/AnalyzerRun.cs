using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers.Tests;

/// <summary>Runs analyzers over sources that need not compile: packages of the field are often missing.</summary>
internal static class AnalyzerRun
{
    private static readonly ImmutableArray<MetadataReference> FrameworkOnly =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) is "netstandard.dll" or "mscorlib.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static CSharpCompilation Compile(params string[] sources) =>
        CSharpCompilation.Create(
            "Sources",
            sources.Select(source => CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Preview))),
            FrameworkOnly,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

    public static ImmutableArray<DiagnosticAnalyzer> AllAnalyzers { get; } =
    [
        .. typeof(StoredDataAnalyzer).Assembly.GetTypes()
            .Where(type => typeof(DiagnosticAnalyzer).IsAssignableFrom(type) && !type.IsAbstract)
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    public static async Task<ImmutableArray<Diagnostic>> Run(
        CSharpCompilation compilation,
        ImmutableArray<DiagnosticAnalyzer> analyzers,
        IReadOnlyDictionary<string, string>? editorConfig = null,
        params AdditionalText[] files)
    {
        var options = new AnalyzerOptions([.. files], new ConfigOptions(editorConfig ?? ImmutableDictionary<string, string>.Empty));
        var diagnostics = await compilation.WithAnalyzers(analyzers, options).GetAnalyzerDiagnosticsAsync();
        diagnostics.Where(diagnostic => diagnostic.Id == "AD0001").ShouldBeEmpty();
        EachIsReportedOnce(diagnostics);
        return diagnostics;
    }

    /// <summary>A finding that is reported twice, say once for a method and once for its attributed class, shows twice in every build.</summary>
    public static void EachIsReportedOnce(IEnumerable<Diagnostic> diagnostics) =>
        diagnostics.GroupBy(static diagnostic => $"{diagnostic.Id} {diagnostic.Location.GetLineSpan()}").Where(static same => same.Count() > 1).Select(static same => same.Key).ShouldBeEmpty();

    /// <summary>Turns rules that are off by default on.</summary>
    public static CSharpCompilation Enable(this CSharpCompilation compilation, params string[] ids) =>
        compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(ids.Select(id => KeyValuePair.Create(id, ReportDiagnostic.Warn))));

    private sealed class ConfigOptions(IReadOnlyDictionary<string, string> values) : AnalyzerConfigOptionsProvider
    {
        private readonly FileOptions _options = new(values);

        public override AnalyzerConfigOptions GlobalOptions => _options;

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => _options;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => _options;
    }

    private sealed class FileOptions(IReadOnlyDictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) => values.TryGetValue(key.ToLowerInvariant(), out value);
    }
}
