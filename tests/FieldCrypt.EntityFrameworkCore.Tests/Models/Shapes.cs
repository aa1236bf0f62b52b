namespace FieldCrypt.EntityFrameworkCore.Tests.Models;

/// <summary>Not mapped itself: its members belong to the entities that derive from it.</summary>
public abstract class Audited
{
    public int Id { get; set; }

    [Encrypted]
    public string CreatedBy { get; set; } = "";
}

public class Patient : Audited
{
    [Encrypted]
    private string _diagnosis = "";

    public string Name { get; set; } = "";

    [Encrypted]
    public string Insurance { get; init; } = "";

    public Address? Home { get; set; }

    public List<Address> Others { get; } = [];

    public required Contact Contact { get; set; }

    public void Diagnose(string diagnosis) => _diagnosis = diagnosis;

    public string Diagnosis() => _diagnosis;
}

/// <summary>Owned.</summary>
public class Address
{
    [Encrypted]
    public string Street { get; set; } = "";

    public string City { get; set; } = "";
}

/// <summary>A complex type, nested.</summary>
public class Contact
{
    [Encrypted]
    public string Phone { get; set; } = "";

    public Emergency Emergency { get; set; }
}

public struct Emergency
{
    [Encrypted]
    public string? Phone { get; set; }

    public string? Relation { get; set; }
}

/// <summary>A record with a positional property.</summary>
public record Voucher(int Id, [property: Encrypted] string Code, int Value);

public class Holder<T>
{
    public int Id { get; set; }

    [Encrypted]
    public string Secret { get; set; } = "";

    public T? Content { get; set; }
}

public abstract class Payment
{
    public int Id { get; set; }

    [Encrypted]
    public string Payer { get; set; } = "";
}

public class CardPayment : Payment
{
    [Encrypted]
    public string Pan { get; set; } = "";
}

public class TransferPayment : Payment
{
    [Encrypted]
    public string Iban { get; set; } = "";
}

public abstract class Animal
{
    public int Id { get; set; }

    [Encrypted]
    public string Owner { get; set; } = "";
}

public class Dog : Animal
{
    [Encrypted]
    public string Chip { get; set; } = "";
}

public abstract class Vehicle
{
    public int Id { get; set; }

    [Encrypted]
    public string Keeper { get; set; } = "";
}

public class Truck : Vehicle
{
    [Encrypted]
    public string Freight { get; set; } = "";
}

public class Bus : Vehicle
{
    public int Seats { get; set; }
}

/// <summary>Two entities in one table.</summary>
public class Contract
{
    public int Id { get; set; }

    [Encrypted]
    public string Party { get; set; } = "";

    public ContractDetails Details { get; set; } = null!;
}

public class ContractDetails
{
    public int Id { get; set; }

    [Encrypted]
    public string Terms { get; set; } = "";
}

/// <summary>One entity in two tables.</summary>
public class Dossier
{
    public int Id { get; set; }

    [Encrypted]
    public string Summary { get; set; } = "";

    [Encrypted]
    public string Details { get; set; } = "";
}

/// <summary>The attribute stands on the overridden member alone.</summary>
public abstract class Named
{
    public int Id { get; set; }

    [Encrypted]
    public virtual string Name { get; set; } = "";
}

public class Person : Named
{
    public override string Name { get; set; } = "";
}

/// <summary>Its complex property may be null as a whole.</summary>
public class Visit
{
    public int Id { get; set; }

    public Room? Room { get; set; }
}

public class Room
{
    public required string Building { get; set; }

    [Encrypted]
    public string Name { get; set; } = "";

    [Encrypted]
    public int Floor { get; set; }
}

public class ShapesContext(DbContextOptions options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Patient>(patient =>
        {
            patient.OwnsOne(p => p.Home);
            patient.OwnsMany(p => p.Others, others => others.HasKey("Id"));
            patient.ComplexProperty(p => p.Contact, contact => contact.ComplexProperty(c => c.Emergency));
        });
        modelBuilder.Entity<Voucher>().Property(voucher => voucher.Id).ValueGeneratedNever();
        modelBuilder.Entity<Holder<int>>();
        modelBuilder.Entity<Holder<string>>();
        modelBuilder.Entity<Payment>();
        modelBuilder.Entity<CardPayment>();
        modelBuilder.Entity<TransferPayment>();
        modelBuilder.Entity<Animal>().UseTptMappingStrategy();
        modelBuilder.Entity<Dog>().ToTable("Dogs");
        modelBuilder.Entity<Vehicle>().UseTpcMappingStrategy().Property(vehicle => vehicle.Id).ValueGeneratedNever();
        modelBuilder.Entity<Truck>().ToTable("Trucks");
        modelBuilder.Entity<Bus>().ToTable("Buses");
        modelBuilder.Entity<Contract>(contract =>
        {
            contract.ToTable("Contracts");
            contract.HasOne(c => c.Details).WithOne().HasForeignKey<ContractDetails>(d => d.Id);
            contract.Navigation(c => c.Details).IsRequired();
        });
        modelBuilder.Entity<ContractDetails>().ToTable("Contracts");
        modelBuilder.Entity<Dossier>().ToTable("Dossiers").SplitToTable("DossierDetails", table => table.Property(dossier => dossier.Details));
        modelBuilder.Entity<Person>();
        modelBuilder.Entity<Visit>().ComplexProperty(visit => visit.Room);
    }
}
