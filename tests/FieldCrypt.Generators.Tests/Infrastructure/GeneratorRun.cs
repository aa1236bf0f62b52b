using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FieldCrypt.Generators.Tests.Infrastructure;

/// <summary>One run of the generator: the compilation before and after, and what was generated.</summary>
internal sealed record GeneratorRun(CSharpCompilation Input, CSharpCompilation Output, GeneratorRunResult Result)
{
    public IEnumerable<Diagnostic> Diagnostics => Result.Diagnostics;

    /// <summary>Errors and warnings of the whole compilation, generated code included.</summary>
    public IEnumerable<Diagnostic> CompilerProblems
        => Output.GetDiagnostics().Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);

    public string File(string hintName)
        => Result.GeneratedSources.SingleOrDefault(source => source.HintName == hintName) is { SourceText: { } text }
            ? text.ToString()
            : throw new InvalidOperationException($"There is no {hintName} among {string.Join(", ", Result.GeneratedSources.Select(static source => source.HintName))}.");

    /// <summary>Fails if the generator or the compiler has anything to say.</summary>
    public GeneratorRun ShouldBeClean()
    {
        Diagnostics.ShouldBeEmpty();
        CompilerProblems.ShouldBeEmpty();
        return this;
    }

    /// <summary>Compiles and loads the output.</summary>
    public Assembly Load()
    {
        ShouldBeClean();
        return LoadWithWarnings();
    }

    public Assembly LoadWithWarnings()
    {
        using var stream = new MemoryStream();
        Output.Emit(stream).Diagnostics.Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ShouldBeEmpty();
        return Assembly.Load(stream.ToArray());
    }
}
