namespace FieldCrypt.EntityFrameworkCore.Tests.BranchKeys;

/// <summary>Holds its own branch keys.</summary>
public class SelfContainedContext(DbContextOptions<SelfContainedContext> options) : DbContext(options)
{
    public DbSet<Card> Cards => Set<Card>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Card>().Ignore(card => card.Customer);
        modelBuilder.UseFieldCryptBranchKeys();
    }
}
