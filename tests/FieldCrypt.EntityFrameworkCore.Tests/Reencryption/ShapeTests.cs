namespace FieldCrypt.EntityFrameworkCore.Tests.Reencryption;

/// <summary>Every shape of table that holds envelopes.</summary>
public sealed class ShapeTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task Owned_complex_split_shared_and_inherited_tables_are_all_done(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShapesContext>.CreateAsync(provider);
        var patient = new Patient
        {
            Name = "visible",
            CreatedBy = "nurse",
            Insurance = "A123",
            Home = new Address { Street = "Home Street 1" },
            Contact = new Contact { Phone = "555-1", Emergency = new Emergency { Phone = "555-2" } },
        };
        patient.Diagnose("healthy");
        patient.Others.Add(new Address { Street = "Other Street 2" });
        patient.Others.Add(new Address { Street = "Other Street 3" });
        await host.SaveAsync(
            patient,
            new Voucher(7, "SAVE10", 10),
            new Holder<int> { Secret = "of int" },
            new Holder<string> { Secret = "of string" },
            new Models.Person { Name = "Ada" },
            new CardPayment { Payer = "Ada", Pan = "4111" },
            new TransferPayment { Payer = "Bob", Iban = "DE89" },
            new Dog { Owner = "Ada", Chip = "276-1" },
            new Truck { Id = 1, Keeper = "Ada", Freight = "gold" },
            new Bus { Id = 2, Keeper = "Bob" },
            new Contract { Party = "Ada", Details = new ContractDetails { Terms = "net 30" } },
            new Dossier { Summary = "short", Details = "long" },
            new Visit(),
            new Visit { Room = new Room { Building = "A", Name = "green", Floor = 3 } });
        BranchKeyId[] old = await host.Keys.KeyRing.RotateAllAsync();
        await using (ShapesContext context = host.NewContext())
        {
            long values = (await context.CountEnvelopesByKeyAsync()).Sum(static count => count.Values);
            values.ShouldBe(27);
            (await context.ReencryptAsync(new ReencryptOptions { BatchSize = 1 })).ShouldSatisfyAllConditions(
                result => result.Reencrypted.ShouldBe(17, "rows of tables: a patient with two addresses is three, a dog and a dossier are two each"),
                result => result.IsComplete.ShouldBeTrue());
            IReadOnlyList<EnvelopeCount> after = await context.CountEnvelopesByKeyAsync();
            after.ShouldAllBe(static count => count.IsActive);
            after.Sum(static count => count.Values).ShouldBe(values);
        }

        await host.Keys.KeyRing.DestroyAsync(old);
        await using Process<ShapesContext> later = host.NewProcess();
        ShapesContext read = later.Context;
        Patient found = await read.Set<Patient>().SingleAsync();
        (found.CreatedBy, found.Diagnosis(), found.Insurance, found.Home!.Street, found.Contact.Phone, found.Contact.Emergency.Phone).ShouldBe(("nurse", "healthy", "A123", "Home Street 1", "555-1", "555-2"));
        found.Others.Select(static address => address.Street).ShouldBe(["Other Street 2", "Other Street 3"], ignoreOrder: true);
        (await read.Set<Voucher>().SingleAsync()).Code.ShouldBe("SAVE10");
        (await read.Set<Holder<int>>().SingleAsync()).Secret.ShouldBe("of int");
        (await read.Set<Holder<string>>().SingleAsync()).Secret.ShouldBe("of string");
        (await read.Set<Models.Person>().SingleAsync()).Name.ShouldBe("Ada");
        (await read.Set<CardPayment>().SingleAsync()).ShouldSatisfyAllConditions(p => p.Payer.ShouldBe("Ada"), p => p.Pan.ShouldBe("4111"));
        (await read.Set<TransferPayment>().SingleAsync()).ShouldSatisfyAllConditions(p => p.Payer.ShouldBe("Bob"), p => p.Iban.ShouldBe("DE89"));
        (await read.Set<Dog>().SingleAsync()).ShouldSatisfyAllConditions(d => d.Owner.ShouldBe("Ada"), d => d.Chip.ShouldBe("276-1"));
        (await read.Set<Vehicle>().OrderBy(vehicle => vehicle.Id).ToListAsync()).Select(static vehicle => vehicle.Keeper).ShouldBe(["Ada", "Bob"]);
        (await read.Set<Contract>().Include(c => c.Details).SingleAsync()).ShouldSatisfyAllConditions(c => c.Party.ShouldBe("Ada"), c => c.Details.Terms.ShouldBe("net 30"));
        (await read.Set<Dossier>().SingleAsync()).ShouldSatisfyAllConditions(d => d.Summary.ShouldBe("short"), d => d.Details.ShouldBe("long"));
        (await read.Set<Visit>().SingleAsync(visit => visit.Room != null)).Room.ShouldNotBeNull().ShouldSatisfyAllConditions(r => r.Name.ShouldBe("green"), r => r.Floor.ShouldBe(3));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_entity_type_is_done_with_what_it_owns_and_what_derives_from_it(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShapesContext>.CreateAsync(provider);
        var patient = new Patient { CreatedBy = "nurse", Contact = new Contact { Phone = "1" } };
        patient.Others.Add(new Address { Street = "S" });
        await host.SaveAsync(patient, new Dog { Owner = "Ada", Chip = "276-1" }, new Truck { Id = 1, Keeper = "Ada" }, new Bus { Id = 2, Keeper = "Bob" });
        await host.Keys.KeyRing.RotateAllAsync();
        await using ShapesContext context = host.NewContext();
        (await context.ReencryptAsync<Patient>()).Reencrypted.ShouldBe(2);
        (await context.ReencryptAsync<Animal>()).Reencrypted.ShouldBe(2);
        (await context.ReencryptAsync<Truck>()).Reencrypted.ShouldBe(1);
        (await context.ReencryptAsync<Vehicle>()).Reencrypted.ShouldBe(1);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_column_of_two_properties_is_read_as_the_one_that_wrote_it(DatabaseProvider provider)
    {
        await using var host = await TestHost<OneColumnContext>.CreateAsync(provider);
        await host.SaveAsync(new CardPayment { Payer = "Ada", Pan = "4111" }, new TransferPayment { Payer = "Bob", Iban = "DE89" });
        byte[] broken = (await host.Database.EnvelopesAsync("""SELECT "Account" FROM "Payment" WHERE "Payer" IS NOT NULL ORDER BY "Id" """))[0];
        await host.SaveAsync(new CardPayment { Payer = "Cyd", Pan = "5500" });
        broken[^1] ^= 1;
        await host.Database.ExecuteAsync("""UPDATE "Payment" SET "Account" = @p WHERE "Id" = (SELECT MAX("Id") FROM "Payment")""", broken);
        BranchKeyId[] old = await host.Keys.KeyRing.RotateAllAsync();
        await using (OneColumnContext context = host.NewContext())
        {
            ReencryptResult result = await context.ReencryptAsync();
            (result.Reencrypted, result.Failed).ShouldBe((3, 1));
            result.Failures.Single().ShouldSatisfyAllConditions(f => f.Property.ShouldBe("CardPayment.Pan or TransferPayment.Iban"), f => f.Error.ShouldBe(FieldCryptError.AuthenticationFailed));
        }

        await host.Keys.KeyRing.DestroyAsync(old);
        await using Process<OneColumnContext> later = host.NewProcess();
        (await later.Context.Set<CardPayment>().OrderBy(payment => payment.Id).FirstAsync()).Pan.ShouldBe("4111");
        (await later.Context.Set<TransferPayment>().SingleAsync()).Iban.ShouldBe("DE89");
    }

    public sealed class OneColumnContext(DbContextOptions options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Payment>();
            modelBuilder.Entity<CardPayment>().Property(payment => payment.Pan).HasColumnName("Account").ValueGeneratedNever();
            modelBuilder.Entity<TransferPayment>().Property(payment => payment.Iban).HasColumnName("Account").ValueGeneratedNever();
        }
    }
}
