using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace FieldCrypt.Analyzers.Tests.Files;

public class FileFactsTests
{
    // Gives every part reason to look: a store, marks, an alias, configuration, UseFieldCrypt, sensitive names, a helper that brings some.
    private const string Source = """
        using FieldCrypt;
        using Microsoft.EntityFrameworkCore;
        using Secret = FieldCrypt.EncryptedAttribute;

        public class Card
        {
            public int Id { get; set; }
            [Encrypted] public string Pan { get; set; } = "";
            [Secret] public string Remark { get; set; } = "";
            public string Cvv { get; set; } = "";
        }

        public class Shop : DbContext
        {
            public DbSet<Card> Cards => Set<Card>();
            protected override void OnConfiguring(DbContextOptionsBuilder options) => options.UseSqlite("Data Source=shop");
            protected override void OnModelCreating(ModelBuilder model) => model.Entity<Card>().HasIndex(card => card.Pan);
        }

        public static class Texts
        {
            public static string Of(Card card) => card.Pan;
            public static string Again(Card card) => Of(card);
            public static void Pay(Card card) => System.Console.WriteLine(Again(card));
        }
        """;

    [Fact]
    public async Task The_text_of_a_file_is_gone_through_once_for_all_analyzers()
    {
        var text = new CountedText(Source);
        var compilation = Leaks.LeakRun.Compile(resolvePackages: true).AddSyntaxTrees(CSharpSyntaxTree.ParseText(text, CSharpParseOptions.Default, "Source.cs"));
        compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(static found => found.Severity == DiagnosticSeverity.Error).ShouldBeEmpty();
        // The compiler looks for lines when it first says where something is.
        text.Lines.Count.ShouldBeGreaterThan(1);
        text.Copies = 0;

        var found = await Leaks.LeakRun.Analyze(compilation, Leaks.LeakRun.AllAnalyzers);

        found.Select(static diagnostic => diagnostic.Id).Distinct().Order().ShouldBe(["FC1002", "FC2003", "FC2009", "FC3002"]);
        text.Copies.ShouldBe(1);
    }

    [Fact]
    public void A_file_has_one_facts_object_and_each_part_is_found_once()
    {
        var tree = CSharpSyntaxTree.ParseText(Source);

        var facts = FileFacts.Of(tree);

        FileFacts.Of(tree).ShouldBeSameAs(facts);
        facts.Names.ShouldBeSameAs(facts.Names);
        facts.Persistence.ShouldBeSameAs(facts.Persistence);
        facts.Configuration.ShouldBeSameAs(facts.Configuration);
        facts.UseFieldCrypt.ShouldBeSameAs(facts.UseFieldCrypt);
        facts.Marks.ShouldBeSameAs(facts.Marks);
        facts.Marks.Encrypted.ShouldBe(["Pan"]);
        facts.Marks.Aliases.ShouldBe(["Secret"]);
        facts.Configuration.Calls.Select(static call => call.Name).ShouldBe(["UseSqlite", "HasIndex"]);
    }

    /// <summary>Counts how often somebody wants all of it.</summary>
    private sealed class CountedText(string text) : SourceText
    {
        private readonly SourceText _text = From(text, Encoding.UTF8);

        public int Copies { get; set; }

        public override Encoding? Encoding => _text.Encoding;

        public override int Length => _text.Length;

        public override char this[int position] => _text[position];

        public override void CopyTo(int sourceIndex, char[] destination, int destinationIndex, int count)
        {
            if (count == Length)
                Copies++;
            _text.CopyTo(sourceIndex, destination, destinationIndex, count);
        }
    }
}
