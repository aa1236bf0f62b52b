using Verify = FieldCrypt.Analyzers.Tests.RuleVerifier<FieldCrypt.Analyzers.EncryptedKeyRule>;

namespace FieldCrypt.Analyzers.Tests.Misuse;

public sealed class EncryptedKeyRuleTests
{
    [Fact]
    public Task Key_attributes() => Verify.Verify("""
        public sealed class DynamoDBHashKeyAttribute : Attribute;
        public class Card
        {
            [Key, Encrypted] public string ReportedByTheGenerator { get; set; } = "";
            [DynamoDBHashKey, Encrypted] public string {|FC2002:Pan|} { get; set; } = "";
            [Encrypted] public string Holder { get; set; } = "";
        }
        public class Payment
        {
            public int Id { get; set; }
            [Encrypted, ForeignKey("Card")] public string CardPan { get; set; } = "";
            public Card? Card { get; set; }
        }
        public class Refund
        {
            public int Id { get; set; }
            [Encrypted] public string {|FC2002:PaidPan|} { get; set; } = "";
            [ForeignKey(nameof(PaidPan))] public Card? Paid { get; set; }
        }
        """);

    [Fact]
    public Task Convention_and_class_attribute() => Verify.Verify("""
        public class Card
        {
            [Encrypted] public string {|FC2002:CardId|} { get; set; } = "";
            [Encrypted] public string ExternalId { get; set; } = "";
        }
        [PrimaryKey(nameof(Pan), nameof(Sequence))]
        public class Wallet
        {
            [Encrypted] public string {|FC2002:Pan|} { get; set; } = "";
            public int Sequence { get; set; }
        }
        """);

    [Fact]
    public Task Class_attribute_over_a_base_class_of_another_project() => Verify.VerifyOver(
        """
        public abstract class Stored { [FieldCrypt.Encrypted] public string Pan { get; set; } = ""; }
        """,
        """
        [{|FC2002:PrimaryKey(nameof(Pan), nameof(Sequence))|}]
        public class Wallet : Stored
        {
            public int Sequence { get; set; }
        }
        """);

    [Fact]
    public Task Fluent_keys() => Verify.Verify("""
        public class Card { public int Id { get; set; } [Encrypted] public string Pan { get; set; } = ""; public string Name { get; set; } = ""; public List<Payment> Payments { get; set; } = []; }
        public class Payment { public int Id { get; set; } [Encrypted] public string CardPan { get; set; } = ""; public Card? Card { get; set; } }
        public class Shop : DbContext
        {
            protected override void OnModelCreating(ModelBuilder modelBuilder)
            {
                modelBuilder.Entity<Card>().{|FC2002:HasKey|}(c => c.Pan);
                modelBuilder.Entity<Card>().{|FC2002:HasKey|}(c => new { c.Name, c.Pan });
                modelBuilder.Entity<Card>().{|FC2002:HasKey|}("Pan");
                modelBuilder.Entity<Card>().{|FC2002:HasKey|}(nameof(Card.Pan));
                modelBuilder.Entity<Card>(card => card.{|FC2002:HasAlternateKey|}(c => c.Pan));
                modelBuilder.Entity<Payment>().HasOne(p => p.Card).WithMany(c => c.Payments).{|FC2002:HasForeignKey|}(p => p.CardPan).{|FC2002:HasPrincipalKey|}(c => c.Pan);
                modelBuilder.Entity<Card>().HasKey(c => c.Id);
                modelBuilder.Entity<Card>().HasKey(c => c.Name);
            }
        }
        """);
}
