namespace FieldCrypt.EntityFrameworkCore.Tests.Models;

[EncryptionContext("Department=finance")]
public class Card
{
    public int Id { get; set; }

    [Encrypted]
    public string Pan { get; set; } = "";

    [Encrypted]
    public string? Holder { get; set; }

    [Encrypted]
    public DateOnly? Expiry { get; set; }

    /// <summary>Another context: another record key in the same row.</summary>
    [Encrypted(Context = "Department=support")]
    public string? Remark { get; set; }

    public string? Label { get; set; }

    public int? CustomerId { get; set; }

    public Customer? Customer { get; set; }
}

public class Customer
{
    public int Id { get; set; }

    [Encrypted(Context = "Department=sales")]
    public string Email { get; set; } = "";

    [Encrypted(Context = "Department=sales", Storage = EncryptedStorage.Text)]
    public string? Phone { get; set; }

    public string Name { get; set; } = "";

    public List<Card> Cards { get; } = [];
}

public class ShopContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Card> Cards => Set<Card>();

    public DbSet<Customer> Customers => Set<Customer>();
}
