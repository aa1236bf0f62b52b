using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace FieldCrypt.Analyzers.Tests;

/// <summary>Checks one rule, with the others of its analyzer off, on marked-up source (<c>{|FC2002:HasKey|}</c>) against the real EF Core and FieldCrypt.</summary>
internal static class RuleVerifier<TRule>
    where TRule : EncryptedRule, new()
{
    private const string Usings =
        "using System; using System.Collections.Generic; using System.ComponentModel.DataAnnotations; using System.ComponentModel.DataAnnotations.Schema; using System.Linq; "
        + "using FieldCrypt; using Microsoft.EntityFrameworkCore; using Microsoft.EntityFrameworkCore.Metadata.Builders; ";

    public static Task Verify(string source, params string[] enabled)
    {
        var test = For(source);
        if (enabled.Length > 0)
        {
            test.SolutionTransforms.Add((solution, project) =>
            {
                var options = solution.GetProject(project)!.CompilationOptions!;
                return solution.WithProjectCompilationOptions(project, options.WithSpecificDiagnosticOptions(
                    options.SpecificDiagnosticOptions.AddRange(enabled.Select(id => KeyValuePair.Create(id, ReportDiagnostic.Warn)))));
            });
        }

        return test.RunAsync();
    }

    /// <summary>With a second file of the same project.</summary>
    public static Task VerifyBeside(string otherFile, string source)
    {
        var test = For(source);
        test.TestState.Sources.Add(otherFile);
        return test.RunAsync();
    }

    /// <summary>With a project that it references.</summary>
    public static Task VerifyOver(string referenced, string source)
    {
        var test = For(source);
        var project = test.TestState.AdditionalProjects["Referenced"];
        project.Sources.Add(referenced);
        project.AdditionalReferences.AddRange(ReferencesOfThisProject);
        test.TestState.AdditionalProjectReferences.Add("Referenced");
        return test.RunAsync();
    }

    private static CSharpAnalyzerTest<EncryptedUseAnalyzer, DefaultVerifier> For(string source)
    {
        var test = new CSharpAnalyzerTest<EncryptedUseAnalyzer, DefaultVerifier>
        {
            TestCode = Usings + source,
            ReferenceAssemblies = new ReferenceAssemblies("net10.0"),
            CompilerDiagnostics = CompilerDiagnostics.Errors,
        };
        test.TestState.AdditionalReferences.AddRange(ReferencesOfThisProject);
        test.DisabledDiagnostics.Clear();
        test.DisabledDiagnostics.AddRange(new EncryptedUseAnalyzer().SupportedDiagnostics.Except(new TRule().Diagnostics).Select(static other => other.Id));
        return test;
    }

    private static ImmutableArray<MetadataReference> ReferencesOfThisProject { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("xunit", StringComparison.OrdinalIgnoreCase))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];
}
