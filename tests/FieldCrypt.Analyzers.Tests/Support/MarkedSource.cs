using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace FieldCrypt.Analyzers.Tests;

/// <summary>Marked-up source through the Roslyn testing library, against what this test host references.</summary>
internal static class MarkedSource
{
    private static readonly ReferenceAssemblies None = new("net10.0");

    private static readonly ImmutableArray<MetadataReference> HostReferences =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(static path => !Path.GetFileName(path).StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal))
            .Select(static path => (MetadataReference)MetadataReference.CreateFromFile(path)),
    ];

    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.Linq; global using System.Threading.Tasks;\n";

    /// <summary>Every marked place is reported by the analyzer, and nothing else is.</summary>
    /// <param name="source">The source.</param>
    /// <param name="settings">Lines of .editorconfig for it.</param>
    public static Task Reports<TAnalyzer>(string source, params string[] settings)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var test = new CSharpAnalyzerTest<TAnalyzer, DefaultVerifier> { ReferenceAssemblies = None };
        test.TestState.Sources.Add(source);
        test.TestState.Sources.Add(("Usings.cs", ImplicitUsings));
        test.TestState.AdditionalReferences.AddRange(HostReferences);
        if (settings.Length > 0)
            test.TestState.AnalyzerConfigFiles.Add(("/.globalconfig", "is_global = true\n" + string.Join('\n', settings)));
        test.SolutionTransforms.Add(WithLatestCSharp);
        return test.RunAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>What analyzers report in a source whose project references another project.</summary>
    public static Task<ImmutableArray<Diagnostic>> DiagnosticsOver(string referenced, string source, params DiagnosticAnalyzer[] analyzers)
    {
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);
        var referencedProject = CSharpCompilation.Create("Referenced", [Parse(referenced, "Referenced.cs"), Parse(ImplicitUsings, "Usings.cs")], HostReferences, options);
        var project = CSharpCompilation.Create(
            "Project", [Parse(source, "Source.cs"), Parse(ImplicitUsings, "MoreUsings.cs")], HostReferences.Add(referencedProject.ToMetadataReference()), options);
        project.GetDiagnostics(TestContext.Current.CancellationToken).Where(static d => d.Severity == DiagnosticSeverity.Error).ShouldBeEmpty();
        return project.WithAnalyzers([.. analyzers]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
    }

    private static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, path: path);

    /// <summary>The fix turns one source into the other, one by one and in fix-all over document, project and solution.</summary>
    public static Task Fixes<TAnalyzer, TFix>(string before, string after)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new() =>
        FixTest<TAnalyzer, TFix>(before, after).RunAsync(TestContext.Current.CancellationToken);

    /// <summary>As <see cref="Fixes{TAnalyzer,TFix}"/>, where the fix edits the project that the source's project references.</summary>
    public static Task FixesIn<TAnalyzer, TFix>(string before, string after, string source, string fixedSource)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        var test = FixTest<TAnalyzer, TFix>(source, fixedSource);
        // The library's check of fix-all sees changes of the source's own project alone.
        test.CodeFixTestBehaviors = CodeFixTestBehaviors.SkipFixAllCheck;
        Reference(test.TestState, before);
        Reference(test.FixedState, after);
        return test.RunAsync(TestContext.Current.CancellationToken);
    }

    private static CSharpCodeFixTest<TAnalyzer, TFix, DefaultVerifier> FixTest<TAnalyzer, TFix>(string before, string after)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        var test = new CSharpCodeFixTest<TAnalyzer, TFix, DefaultVerifier>
        {
            ReferenceAssemblies = None,
            // An edit may leave two text tokens side by side in an interpolated string where a parser makes one.
            CodeActionValidationMode = CodeActionValidationMode.None,
        };
        test.TestState.Sources.Add(before);
        test.TestState.Sources.Add(("Usings.cs", ImplicitUsings));
        test.FixedState.Sources.Add(after);
        test.FixedState.Sources.Add(("Usings.cs", ImplicitUsings));
        test.TestState.AdditionalReferences.AddRange(HostReferences);
        test.SolutionTransforms.Add(WithLatestCSharp);
        return test;
    }

    private static void Reference(SolutionState state, string source)
    {
        var project = state.AdditionalProjects["Referenced"];
        project.Sources.Add(source);
        project.Sources.Add(("Usings.cs", ImplicitUsings));
        project.AdditionalReferences.AddRange(HostReferences);
        state.AdditionalProjectReferences.Add("Referenced");
    }

    private static Solution WithLatestCSharp(Solution solution, ProjectId projectId)
    {
        var project = solution.GetProject(projectId)!;
        return solution
            .WithProjectParseOptions(projectId, ((CSharpParseOptions)project.ParseOptions!).WithLanguageVersion(LanguageVersion.Preview))
            .WithProjectCompilationOptions(projectId, ((CSharpCompilationOptions)project.CompilationOptions!).WithNullableContextOptions(NullableContextOptions.Enable));
    }
}
