namespace FieldCrypt.EntityFrameworkCore.Tests.Saving;

public sealed class ShapeTests
{
    private static Patient NewPatient()
    {
        var patient = new Patient
        {
            Name = "visible",
            CreatedBy = "nurse",
            Insurance = "A123",
            Home = new Address { Street = "Home Street 1", City = "Bonn" },
            Contact = new Contact { Phone = "555-1", Emergency = new Emergency { Phone = "555-2", Relation = "brother" } },
        };
        patient.Diagnose("healthy");
        patient.Others.Add(new Address { Street = "Other Street 2", City = "Ulm" });
        return patient;
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Owned_complex_field_inherited_and_init_members_round_trip(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShapesContext>.CreateAsync(provider);
        await host.SaveAsync(NewPatient());

        string[] columns = ["CreatedBy", "_diagnosis", "Insurance", "Home_Street", "Contact_Phone", "Contact_Emergency_Phone"];
        HashSet<string> salts = [];
        foreach (string column in columns)
            salts.Add(Envelopes.Salt((await host.Database.EnvelopesAsync($"""SELECT "{column}" FROM "Patient" """)).Single()));
        salts.Count.ShouldBe(1, "one row, one data key");
        salts.Add(Envelopes.Salt((await host.Database.EnvelopesAsync("""SELECT "Street" FROM "Patient_Others" """)).Single()));
        salts.Count.ShouldBe(2, "another row, another data key");

        await using ShapesContext context = host.NewContext();
        Patient read = await context.Set<Patient>().SingleAsync();
        read.CreatedBy.ShouldBe("nurse");
        read.Diagnosis().ShouldBe("healthy");
        read.Insurance.ShouldBe("A123");
        read.Home!.Street.ShouldBe("Home Street 1");
        read.Others.Single().Street.ShouldBe("Other Street 2");
        read.Contact.Phone.ShouldBe("555-1");
        read.Contact.Emergency.Phone.ShouldBe("555-2");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Changing_one_owned_or_complex_member_writes_its_column_alone(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShapesContext>.CreateAsync(provider);
        await host.SaveAsync(NewPatient());
        const string Row = """SELECT "Insurance" FROM "Patient" UNION ALL SELECT "Home_Street" FROM "Patient" UNION ALL SELECT "Contact_Phone" FROM "Patient" """;
        List<byte[]> before = await host.Database.EnvelopesAsync(Row);

        await using ShapesContext context = host.NewContext();
        Patient patient = await context.Set<Patient>().SingleAsync();
        patient.Home!.Street = "Home Street 2";
        patient.Contact.Phone = "555-3";
        await context.SaveChangesAsync();

        List<byte[]> after = await host.Database.EnvelopesAsync(Row);
        after[0].ShouldBe(before[0]);
        Envelopes.Salt(after[1]).ShouldNotBe(Envelopes.Salt(before[1]));
        Envelopes.Salt(after[1]).ShouldBe(Envelopes.Salt(after[2]), "one row written at once");
        await using ShapesContext again = host.NewContext();
        (await again.Set<Patient>().SingleAsync()).Contact.Phone.ShouldBe("555-3");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Records_generics_and_overrides_round_trip(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShapesContext>.CreateAsync(provider);
        await host.SaveAsync(
            new Voucher(7, "SAVE10", 10),
            new Holder<int> { Secret = "of int", Content = 3 },
            new Holder<string> { Secret = "of string", Content = "text" },
            new Person { Name = "Ada" });

        Envelope.IsEnvelope((await host.Database.EnvelopesAsync("""SELECT "Name" FROM "Person" """)).Single()).ShouldBeTrue();
        await using ShapesContext context = host.NewContext();
        (await context.Set<Voucher>().SingleAsync()).ShouldBe(new Voucher(7, "SAVE10", 10));
        (await context.Set<Holder<int>>().SingleAsync()).Secret.ShouldBe("of int");
        (await context.Set<Holder<string>>().SingleAsync()).Secret.ShouldBe("of string");
        Person person = await context.Set<Person>().SingleAsync();
        person.Name.ShouldBe("Ada");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Hierarchies_in_one_table_round_trip(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShapesContext>.CreateAsync(provider);
        await host.SaveAsync(new CardPayment { Payer = "Ada", Pan = "4111" }, new TransferPayment { Payer = "Bob", Iban = "DE89" });

        await using ShapesContext context = host.NewContext();
        List<Payment> payments = await context.Set<Payment>().OrderBy(payment => payment.Id).ToListAsync();
        payments.OfType<CardPayment>().Single().ShouldSatisfyAllConditions(p => p.Payer.ShouldBe("Ada"), p => p.Pan.ShouldBe("4111"));
        payments.OfType<TransferPayment>().Single().ShouldSatisfyAllConditions(p => p.Payer.ShouldBe("Bob"), p => p.Iban.ShouldBe("DE89"));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_table_per_type_entity_is_a_row_and_a_data_key_in_each_table(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShapesContext>.CreateAsync(provider);
        await host.SaveAsync(new Dog { Owner = "Ada", Chip = "276-1" });

        string owner = Envelopes.Salt((await host.Database.EnvelopesAsync("""SELECT "Owner" FROM "Animal" """)).Single());
        string chip = Envelopes.Salt((await host.Database.EnvelopesAsync("""SELECT "Chip" FROM "Dogs" """)).Single());
        owner.ShouldNotBe(chip);
        await using ShapesContext context = host.NewContext();
        Dog dog = await context.Set<Dog>().SingleAsync();
        dog.Owner.ShouldBe("Ada");
        dog.Chip.ShouldBe("276-1");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Concrete_tables_and_split_tables_round_trip(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShapesContext>.CreateAsync(provider);
        await host.SaveAsync(
            new Truck { Id = 1, Keeper = "Ada", Freight = "gold" },
            new Bus { Id = 2, Keeper = "Bob", Seats = 60 },
            new Contract { Party = "Ada", Details = new ContractDetails { Terms = "net 30" } },
            new Dossier { Summary = "short", Details = "long" });

        List<byte[]> contract = await host.Database.EnvelopesAsync("""SELECT "Party" FROM "Contracts" UNION ALL SELECT "Terms" FROM "Contracts" """);
        Envelopes.Salt(contract[0]).ShouldBe(Envelopes.Salt(contract[1]), "two entities, one row");
        await using ShapesContext context = host.NewContext();
        List<Vehicle> vehicles = await context.Set<Vehicle>().OrderBy(vehicle => vehicle.Id).ToListAsync();
        vehicles.Select(vehicle => vehicle.Keeper).ShouldBe(["Ada", "Bob"]);
        vehicles.OfType<Truck>().Single().Freight.ShouldBe("gold");
        (await context.Set<Contract>().Include(c => c.Details).SingleAsync()).Details.Terms.ShouldBe("net 30");
        Dossier dossier = await context.Set<Dossier>().SingleAsync();
        dossier.Summary.ShouldBe("short");
        dossier.Details.ShouldBe("long");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_complex_property_may_be_null_and_come_and_go(DatabaseProvider provider)
    {
        foreach (DataKeyMode mode in Enum.GetValues<DataKeyMode>())
        {
            await using var host = await TestHost<ShapesContext>.CreateAsync(provider, keys => keys.DataKeys = mode);
            await host.SaveAsync(new Visit(), new Visit { Room = new Room { Building = "A", Name = "green", Floor = 3 } });
            int calls = host.Keys.Backend.GenerateCalls;
            calls.ShouldBe(1, "one row holds something encrypted");
            await using (ShapesContext context = host.NewContext())
            {
                List<Visit> visits = await context.Set<Visit>().OrderBy(visit => visit.Id).ToListAsync();
                visits[0].Room.ShouldBeNull();
                visits[1].Room!.Name.ShouldBe("green");
                visits[1].Room!.Floor.ShouldBe(3);
                visits[0].Room = new Room { Building = "B", Name = "red" };
                visits[1].Room = null;
                await context.SaveChangesAsync();
            }

            (await host.Database.QueryAsync("""SELECT "Room_Floor" FROM "Visit" WHERE "Room_Building" IS NULL""")).Single().ShouldBeNull();
            await using ShapesContext again = host.NewContext();
            List<Visit> read = await again.Set<Visit>().OrderBy(visit => visit.Id).ToListAsync();
            read[0].Room!.Name.ShouldBe("red");
            read[1].Room.ShouldBeNull();
        }
    }
}
