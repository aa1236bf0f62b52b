using System.Reflection;
using System.Reflection.Emit;
using Microsoft.EntityFrameworkCore.Metadata;

namespace FieldCrypt.EntityFrameworkCore.Tests.Modeling;

/// <summary>Part of others, without a default context of its own.</summary>
public class Place
{
    [Encrypted(Searchable = true)]
    public string Street { get; set; } = "";

    [Encrypted(Context = "Level=explicit", Storage = EncryptedStorage.Text)]
    public string Code { get; set; } = "";

    public Spot? Spot { get; set; }
}

/// <summary>Part of a part.</summary>
public class Spot
{
    [Encrypted]
    public string Mark { get; set; } = "";
}

[EncryptionContext("Level=own")]
public class Safe
{
    [Encrypted]
    public string Combination { get; set; } = "";
}

/// <summary>A complex type.</summary>
public class Label
{
    [Encrypted]
    public string Text { get; set; } = "";
}

[EncryptionContext("Owner=employee")]
public class Worker
{
    public int Id { get; set; }

    public Place Home { get; set; } = new();

    public List<Place> Others { get; set; } = [];

    public Safe Safe { get; set; } = new();

    public Label Label { get; set; } = new();
}

/// <summary>Its default is the base class's.</summary>
public class Intern : Worker
{
    [Encrypted]
    public string Mentor { get; set; } = "";
}

[EncryptionContext("Owner=supplier")]
public class Supplier
{
    public int Id { get; set; }

    public Place Office { get; set; } = new();
}

/// <summary>Says nothing.</summary>
public class Visitor
{
    public int Id { get; set; }

    public Place Hotel { get; set; } = new();
}

public class PlacesContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Worker> Workers => Set<Worker>();

    public DbSet<Supplier> Suppliers => Set<Supplier>();

    public DbSet<Visitor> Visitors => Set<Visitor>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Worker>(worker =>
        {
            worker.OwnsOne(w => w.Home, static home => home.OwnsOne(p => p.Spot));
            worker.OwnsMany(w => w.Others, static other =>
            {
                other.Property<int>("Id");
                other.HasKey("Id");
                other.OwnsOne(p => p.Spot);
            });
            worker.OwnsOne(w => w.Safe);
            worker.ComplexProperty(w => w.Label);
        });
        modelBuilder.Entity<Intern>();
        modelBuilder.Entity<Supplier>().OwnsOne(s => s.Office, static office => office.OwnsOne(p => p.Spot));
        modelBuilder.Entity<Visitor>().OwnsOne(v => v.Hotel, static hotel => hotel.OwnsOne(p => p.Spot));
    }
}

/// <summary>The encryption context of what is part of an entity: its own where it says one, else its owner's.</summary>
public sealed class OwnedContextTests
{
    private static readonly string[] s_expected =
    [
        "Intern/Mentor: Owner=employee",
        "Supplier/Office.Code: Level=explicit", "Supplier/Office.Spot.Mark: Owner=supplier", "Supplier/Office.Street: Owner=supplier",
        "Visitor/Hotel.Code: Level=explicit", "Visitor/Hotel.Spot.Mark: ", "Visitor/Hotel.Street: ",
        "Worker/Home.Code: Level=explicit", "Worker/Home.Spot.Mark: Owner=employee", "Worker/Home.Street: Owner=employee", "Worker/Label.Text: Owner=employee",
        "Worker/Others.Code: Level=explicit", "Worker/Others.Spot.Mark: Owner=employee", "Worker/Others.Street: Owner=employee",
        "Worker/Safe.Combination: Level=own",
    ];

    [Theory, ClassData(typeof(Providers))]
    public async Task The_nearest_owner_that_says_one_decides(DatabaseProvider provider)
    {
        await using var host = await TestHost<PlacesContext>.CreateAsync(provider);
        await using (PlacesContext context = host.NewContext())
            ContextsIn(context.Model).ShouldBe(s_expected);
        await SaveAndReadAsync(host, host.Options);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task And_in_a_compiled_model(DatabaseProvider provider)
    {
        await using var host = await TestHost<PlacesContext>.CreateAsync(provider);
        IModel compiled;
        await using (PlacesContext context = host.NewContext())
            compiled = CompiledModelTests.Compile(CompiledModelTests.Generate(context, provider), nameof(PlacesContext));
        ContextsIn(compiled).ShouldBe(s_expected);
        await SaveAndReadAsync(host, new DbContextOptionsBuilder<PlacesContext>(host.Options).UseModel(compiled).Options);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Each_owners_values_are_under_its_own_context(DatabaseProvider provider)
    {
        await using var host = await TestHost<PlacesContext>.CreateAsync(provider);
        await host.SaveAsync(new Worker { Home = new Place { Street = "worker" } }, new Supplier { Office = new Place { Street = "supplier" } });
        byte[] home = (await host.Database.EnvelopesAsync("""SELECT "Home_Street" FROM "Workers" """)).Single();
        byte[] office = (await host.Database.EnvelopesAsync("""SELECT "Office_Street" FROM "Suppliers" """)).Single();
        (await DecryptAsync("Worker", "Home.Street", "Owner=employee", home)).ShouldBe("worker");
        (await DecryptAsync("Supplier", "Office.Street", "Owner=supplier", office)).ShouldBe("supplier");
        (await DecryptAsync("Worker", "Home.Street", "", home).ShouldThrowAsync<FieldCryptException>()).Error.ShouldBe(FieldCryptError.EncryptionContextMismatch);

        async Task<string> DecryptAsync(string table, string column, string context, byte[] envelope)
            => await host.Keys.KeyRing.DecryptAsync(new EncryptedColumn<string>(table, column, EncryptionContext.Parse(context), ValueEncodings.String), envelope);
    }

    [Fact]
    public void An_assembly_speaks_last()
    {
        EncryptedProperty taking = NewProperty(EncryptionContext.Empty, takesOwners: true);
        EncryptedProperty ofItsAssembly = NewProperty(EncryptionContext.Parse("Assembly=parts"), takesOwners: true);
        EncryptedProperty own = NewProperty(EncryptionContext.Parse("Level=own"), takesOwners: false);
        Type silent = typeof(Visitor);
        Type speaking = typeof(Supplier);
        Type inSpeakingAssembly = TypeInAssemblyWithDefault("Assembly=owners");

        taking.ContextIn([]).ShouldBe(EncryptionContext.Empty);
        taking.ContextIn([silent, speaking]).ToString().ShouldBe("Owner=supplier");
        taking.ContextIn([silent, inSpeakingAssembly]).ToString().ShouldBe("Assembly=owners");
        taking.ContextIn([inSpeakingAssembly, speaking]).ToString().ShouldBe("Owner=supplier");
        ofItsAssembly.ContextIn([inSpeakingAssembly]).ToString().ShouldBe("Assembly=parts");
        ofItsAssembly.ContextIn([speaking]).ToString().ShouldBe("Owner=supplier");
        own.ContextIn([speaking]).ToString().ShouldBe("Level=own");
    }

    private static async Task SaveAndReadAsync(TestHost<PlacesContext> host, DbContextOptions options)
    {
        await using (var context = new PlacesContext(options))
        {
            context.Add(new Intern
            {
                Home = new Place { Street = "home", Code = "1", Spot = new Spot { Mark = "x" } },
                Others = [new Place { Street = "other", Code = "2" }],
                Safe = new Safe { Combination = "3" },
                Label = new Label { Text = "label" },
                Mentor = "Ada",
            });
            context.Add(new Supplier { Office = new Place { Street = "office", Code = "4", Spot = new Spot { Mark = "y" } } });
            await context.SaveChangesAsync();
        }

        host.Keys.Forget();
        await using var reading = new PlacesContext(options);
        Worker worker = await reading.Workers.SingleAsync(w => w.Home.Street == "home");
        (worker.Home.Spot!.Mark, worker.Others.Single().Street, worker.Safe.Combination, worker.Label.Text, ((Intern)worker).Mentor).ShouldBe(("x", "other", "3", "label", "Ada"));
        (await reading.Suppliers.Where(s => s.Office.Street == "office").Select(s => s.Office.Spot!.Mark).SingleAsync()).ShouldBe("y");
    }

    private static IEnumerable<string> ContextsIn(IModel model)
        => model.GetEntityTypes().SelectMany(static type => type.GetFlattenedDeclaredProperties())
            .Where(static property => property.FindAnnotation(FieldCryptAnnotationNames.Column) is not null)
            .Select(static property => $"{property[FieldCryptAnnotationNames.Table]}/{property[FieldCryptAnnotationNames.Column]}: {property[FieldCryptAnnotationNames.Context]}")
            .Order(StringComparer.Ordinal);

    private static EncryptedProperty<string, byte[]> NewProperty(EncryptionContext context, bool takesOwners)
        => new(typeof(Place), "Street", context, ValueEncodings.String, static (_, _) => Array.Empty<byte>(), static (_, _) => "") { TakesOwnersContext = takesOwners };

    private static Type TypeInAssemblyWithDefault(string context)
    {
        AssemblyBuilder assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Speaking"), AssemblyBuilderAccess.Run);
        assembly.SetCustomAttribute(new CustomAttributeBuilder(typeof(EncryptionContextAttribute).GetConstructor([typeof(string)])!, [context]));
        return assembly.DefineDynamicModule("Speaking").DefineType("Owner").CreateType();
    }
}
