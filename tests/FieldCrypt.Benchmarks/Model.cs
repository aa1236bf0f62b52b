using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FieldCrypt.Benchmarks;

/// <summary>The same row without encryption.</summary>
public class PlainCard
{
    public int Id { get; set; }

    public string Pan { get; set; } = "";

    public string Holder { get; set; } = "";

    public string Note { get; set; } = "";
}

/// <summary>The row with three encrypted columns.</summary>
public class EncryptedCard
{
    public int Id { get; set; }

    [Encrypted(Context = "Department=finance")]
    public string Pan { get; set; } = "";

    [Encrypted(Context = "Department=finance")]
    public string Holder { get; set; } = "";

    [Encrypted(Context = "Department=finance")]
    public string Note { get; set; } = "";
}

/// <summary>The row as a Data Protection value converter stores it.</summary>
public class ProtectedCard
{
    public int Id { get; set; }

    public string Pan { get; set; } = "";

    public string Holder { get; set; } = "";

    public string Note { get; set; } = "";
}

public sealed class PlainContext(DbContextOptions<PlainContext> options) : DbContext(options)
{
    public DbSet<PlainCard> Cards => Set<PlainCard>();
}

public sealed class EncryptedContext(DbContextOptions<EncryptedContext> options) : DbContext(options)
{
    public DbSet<EncryptedCard> Cards => Set<EncryptedCard>();
}

public sealed class ProtectedContext(DbContextOptions<ProtectedContext> options, IDataProtector protector) : DbContext(options)
{
    public DbSet<ProtectedCard> Cards => Set<ProtectedCard>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var converter = new ValueConverter<string, string>(value => protector.Protect(value), value => protector.Unprotect(value));
        modelBuilder.Entity<ProtectedCard>().Property(static card => card.Pan).HasConversion(converter);
        modelBuilder.Entity<ProtectedCard>().Property(static card => card.Holder).HasConversion(converter);
        modelBuilder.Entity<ProtectedCard>().Property(static card => card.Note).HasConversion(converter);
    }
}
