using Verify = FieldCrypt.Analyzers.Tests.RuleVerifier<FieldCrypt.Analyzers.EncryptedIndexRule>;

namespace FieldCrypt.Analyzers.Tests.Misuse;

public sealed class EncryptedIndexRuleTests
{
    [Fact]
    public Task Index_attribute() => Verify.Verify("""
        [{|FC2003:Index(nameof(Email), IsUnique = true)|}]
        [{|FC2003:Index(nameof(Name), nameof(Pan))|}]
        [Index(nameof(Name))]
        public class Customer
        {
            public int Id { get; set; }
            [Encrypted(Searchable = true)] public string Email { get; set; } = "";
            [Encrypted] public string Pan { get; set; } = "";
            public string Name { get; set; } = "";
        }
        """);

    [Fact]
    public Task Fluent_index() => Verify.Verify("""
        public class Card { public int Id { get; set; } [Encrypted] public string Pan { get; set; } = ""; public string Name { get; set; } = ""; }
        class CardMap : IEntityTypeConfiguration<Card>
        {
            public void Configure(EntityTypeBuilder<Card> builder)
            {
                builder.{|FC2003:HasIndex|}(c => c.Pan).IsUnique();
                builder.{|FC2003:HasIndex|}(c => new { c.Name, c.Pan });
                builder.{|FC2003:HasIndex|}("Pan", "Name");
                builder.HasIndex(c => c.Name);
            }
        }
        """);
}
