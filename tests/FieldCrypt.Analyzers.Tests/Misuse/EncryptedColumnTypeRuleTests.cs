using Verify = FieldCrypt.Analyzers.Tests.RuleVerifier<FieldCrypt.Analyzers.EncryptedColumnTypeRule>;

namespace FieldCrypt.Analyzers.Tests.Misuse;

public sealed class EncryptedColumnTypeRuleTests
{
    [Fact]
    public Task Attributes() => Verify.Verify("""
        public class Card
        {
            [Encrypted, Column(TypeName = "varchar(19)")] public string {|FC2006:Pan|} { get; set; } = "";
            [Encrypted, Column(TypeName = "varbinary(64)")] public string {|FC2006:Short|} { get; set; } = "";
            [Encrypted, MaxLength(19), Column(TypeName = "varbinary(152)")] public string {|FC2006:OneTooShort|} { get; set; } = "";
            [Encrypted, MaxLength(19), Column(TypeName = "varbinary(153)")] public string JustRight { get; set; } = "";
            [Encrypted, StringLength(19), Column("PAN", TypeName = "BLOB")] public string Blob { get; set; } = "";
            [Encrypted(Storage = EncryptedStorage.Text), MaxLength(19), Column(TypeName = "nvarchar(203)")] public string {|FC2006:TextTooShort|} { get; set; } = "";
            [Encrypted(Storage = EncryptedStorage.Text), MaxLength(19), Column(TypeName = "nvarchar(204)")] public string TextJustRight { get; set; } = "";
            [Encrypted(Storage = EncryptedStorage.Text), Column(TypeName = "varbinary(max)")] public string {|FC2006:TextInBytes|} { get; set; } = "";
            [Encrypted, Column(TypeName = "decimal(18,2)")] public decimal {|FC2006:Amount|} { get; set; }
            [Encrypted, Column(TypeName = "varbinary(max)")] public string Max { get; set; } = "";
            [Encrypted, Column(TypeName = "our_domain")] public string Domain { get; set; } = "";
            [Encrypted(PadTo = 32), MaxLength(20), Column(TypeName = "varbinary(127)")] public byte[] {|FC2006:Padded|} { get; set; } = [];
            [Encrypted, MaxLength(19)] public string LimitOfPlaintext { get; set; } = "";
            [Column(TypeName = "varchar(19)")] public string Clear { get; set; } = "";
        }
        """);

    [Fact]
    public Task Fluent_configuration() => Verify.Verify("""
        public class Card { public int Id { get; set; } [Encrypted] public string Pan { get; set; } = ""; public string Name { get; set; } = ""; }
        class CardMap : IEntityTypeConfiguration<Card>
        {
            public void Configure(EntityTypeBuilder<Card> builder)
            {
                builder.Property(c => c.Pan).{|FC2006:HasColumnType|}("varchar(100)");
                builder.Property(c => c.Pan).HasMaxLength(19).{|FC2006:HasColumnType|}("varbinary(100)");
                builder.Property(c => c.Pan).{|FC2006:HasColumnType|}("varbinary(100)").HasMaxLength(19);
                builder.Property(c => c.Pan).HasMaxLength(19).HasColumnType("varbinary(200)");
                builder.Property(c => c.Pan).HasMaxLength(19);
                builder.Property(c => c.Name).HasColumnType("varchar(10)");
            }
        }
        """);
}
