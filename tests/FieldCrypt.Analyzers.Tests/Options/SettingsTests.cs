using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers.Tests;

/// <summary>The fieldcrypt_ keys of .editorconfig and vocabulary files.</summary>
public sealed class SettingsTests
{
    private const string Plain = """
        using System.ComponentModel.DataAnnotations.Schema;
        namespace Shop
        {
            [Table("t")] public class Stored { public string CardNumber { get; set; } public string Kn { get; set; } }
            public class Form { public string CardNumber { get; set; } public string Kn { get; set; } }
        }
        namespace Other.Models
        {
            public class Payment { public int Id { get; set; } public string CardNumber { get; set; } }
        }
        """;

    [Theory]
    [InlineData("auto", "Stored Payment")]
    [InlineData("persisted", "Stored")]
    [InlineData("entity_like", "Stored Payment")]
    [InlineData("all", "Stored Form Payment")]
    public async Task Models_widens_or_narrows(string value, string types)
    {
        var found = await Find(Plain, new() { ["fieldcrypt_models"] = value });

        found.Select(diagnostic => TypeAt(diagnostic)).ShouldBe(types.Split(' '), ignoreOrder: true);
    }

    [Fact]
    public async Task Entity_shapes_do_not_count_where_the_compilation_shows_its_own_persistence()
    {
        var found = await Find(Plain.Replace("namespace Other.Models", "namespace Shop.Models", StringComparison.Ordinal), []);

        found.Select(TypeAt).ShouldBe(["Stored"]);
    }

    [Theory]
    [InlineData("CardNumber")]
    [InlineData("Foo, Stored.CardNumber , Payment.CardNumber")]
    public async Task Ignored_names(string value) =>
        (await Find(Plain, new() { ["fieldcrypt_ignored_names"] = value })).ShouldBeEmpty();

    [Fact]
    public async Task Further_names()
    {
        var found = await Find(Plain, new() { ["fieldcrypt_names.pan"] = "Kn" });

        found.Select(diagnostic => $"{TypeAt(diagnostic)}.{NameAt(diagnostic)}").ShouldBe(["Stored.CardNumber", "Stored.Kn", "Payment.CardNumber"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_vocabulary_file_adds_words_and_rules()
    {
        var file = new TextFile("/src/shop.fieldcrypt-vocabulary.txt", "[words]\nkundenwort = kn\n[rules]\npan high : kundenwort");

        (await Find(Plain, [], file)).Select(NameAt).ShouldContain("Kn");
    }

    [Fact]
    public async Task A_broken_vocabulary_file_is_reported_and_left_out()
    {
        var file = new TextFile("/src/shop.fieldcrypt-vocabulary.txt", "[rules]\npan high : nothing");
        var diagnostics = await AnalyzerRun.Run(AnalyzerRun.Compile(Plain), [new StoredDataAnalyzer()], null, file);

        diagnostics.Single(diagnostic => diagnostic.Id == "FC1000").GetMessage().ShouldContain("'nothing'");
        diagnostics.Count(diagnostic => diagnostic.Id == "FC1001").ShouldBe(2);
    }

    [Fact]
    public async Task Confidence_may_be_raised()
    {
        const string Source = """
            using System.ComponentModel.DataAnnotations.Schema;
            [Table("t")] public class Customer { public string CreditCard { get; set; } public string CardNumber { get; set; } }
            """;

        (await Find(Source, [])).Select(NameAt).ShouldBe(["CreditCard", "CardNumber"]);
        (await Find(Source, new() { ["fieldcrypt_minimum_confidence"] = "high" })).Select(NameAt).ShouldBe(["CardNumber"]);
    }

    [Theory]
    [InlineData("chd", "FC1007")]
    [InlineData("sad", "FC1002")]
    [InlineData("pii", "FC1006")]
    [InlineData("none", "")]
    public async Task Classification_attributes_are_mapped(string value, string id)
    {
        var found = await FindDeclared("[Finance] public string Reference { get; set; }", new() { ["fieldcrypt_classification.finance"] = value });

        found.Select(diagnostic => diagnostic.Id).ShouldBe(id.Length == 0 ? [] : [id]);
    }

    [Theory]
    [InlineData("[CardholderData] public string Reference { get; set; }", "FC1007")]
    [InlineData("[SensitiveAuthenticationData] public string Reference { get; set; }", "FC1002")]
    [InlineData("[Finance] public string Reference { get; set; }", "FC1006")]
    [InlineData("[CardholderData] public string CardNumber { get; set; }", "FC1001")]
    [InlineData("[CardholderData, Encrypted] public string Reference { get; set; }", "")]
    [InlineData("[Obsolete] public string Reference { get; set; }", "")]
    public async Task Classification_attributes_need_no_mapping(string member, string id)
    {
        var found = await FindDeclared(member, []);

        found.Select(diagnostic => diagnostic.Id).ShouldBe(id.Length == 0 ? [] : [id]);
    }

    [Theory]
    [InlineData("FC1004", "Iban")]
    [InlineData("FC1005", "Ssn")]
    [InlineData("FC1006", "BirthDate")]
    public async Task Opt_in_rules_report_when_turned_on(string id, string member)
    {
        var compilation = AnalyzerRun.Compile($$"""
            using System.ComponentModel.DataAnnotations.Schema;
            [Table("t")] public class Customer { public int Id { get; set; } public string {{member}} { get; set; } [Encrypted] public string Other{{member}} { get; set; } }
            """);
        ImmutableArray<DiagnosticAnalyzer> rules = [new StoredPersonalDataAnalyzer()];

        (await AnalyzerRun.Run(compilation, rules)).ShouldBeEmpty();
        (await AnalyzerRun.Run(compilation.Enable(id), rules)).Select(diagnostic => $"{diagnostic.Id} {NameAt(diagnostic)}").ShouldBe([$"{id} {member}"]);
    }

    private static async Task<ImmutableArray<Diagnostic>> Find(string source, Dictionary<string, string> settings, params AdditionalText[] files) =>
        await AnalyzerRun.Run(AnalyzerRun.Compile(source), [new StoredDataAnalyzer()], settings, files);

    private static async Task<ImmutableArray<Diagnostic>> FindDeclared(string member, Dictionary<string, string> settings)
    {
        var compilation = AnalyzerRun.Compile($$"""
            using System;
            using System.ComponentModel.DataAnnotations.Schema;
            namespace Microsoft.Extensions.Compliance.Classification { public abstract class DataClassificationAttribute : Attribute; }
            public sealed class FinanceAttribute : Microsoft.Extensions.Compliance.Classification.DataClassificationAttribute;
            [Table("t")] public class Donation { public int Id { get; set; } {{member}} }
            """).Enable("FC1006");
        return await AnalyzerRun.Run(
            compilation,
            [new StoredDataAnalyzer(), new StoredPersonalDataAnalyzer()],
            settings);
    }

    private static string NameAt(Diagnostic diagnostic) => diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan);

    private static string TypeAt(Diagnostic diagnostic) => diagnostic.Location.SourceTree!.GetRoot().FindToken(diagnostic.Location.SourceSpan.Start)
        .Parent!.FirstAncestorOrSelf<Microsoft.CodeAnalysis.CSharp.Syntax.TypeDeclarationSyntax>()!.Identifier.ValueText;
}
