using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers.Tests.Robustness;

/// <summary>
/// In an editor a referenced project is there in source: its symbols have places, but in files that a diagnostic of this
/// project must not point to and whose bodies are another compilation's.
/// </summary>
public sealed class ReferencedProjectTests
{
    private const string Domain = """
        using FieldCrypt;

        namespace Domain;

        public abstract class Stored
        {
            [Encrypted] public string Remark { get; set; } = "";
            public virtual string Describe() => Remark;
        }

        public class Card : Stored
        {
            public int Id { get; set; }
            [Encrypted] public string Pan { get; set; } = "";
            public string Note { get; set; } = "";
            public override string ToString() => Pan;
        }

        public record Paid(int Id, [property: Encrypted] string Pan);

        public static class Texts
        {
            public static string Of(Card card) => card.Pan + card.Note;
            public static void Print(string text) => Console.WriteLine(text);
        }
        """;

    private const string Application = """
        using System.Diagnostics;
        using Domain;
        using Microsoft.EntityFrameworkCore;
        using Microsoft.Extensions.Logging;

        [DebuggerDisplay("{Pan} {Describe()}")]
        public class GiftCard : Card
        {
            public string Copy { get; set; } = "";
            public override string Describe() => base.Describe() + Remark;
        }

        public record PaidTwice(int Id, string Pan, string Again) : Paid(Id, Pan);

        public class Shop : DbContext
        {
            public DbSet<GiftCard> Cards => Set<GiftCard>();
            public DbSet<Paid> Payments => Set<Paid>();

            protected override void OnModelCreating(ModelBuilder model)
            {
                model.Entity<GiftCard>().HasIndex(c => c.Pan);
                model.Entity<GiftCard>().HasKey(c => c.Remark);
                model.Entity<GiftCard>().Property(c => c.Pan).HasMaxLength(19).HasConversion<string>().IsConcurrencyToken();
            }

            public object Find(ILogger logger, GiftCard card)
            {
                logger.LogInformation("{Pan}", card.Pan);
                logger.LogInformation("{Text}", Texts.Of(card));
                logger.LogInformation("{Text}", card.Describe());
                logger.LogInformation("{@Card}", card);
                Texts.Print(card.Pan);
                card.Copy = card.Remark;
                card.Note = card.Pan;
                throw new InvalidOperationException($"{card} {new Paid(1, "")}" + System.Text.Json.JsonSerializer.Serialize(card)
                    + Cards.OrderBy(c => c.Remark).First(c => c.Pan == card.Pan) + Payments.Where(p => p.Pan.StartsWith("4")).Count());
            }
        }
        """;

    [Fact]
    public async Task No_rule_throws_or_points_into_the_other_project()
    {
        DiagnosticAnalyzer[] analyzers = [new StoredDataAnalyzer(), new StoredPersonalDataAnalyzer(), new EncryptedUseAnalyzer(), new LeakAnalyzer(), new SecretInSourceAnalyzer()];

        var found = await MarkedSource.DiagnosticsOver(Domain, Application, analyzers);

        found.Select(static d => d.Id).ShouldNotContain("AD0001", string.Join('\n', found));
        found.Select(static d => d.Id).Distinct().Order().ShouldBe(["FC2002", "FC2003", "FC2004", "FC2005", "FC2007", "FC2008", "FC3001", "FC3003", "FC3005", "FC3006", "FC3009", "FC3012"]);
    }
}
