using System.ComponentModel.DataAnnotations;

namespace FieldCrypt.EntityFrameworkCore.Tests.Query;

[EncryptionContext("Department=support")]
public class Person
{
    public int Id { get; set; }

    [Encrypted(Searchable = true)]
    public string Email { get; set; } = "";

    [Encrypted(Searchable = true), MaxLength(30)]
    public string? Phone { get; set; }

    [Encrypted(Searchable = true, Storage = EncryptedStorage.Text)]
    public string? TaxNumber { get; set; }

    [Encrypted(Searchable = true)]
    public int? Pin { get; set; }

    [Encrypted(Searchable = true)]
    public decimal Balance { get; set; }

    [Encrypted(Searchable = true)]
    public DateOnly? Birthday { get; set; }

    [Encrypted(Searchable = true)]
    public Tier Tier { get; set; }

    [Encrypted(Searchable = true)]
    public byte[]? Badge { get; set; }

    [Encrypted]
    public string? Note { get; set; }

    public string City { get; set; } = "";

    public List<Call> Calls { get; } = [];
}

[EncryptionContext("Department=support")]
public class Call
{
    public int Id { get; set; }

    [Encrypted(Searchable = true, Context = "Department=calls")]
    public string Number { get; set; } = "";

    [Encrypted(Searchable = true)]
    public string? Email { get; set; }

    public int PersonId { get; set; }

    public Person Person { get; set; } = null!;
}

public class DirectoryContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Person> People => Set<Person>();

    public DbSet<Call> Calls => Set<Call>();
}

public static class Directory
{
    /// <summary>Four people; 1 and 4 share an e-mail address; 3 has nothing that can be null.</summary>
    public static object[] Rows() =>
    [
        new Person
        {
            Id = 1, Email = "ann@x.example", Phone = "1", TaxNumber = "T1", Pin = 11, Balance = 1.50m, Birthday = new DateOnly(1990, 1, 2), Tier = Tier.Gold, Badge = [1, 2],
            Note = "n1", City = "Vienna",
            Calls = { new Call { Id = 11, Number = "555", Email = "ann@x.example" }, new Call { Id = 12, Number = "556" } },
        },
        new Person { Id = 2, Email = "bob@x.example", Phone = "2", City = "Vienna", Calls = { new Call { Id = 21, Number = "555" } } },
        new Person { Id = 3, Email = "Ann@x.example", Balance = 7m, City = "Graz" },
        new Person { Id = 4, Email = "ann@x.example", Phone = "1", Pin = 11, Birthday = new DateOnly(1990, 1, 2), City = "Linz" },
    ];
}
