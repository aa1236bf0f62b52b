using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Host.Mef;

namespace FieldCrypt.Analyzers.Tests.Leaks;

/// <summary>The sources of samples/LeakyShop as a project of a workspace.</summary>
internal static class LeakyShop
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "LeakyShop");

    private const string WebImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Net.Http.Json;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

    public static Project Open(AdhocWorkspace workspace)
    {
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(),
            VersionStamp.Default,
            "LeakyShop",
            "LeakyShop",
            LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(
                OutputKind.ConsoleApplication,
                nullableContextOptions: NullableContextOptions.Enable,
                // As the sample's own .editorconfig has it.
                specificDiagnosticOptions: [KeyValuePair.Create("FC2006", ReportDiagnostic.Warn)]),
            parseOptions: new CSharpParseOptions(LanguageVersion.CSharp14),
            metadataReferences: LeakRun.References));

        project = project.AddDocument("Usings.cs", WebImplicitUsings).Project;
        foreach (string path in Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string name = Path.GetRelativePath(Folder, path).Replace('\\', '/');
            project = project.AddDocument(name, File.ReadAllText(path), filePath: name).Project;
        }

        return project;
    }

    public static AdhocWorkspace NewWorkspace() => new(MefHostServices.DefaultHost);

    /// <summary>Warnings and errors of the analyzers, in the order of files and lines.</summary>
    public static async Task<ImmutableArray<Diagnostic>> WarningsOf(Project project)
    {
        var compilation = await project.GetCompilationAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("No compilation.");
        compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(static d => d.Severity == DiagnosticSeverity.Error).ShouldBeEmpty();
        var options = new CompilationWithAnalyzersOptions(project.AnalyzerOptions, null, concurrentAnalysis: true, logAnalyzerExecutionTime: false);
        var diagnostics = await compilation.WithAnalyzers(LeakRun.AllAnalyzers, options).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        return
        [
            .. diagnostics.Where(static d => d.Severity >= DiagnosticSeverity.Warning)
                .OrderBy(static d => d.Location.SourceTree!.FilePath, StringComparer.Ordinal)
                .ThenBy(static d => d.Location.SourceSpan.Start)
                .ThenBy(static d => d.Id, StringComparer.Ordinal),
        ];
    }
}
