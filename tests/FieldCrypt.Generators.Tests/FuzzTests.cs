using System.Globalization;
using FieldCrypt.Generators.Tests.Fuzzing;
using FieldCrypt.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FieldCrypt.Generators.Tests;

/// <summary>
/// Code as it is while somebody types, or worse: the generator never throws, what it makes always parses, and compiles
/// if the code does. FIELDCRYPT_FUZZ_ROUNDS and FIELDCRYPT_FUZZ_SEED make it longer or another.
/// </summary>
public sealed class FuzzTests
{
    private static readonly int s_rounds = Setting("FIELDCRYPT_FUZZ_ROUNDS", 200);
    private static readonly int s_seed = Setting("FIELDCRYPT_FUZZ_SEED", 20260101);

    [Fact]
    public void Mutilated_sources_give_diagnostics_and_never_an_exception_or_broken_code()
    {
        string[] seeds = Seeds();
        Run(random => Mutilation.Of(seeds[random.Next(seeds.Length)], random));
    }

    [Fact]
    public void Whatever_compiles_goes_on_compiling()
    {
        // A good part of them must compile, or the test would look at compiler errors only.
        Run(static random => new RandomDeclarations(random).Next()).ShouldBeGreaterThan(s_rounds / 8);
    }

    private static int Run(Func<Random, string> makeSource)
    {
        CSharpCompilation empty = GeneratorRunner.Compile([], GeneratorRunner.ReferencesWithoutEntityFramework);
        int compiled = 0;
        for (int round = 0; round < s_rounds; round++)
        {
            string source = makeSource(new Random(s_seed + round));
            try
            {
                if (Check(empty.AddSyntaxTrees(CSharpSyntaxTree.ParseText(source, GeneratorRunner.ParseOptions, path: "Source.cs"))))
                    compiled++;
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {s_seed + round}:\n{source}", exception);
            }
        }

        return compiled;
    }

    private static bool Check(CSharpCompilation compilation)
    {
        GeneratorRun run = GeneratorRunner.Run(compilation);
        foreach (GeneratedSourceResult file in run.Result.GeneratedSources)
            file.SyntaxTree.GetDiagnostics().ShouldBeEmpty();
        if (compilation.GetDiagnostics().Any(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
            return false;

        run.Output.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ShouldBeEmpty();
        return true;
    }

    private static string[] Seeds()
    {
        const string Usings = "using System; using System.Collections.Generic; using System.ComponentModel.DataAnnotations; using System.ComponentModel.DataAnnotations.Schema; using FieldCrypt;\n";
        IEnumerable<string> golden = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Golden"), "Input*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText);
        return
        [
            .. golden,
            .. MemberShapeTests.Wired.Select(static row => Usings + row.Data),
            .. MemberShapeTests.Refused.Select(static row => Usings + row.Data.Item1),
        ];
    }

    private static int Setting(string name, int usual)
        => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) ? value : usual;
}
