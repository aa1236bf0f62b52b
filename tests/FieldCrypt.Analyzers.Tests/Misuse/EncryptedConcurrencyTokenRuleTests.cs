using Verify = FieldCrypt.Analyzers.Tests.RuleVerifier<FieldCrypt.Analyzers.EncryptedConcurrencyTokenRule>;

namespace FieldCrypt.Analyzers.Tests.Misuse;

public sealed class EncryptedConcurrencyTokenRuleTests
{
    [Fact]
    public Task Tokens_and_discriminators() => Verify.Verify("""
        public sealed class DynamoDBVersionAttribute : Attribute;
        public class Card
        {
            public int Id { get; set; }
            [Encrypted] public string Pan { get; set; } = "";
            [Encrypted] public byte[] Version { get; set; } = [];
            [Encrypted, DynamoDBVersion] public int {|FC2004:Counter|} { get; set; }
            [Encrypted, ConcurrencyCheck] public string ReportedByTheGenerator { get; set; } = "";
            [Encrypted] public string Kind { get; set; } = "";
            [ConcurrencyCheck] public string Name { get; set; } = "";
        }
        class CardMap : IEntityTypeConfiguration<Card>
        {
            public void Configure(EntityTypeBuilder<Card> builder)
            {
                builder.Property(c => c.Pan).HasMaxLength(19).{|FC2004:IsConcurrencyToken|}();
                builder.Property(c => c.Pan).IsConcurrencyToken(false);
                builder.Property("Version").{|FC2004:IsRowVersion|}();
                builder.{|FC2004:HasDiscriminator|}(c => c.Kind);
                builder.Property(c => c.Name).IsConcurrencyToken();
                builder.HasDiscriminator(c => c.Name);
            }
        }
        """);
}
