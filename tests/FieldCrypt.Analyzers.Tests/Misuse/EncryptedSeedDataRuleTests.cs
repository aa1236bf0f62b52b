using Verify = FieldCrypt.Analyzers.Tests.RuleVerifier<FieldCrypt.Analyzers.EncryptedSeedDataRule>;

namespace FieldCrypt.Analyzers.Tests.Misuse;

public sealed class EncryptedSeedDataRuleTests
{
    [Fact]
    public Task Seeds_and_defaults() => Verify.Verify("""
        public class Card { public int Id { get; set; } [Encrypted] public string? Pan { get; set; } public string Name { get; set; } = ""; }
        public class Shop : DbContext
        {
            protected override void OnModelCreating(ModelBuilder modelBuilder)
            {
                modelBuilder.Entity<Card>().HasData(new Card { Id = 1, {|FC2011:Pan = "4111111111111111"|} }, new Card { Id = 2, Name = "b" }, new Card { Id = 3, Pan = null });
                modelBuilder.Entity<Card>().HasData(new { Id = 4, {|FC2011:Pan = "x"|}, Name = "c" });
                modelBuilder.Entity<Card>().Property(c => c.Pan).{|FC2011:HasDefaultValue|}("none");
                modelBuilder.Entity<Card>().Property(c => c.Pan).{|FC2011:HasDefaultValueSql|}("''");
                modelBuilder.Entity<Card>().Property(c => c.Pan).{|FC2011:HasComputedColumnSql|}("upper(Name)");
                modelBuilder.Entity<Card>().Property(c => c.Name).HasDefaultValue("none");
            }
        }
        """);
}
