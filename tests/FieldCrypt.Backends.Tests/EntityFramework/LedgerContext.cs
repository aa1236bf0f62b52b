using Microsoft.EntityFrameworkCore;

namespace FieldCrypt.Backends.Tests;

[EncryptionContext("Department=finance")]
public class Payment
{
    public int Id { get; set; }

    [Encrypted]
    public string Pan { get; set; } = "";

    [Encrypted]
    public string? Holder { get; set; }
}

[EncryptionContext("Department=hr")]
public class Payslip
{
    public int Id { get; set; }

    [Encrypted]
    public decimal Amount { get; set; }
}

public class LedgerContext(DbContextOptions<LedgerContext> options) : DbContext(options)
{
    public DbSet<Payment> Payments => Set<Payment>();

    public DbSet<Payslip> Payslips => Set<Payslip>();
}
