using System.ComponentModel.DataAnnotations;

namespace FieldCrypt.EntityFrameworkCore.Tests.Query;

public enum Tier
{
    Basic,
    Gold,
}

[EncryptionContext("Department=bank")]
public class Account
{
    public int Id { get; set; }

    [Encrypted]
    public string Iban { get; set; } = "";

    [Encrypted, MaxLength(40)]
    public string? Nickname { get; set; }

    [Encrypted]
    public int Points { get; set; }

    [Encrypted]
    public decimal? Limit { get; set; }

    [Encrypted]
    public bool Blocked { get; set; }

    [Encrypted]
    public Tier Tier { get; set; }

    [Encrypted]
    public DateOnly? Birthday { get; set; }

    [Encrypted]
    public byte[]? Photo { get; set; }

    [Encrypted(Storage = EncryptedStorage.Text)]
    public string? Memo { get; set; }

    public string Branch { get; set; } = "";

    public byte[]? Raw { get; set; }

    public List<Entry> Entries { get; } = [];
}

[EncryptionContext("Department=bank")]
public class Entry
{
    public int Id { get; set; }

    [Encrypted]
    public string Counterpart { get; set; } = "";

    public int Cents { get; set; }

    public int AccountId { get; set; }

    public Account Account { get; set; } = null!;
}

/// <summary>Nothing encrypted.</summary>
public class Country
{
    public int Id { get; set; }

    public string Name { get; set; } = "";
}

public class BankContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<Entry> Entries => Set<Entry>();

    public DbSet<Country> Countries => Set<Country>();
}

public static class Bank
{
    /// <summary>Three accounts: 1 and 2 in Vienna, 3 in Graz with nothing that can be null; account 1 has two entries, account 2 one.</summary>
    public static object[] Rows() =>
    [
        new Account
        {
            Id = 1, Iban = "AT01", Nickname = "rent", Points = 10, Limit = 100m, Blocked = true, Tier = Tier.Gold, Birthday = new DateOnly(1990, 1, 2), Photo = [1, 2, 3],
            Memo = "first", Branch = "Vienna", Raw = [9],
            Entries = { new Entry { Id = 11, Counterpart = "Landlord", Cents = 500 }, new Entry { Id = 12, Counterpart = "Grocer", Cents = 20 } },
        },
        new Account { Id = 2, Iban = "AT02", Points = 20, Branch = "Vienna", Entries = { new Entry { Id = 21, Counterpart = "Landlord", Cents = 7 } } },
        new Account { Id = 3, Iban = "AT03", Nickname = "savings", Points = 30, Branch = "Graz" },
    ];
}
