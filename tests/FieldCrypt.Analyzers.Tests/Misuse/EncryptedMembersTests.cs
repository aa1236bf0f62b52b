namespace FieldCrypt.Analyzers.Tests.Misuse;

/// <summary>Whether a member is encrypted is one answer for rules and flow: a property that overrides a marked one is marked.</summary>
public class EncryptedMembersTests
{
    private const string Models = """

        public abstract class Stored
        {
            public int Id { get; set; }
            [FieldCrypt.Encrypted] public virtual string Pan { get; set; } = "";
            [FieldCrypt.Encrypted] public virtual string Remark { get; set; } = "";
        }

        public class Card : Stored
        {
            public override string Pan { get; set; } = "";
            public override string Remark { get; set; } = "";
        }

        public class Shop : Microsoft.EntityFrameworkCore.DbContext
        {
            public Microsoft.EntityFrameworkCore.DbSet<Card> Cards => Set<Card>();
        }
        """;

    [Fact]
    public Task The_model_rules_take_an_override_for_encrypted() => MarkedSource.Reports<StoredDataAnalyzer>(Models);

    [Fact]
    public Task The_leak_rules_follow_its_plaintext() => MarkedSource.Reports<LeakAnalyzer>(
        "public class Payments { public void Pay(Card card) => System.Console.WriteLine({|FC3002:card.Remark|}); }" + Models);

    [Fact]
    public Task The_misuse_rules_know_it() => MarkedSource.Reports<EncryptedUseAnalyzer>(
        """
        using System.Linq;
        public class Payments { public bool Find(Shop shop) => shop.Cards.Any(card => {|FC2007:card.Remark|}.StartsWith("x")); }
        """ + Models);
}
