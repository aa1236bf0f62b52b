using System.Data.Common;
using System.Text;

namespace FieldCrypt.EntityFrameworkCore.Tests.Modeling;

public sealed class CheckConstraintTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task The_database_refuses_what_another_writer_stores_in_clear(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider, fieldCrypt: static options => options.AddCheckConstraints());
        await host.SaveAsync(
            new Card { Pan = "4111111111111111", Holder = "", Expiry = new DateOnly(2030, 1, 1) },
            new Customer { Email = "ada@example.org", Phone = "", Name = "Ada" });
        byte[] envelope = (await host.Database.EnvelopesAsync("""SELECT "Pan" FROM "Cards" """)).Single();
        string text = (string)(await host.Database.QueryAsync("""SELECT "Phone" FROM "Customers" """)).Single()!;

        foreach (byte[] clear in new[] { [], Encoding.UTF8.GetBytes("4111111111111111"), new byte[200], envelope[..70] })
            await Refused("""UPDATE "Cards" SET "Pan" = @p""", clear);
        foreach (string clear in new[] { "", "555-0199", new string('x', 200), text[..90] })
            await Refused("""UPDATE "Customers" SET "Phone" = @p""", clear);
        if (provider == DatabaseProvider.Sqlite)
        {
            await Refused("""UPDATE "Cards" SET "Pan" = @p""", "4111111111111111");
            await Refused("""UPDATE "Cards" SET "Pan" = @p""", 4111111111111111L);
        }

        await host.Database.ExecuteAsync("""UPDATE "Cards" SET "Pan" = @p""", envelope);
        await host.Database.ExecuteAsync("""UPDATE "Cards" SET "Holder" = NULL""");
        await host.Database.ExecuteAsync("""UPDATE "Customers" SET "Phone" = NULL""");

        async Task Refused(string sql, object value)
        {
            DbException exception = await host.Database.ExecuteAsync(sql, value).ShouldThrowAsync<DbException>();
            exception.Message.ShouldContain("_Envelope");
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Every_shape_is_saved_under_constraints(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShapesContext>.CreateAsync(provider, fieldCrypt: static options => options.AddCheckConstraints());
        var patient = new Patient { Contact = new Contact(), Home = new Address { Street = "one" } };
        patient.Others.Add(new Address { Street = "two" });
        await host.SaveAsync(
            patient,
            new Patient { Contact = new Contact() },
            new Voucher(1, "", 1),
            new CardPayment { Pan = "1" },
            new TransferPayment { Iban = "2" },
            new Dog { Owner = "Ada" },
            new Truck { Id = 1, Freight = "gold" },
            new Bus { Id = 2 },
            new Contract { Details = new ContractDetails() },
            new Dossier());
        foreach (string table in new[] { "Trucks", "Buses", "Dogs", "Patient_Others" })
        {
            string column = table switch { "Dogs" => "Chip", "Patient_Others" => "Street", _ => "Keeper" };
            (await host.Database.ExecuteAsync($"""UPDATE "{table}" SET "{column}" = @p""", new byte[200]).ShouldThrowAsync<DbException>()).Message.ShouldContain("_Envelope");
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Direct_envelopes_and_every_type_pass(DatabaseProvider provider)
    {
        await using var host = await TestHost<EverythingContext>.CreateAsync(
            provider, static keys => keys.DataKeys = DataKeyMode.Direct, static options => options.AddCheckConstraints());
        await host.SaveAsync(new Everything { Text = DateTimeOffset.UnixEpoch, Padded = "" });
        await using EverythingContext context = host.NewContext();
        (await context.Everything.SingleAsync()).Text.ShouldBe(DateTimeOffset.UnixEpoch);
    }
}
