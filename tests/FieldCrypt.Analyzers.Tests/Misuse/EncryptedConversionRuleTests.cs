using Verify = FieldCrypt.Analyzers.Tests.RuleVerifier<FieldCrypt.Analyzers.EncryptedConversionRule>;

namespace FieldCrypt.Analyzers.Tests.Misuse;

public sealed class EncryptedConversionRuleTests
{
    [Fact]
    public Task Conversions() => Verify.Verify("""
        using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
        public class Card { public int Id { get; set; } [Encrypted] public string Pan { get; set; } = ""; public int Kind { get; set; } }
        class CardMap : IEntityTypeConfiguration<Card>
        {
            public void Configure(EntityTypeBuilder<Card> builder)
            {
                builder.Property(c => c.Pan).{|FC2005:HasConversion|}(v => v.Trim(), v => v);
                builder.Property(c => c.Pan).HasMaxLength(19).{|FC2005:HasConversion<byte[]>|}();
                builder.Property(c => c.Pan).HasConversion((ValueConverter?)null);
                builder.Property(c => c.Kind).HasConversion<string>();
            }
        }
        """);
}
