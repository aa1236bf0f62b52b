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
    public static Task Reports<TAnalyzer>(string source)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var test = new CSharpAnalyzerTest<TAnalyzer, DefaultVerifier> { ReferenceAssemblies = None };
        test.TestState.Sources.Add(source);
        test.TestState.Sources.Add(("Usings.cs", ImplicitUsings));
        test.TestState.AdditionalReferences.AddRange(HostReferences);
        test.SolutionTransforms.Add(WithLatestCSharp);
        return test.RunAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The fix turns one source into the other, one by one and in fix-all over document, project and solution.</summary>
    public static Task Fixes<TAnalyzer, TFix>(string before, string after)
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
        return test.RunAsync(TestContext.Current.CancellationToken);
    }

    private static Solution WithLatestCSharp(Solution solution, ProjectId projectId)
    {
        var project = solution.GetProject(projectId)!;
        return solution
            .WithProjectParseOptions(projectId, ((CSharpParseOptions)project.ParseOptions!).WithLanguageVersion(LanguageVersion.Preview))
            .WithProjectCompilationOptions(projectId, ((CSharpCompilationOptions)project.CompilationOptions!).WithNullableContextOptions(NullableContextOptions.Enable));
    }
}
