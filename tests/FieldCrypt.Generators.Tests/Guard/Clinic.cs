using Microsoft.EntityFrameworkCore;

namespace FieldCrypt.Generators.Tests.Guard;

/// <summary>A base class whose private field is encrypted: reflection over the derived class does not show it.</summary>
public abstract class Party
{
    [Encrypted] private string? _taxNumber;

    public int Id { get; set; }

    public void SetTaxNumber(string value) => _taxNumber = value;

    public string? GetTaxNumber() => _taxNumber;
}

public class Patient : Party
{
    public string Ward { get; set; } = "";

    [Encrypted(Context = "Department=clinic")] public string? Name { get; set; }

    public Contact Contact { get; set; } = new();

    public Place Place { get; set; } = new();
}

/// <summary>Owned.</summary>
public class Contact
{
    public string? Kind { get; set; }

    [Encrypted] public string? Phone { get; set; }
}

/// <summary>A complex type within a complex type.</summary>
public class Place
{
    public string? City { get; set; }

    public Room Room { get; set; } = new();
}

public record Room([property: Encrypted] string? Door)
{
    public Room()
        : this((string?)null)
    {
    }

    public int Floor { get; set; }
}

public class Drug
{
    public int Id { get; set; }

    public string Label { get; set; } = "";
}

public class ClinicContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Patient> Patients => Set<Patient>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Patient>().OwnsOne(static patient => patient.Contact);
        modelBuilder.Entity<Patient>().ComplexProperty(static patient => patient.Place).ComplexProperty(static place => place.Room);
    }
}

public class DrugContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Drug> Drugs => Set<Drug>();
}
