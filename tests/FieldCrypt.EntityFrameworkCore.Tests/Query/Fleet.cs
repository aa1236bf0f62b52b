namespace FieldCrypt.EntityFrameworkCore.Tests.Query;

/// <summary>Not mapped itself.</summary>
public abstract class Owned
{
    public int Id { get; set; }

    [Encrypted(Searchable = true)]
    public string Owner { get; set; } = "";
}

/// <summary>With an owned type, a collection of them and a nested complex type.</summary>
public class Garage : Owned
{
    [Encrypted]
    public string Secret { get; set; } = "";

    public Place? Place { get; set; }

    public List<Place> Others { get; } = [];

    public required Keeper Keeper { get; set; }
}

public class Place
{
    [Encrypted(Searchable = true)]
    public string Street { get; set; } = "";

    [Encrypted]
    public string? Gate { get; set; }
}

public class Keeper
{
    [Encrypted]
    public string Name { get; set; } = "";

    public required Phone Phone { get; set; }
}

public class Phone
{
    [Encrypted(Searchable = true)]
    public string? Number { get; set; }
}

/// <summary>One class for each way to map a hierarchy.</summary>
public abstract class Vehicle : Owned
{
    public Garage? Garage { get; set; }
}

public class Car : Vehicle
{
    [Encrypted(Searchable = true)]
    public string Plate { get; set; } = "";
}

public class Bus : Vehicle
{
    [Encrypted(Searchable = true)]
    public string Plate { get; set; } = "";

    [Encrypted]
    public string? Line { get; set; }
}

public abstract class FleetContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Garage> Garages => Set<Garage>();

    public DbSet<Vehicle> Vehicles => Set<Vehicle>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Garage>(garage =>
        {
            garage.OwnsOne(g => g.Place);
            garage.OwnsMany(g => g.Others, other => other.HasKey("Id"));
            garage.ComplexProperty(g => g.Keeper, keeper => keeper.ComplexProperty(k => k.Phone));
        });
        modelBuilder.Entity<Car>();
        modelBuilder.Entity<Bus>();
    }
}

public class TphContext(DbContextOptions options) : FleetContext(options);

public class TptContext(DbContextOptions options) : FleetContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Vehicle>().UseTptMappingStrategy();
    }
}

public class TpcContext(DbContextOptions options) : FleetContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Vehicle>().UseTpcMappingStrategy();
    }
}
