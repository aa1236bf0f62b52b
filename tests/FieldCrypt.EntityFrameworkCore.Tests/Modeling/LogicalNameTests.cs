using Microsoft.EntityFrameworkCore.Metadata;

namespace FieldCrypt.EntityFrameworkCore.Tests.Modeling;

[EncryptedTable("OldName")]
public class Renamed
{
    public int Id { get; set; }

    [Encrypted(Name = "OldColumn")]
    public string Secret { get; set; } = "";
}

public static class Elsewhere
{
    public class Card
    {
        public int Id { get; set; }

        [Encrypted]
        public string Pan { get; set; } = "";
    }
}

public class Pair<TFirst, TSecond>
{
    public int Id { get; set; }

    [Encrypted]
    public string Secret { get; set; } = "";
}

public static class Binder<T>
{
    public class Sheet
    {
        public int Id { get; set; }

        [Encrypted]
        public string Text { get; set; } = "";
    }

    public class Tab<TMark>
    {
        public int Id { get; set; }

        [Encrypted]
        public string Text { get; set; } = "";
    }
}

public sealed class LogicalNameTests
{
    [Fact]
    public void Names_follow_entity_path_and_property()
    {
        IModel model = ShapesModel();
        NamesIn(model).ShouldBe(
        [
            "Animal/Owner", "CardPayment/Pan", "Contract/Party", "ContractDetails/Terms", "Dog/Chip", "Dossier/Details", "Dossier/Summary",
            "Holder<Int32>/Secret", "Holder<String>/Secret", "Patient/Contact.Emergency.Phone", "Patient/Contact.Phone", "Patient/CreatedBy",
            "Patient/Home.Street", "Patient/Insurance", "Patient/Others.Street", "Patient/_diagnosis", "Payment/Payer", "Person/Name",
            "TransferPayment/Iban", "Truck/Freight", "Vehicle/Keeper", "Visit/Room.Floor", "Visit/Room.Name", "Voucher/Code",
        ]);
    }

    [Fact]
    public void Attributes_fix_names()
        => NamesIn(ModelOf.Design(static model => model.Entity<Renamed>())).ShouldBe(["OldName/OldColumn"]);

    [Fact]
    public void Generic_classes_have_the_names_of_their_arguments()
        => NamesIn(ModelOf.Design(static model =>
        {
            model.Entity<Pair<Card, List<int?>>>().ToTable("A");
            model.Entity<Pair<byte[], Elsewhere.Card>>().ToTable("B");
            model.Entity<Binder<string>.Sheet>().ToTable("C");
            model.Entity<Binder<string>.Tab<long>>().ToTable("D");
        })).ShouldBe(["Pair<Byte[],Card>/Secret", "Pair<Card,List<Nullable<Int32>>>/Secret", "Sheet<String>/Text", "Tab<String,Int64>/Text"]);

    [Fact]
    public void Fluent_names_come_first()
        => NamesIn(ModelOf.Design(static model => model.Entity<Renamed>().Property(r => r.Secret).HasEncryptedName("T", "c"))).ShouldBe(["T/c"]);

    [Fact]
    public void Fluent_names_reach_complex_properties()
        => NamesIn(ModelOf.Design(static model => model.Entity<Patient>(patient =>
        {
            patient.OwnsOne(p => p.Home);
            patient.Ignore(p => p.Others);
            patient.ComplexProperty(p => p.Contact, contact =>
            {
                contact.Property(c => c.Phone).HasEncryptedName("Patient", "Telephone");
                contact.ComplexProperty(c => c.Emergency);
            });
        }))).ShouldContain("Patient/Telephone");

    [Fact]
    public void Database_names_play_no_part()
        => NamesIn(ModelOf.Design(static model => model.Entity<Renamed>().ToTable("T2", "s").Property(r => r.Secret).HasColumnName("c2"))).ShouldBe(["OldName/OldColumn"]);

    [Fact]
    public void Classes_of_one_name_are_refused_until_one_is_renamed()
    {
        FieldCryptException exception = ModelOf.Refusal(static model =>
        {
            model.Entity<Card>().Ignore(card => card.Customer);
            model.Entity<Elsewhere.Card>().ToTable("Others");
        });
        exception.Error.ShouldBe(FieldCryptError.ModelNotSupported);
        exception.Message.ShouldContain("\"Card.Pan\"");
        exception.Message.ShouldContain("[EncryptedTable]");

        NamesIn(ModelOf.Design(static model =>
        {
            model.Entity<Card>().Ignore(card => card.Customer);
            model.Entity<Elsewhere.Card>().ToTable("Others").Property(card => card.Pan).HasEncryptedName("OtherCard", "Pan");
        })).ShouldContain("OtherCard/Pan");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_value_is_read_under_the_name_it_was_written_for_alone(DatabaseProvider provider)
    {
        await using var host = await TestHost<NameContext>.CreateAsync(provider);
        await host.SaveAsync(new Renamed { Secret = "value" });
        byte[] envelope = (await host.Database.EnvelopesAsync("""SELECT "Secret" FROM "Renamed" """)).Single();

        string value = await host.Keys.KeyRing.DecryptAsync(new EncryptedColumn<string>("OldName", "OldColumn", EncryptionContext.Empty, ValueEncodings.String), envelope);
        value.ShouldBe("value");
        var moved = new EncryptedColumn<string>("Renamed", "Secret", EncryptionContext.Empty, ValueEncodings.String);
        (await host.Keys.KeyRing.DecryptAsync(moved, envelope).AsTask().ShouldThrowAsync<FieldCryptException>()).Error.ShouldBe(FieldCryptError.AuthenticationFailed);
    }

    internal static IModel ShapesModel()
    {
        using var keys = new TestKeys();
        var options = new DbContextOptionsBuilder().UseSqlite("Data Source=:memory:").UseFieldCrypt(keys.KeyRing).ManyKeyRings().Options;
        using var context = new ShapesContext(options);
        return context.Model;
    }

    private static IEnumerable<string> NamesIn(IModel model)
        => model.GetEntityTypes().SelectMany(static type => type.GetFlattenedDeclaredProperties())
            .Where(static property => property.FindAnnotation(FieldCryptAnnotationNames.Column) is not null)
            .Select(static property => $"{property[FieldCryptAnnotationNames.Table]}/{property[FieldCryptAnnotationNames.Column]}")
            .Order(StringComparer.Ordinal);

    private sealed class NameContext(DbContextOptions options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Renamed>();
    }
}
