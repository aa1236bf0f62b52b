using FieldCrypt.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FieldCrypt.Generators.Tests;

/// <summary>Typing in an editor runs the generator at each key; only what an edit concerns may be made anew.</summary>
public sealed class IncrementalityTests
{
    private const string Card = """
        using FieldCrypt;
        namespace Shop;
        public class Card
        {
            [Encrypted] public string? Pan { get; set; }
        }
        """;

    private const string Person = """
        using FieldCrypt;
        namespace Shop;
        public record Person([property: Encrypted(PadTo = 16)] string Name, [property: System.Obsolete] int Age);
        """;

    private const string Unrelated = """
        namespace Shop;
        public class Basket { public int Count { get; set; } [System.Obsolete] public int Old; }
        """;

    private const string Wrong = """
        using FieldCrypt;
        namespace Shop;
        public class Wrong
        {
            [Encrypted] public string? Fine { get; set; }
            [Encrypted] public object? Bad { get; set; }
        }
        """;

    private static readonly string[] s_steps =
    [
        StepNames.ParseMarked, StepNames.ParseRetargeted, StepNames.Diagnostics, StepNames.Entities, StepNames.EntityFiles, StepNames.Registrations, StepNames.Guard,
    ];

    [Theory]
    [InlineData(2, "class Basket", "class BasketOfGoods")]
    [InlineData(2, "public int Count", "public int Number { get; set; } public int Count")]
    [InlineData(0, "public class Card", "// A comment that moves what follows.\n\npublic class Card")]
    [InlineData(0, "public class Card\n{", "public class Card\n{\n    public int Id { get; set; }\n    public string Masked() => Pan ?? \"\";")]
    [InlineData(1, "int Age", "long Years")]
    public void An_edit_that_concerns_no_encrypted_member_leaves_every_step_cached(int source, string before, string after)
    {
        GeneratorRunResult result = Edit(source, before, after);

        foreach (string step in s_steps)
        {
            result.TrackedSteps.ContainsKey(step).ShouldBeTrue(step);
            foreach ((object value, IncrementalStepRunReason reason) in result.TrackedSteps[step].SelectMany(static run => run.Outputs))
                reason.ShouldBeOneOf(IncrementalStepRunReason.Cached, IncrementalStepRunReason.Unchanged);
        }

        OutputReasons(result).ShouldAllBe(static reason => reason == IncrementalStepRunReason.Cached);
    }

    [Theory]
    [InlineData(0, "[Encrypted]", "[Encrypted(PadTo = 8)]", 1)]
    [InlineData(1, "PadTo = 16", "Searchable = true", 1)]
    [InlineData(0, "Pan { get; set; }", "Pan { get; set; } [Encrypted] public int Month { get; set; }", 2)]
    [InlineData(0, "class Card", "class Karte", 2)]
    public void An_edit_of_one_entity_makes_its_file_anew_and_the_registration_if_that_names_something_else(int source, string before, string after, int files)
    {
        OutputReasons(Edit(source, before, after)).Count(static reason => reason != IncrementalStepRunReason.Cached).ShouldBe(files);
    }

    [Fact]
    public void A_diagnostic_that_moves_is_reported_anew_without_making_the_file_anew()
    {
        GeneratorRunResult result = Edit(3, "public class Wrong", "// Moved.\npublic class Wrong");

        result.Diagnostics.ShouldHaveSingleItem().Location.GetLineSpan().StartLinePosition.Line.ShouldBe(6);
        result.TrackedSteps[StepNames.EntityFiles].SelectMany(static run => run.Outputs).ShouldAllBe(static output => output.Reason == IncrementalStepRunReason.Cached);
    }

    [Fact]
    public void No_step_holds_symbols_or_syntax()
    {
        GeneratorRunResult result = Edit(2, "Basket", "Basket2");
        foreach (object value in s_steps.SelectMany(step => result.TrackedSteps[step]).SelectMany(static run => run.Outputs).Select(static output => output.Value))
            ObjectGraph.Of(value).ShouldAllBe(static reached => !(reached is ISymbol || reached is SyntaxNode || reached is SyntaxTree || reached is Compilation || reached is Location));
    }

    private static GeneratorRunResult Edit(int source, string before, string after)
    {
        string[] sources = [Card, Person, Unrelated, Wrong];
        sources[source].ShouldContain(before);
        CSharpCompilation compilation = GeneratorRunner.Compile(sources, GeneratorRunner.References);
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new FieldCryptGenerator().AsSourceGenerator()],
            parseOptions: GeneratorRunner.ParseOptions,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        driver = driver.RunGenerators(compilation);

        SyntaxTree old = compilation.SyntaxTrees[source];
        SyntaxTree edited = old.WithChangedText(Microsoft.CodeAnalysis.Text.SourceText.From(sources[source].Replace(before, after, StringComparison.Ordinal)));
        return driver.RunGenerators(compilation.ReplaceSyntaxTree(old, edited)).GetRunResult().Results.Single();
    }

    private static IEnumerable<IncrementalStepRunReason> OutputReasons(GeneratorRunResult result)
        => result.TrackedOutputSteps.SelectMany(static steps => steps.Value).SelectMany(static run => run.Outputs)
            .Where(static output => IsFile(output.Value))
            .Select(static output => output.Reason);

    /// <summary>A source output is (files, diagnostics); those of diagnostics alone hold no file.</summary>
    private static bool IsFile(object output)
        => output is not System.Runtime.CompilerServices.ITuple { Length: 2 } tuple || tuple[0] is not System.Collections.ICollection { Count: 0 };
}
