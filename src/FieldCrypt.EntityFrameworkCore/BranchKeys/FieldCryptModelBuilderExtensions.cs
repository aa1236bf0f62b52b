using FieldCrypt.EntityFrameworkCore;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Maps what FieldCrypt keeps in the application's database.</summary>
public static class FieldCryptModelBuilderExtensions
{
    /// <summary>The table of branch keys.</summary>
    internal const string TableName = "FieldCryptBranchKeys";

    /// <summary>
    /// Maps the table <c>FieldCryptBranchKeys</c>, in which <c>keys.UseDatabaseBranchKeyStore&lt;TContext&gt;()</c> keeps
    /// wrapped branch keys. Call it in <c>OnModelCreating</c> and add a migration.
    /// </summary>
    /// <param name="modelBuilder">The model.</param>
    /// <param name="schema">The table's schema; null for the default.</param>
    public static ModelBuilder UseFieldCryptBranchKeys(this ModelBuilder modelBuilder, string? schema = null)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        return modelBuilder.Entity<BranchKeyEntity>(entity =>
        {
            entity.ToTable(TableName, schema);

            // The primary key is what two processes that make a context's next branch key at once compete for.
            entity.HasKey(key => new { key.ContextHash, key.Purpose, key.Generation });
            entity.HasIndex(key => key.Id).IsUnique();
            entity.Property(key => key.ContextHash).HasMaxLength(32);
            entity.Property(key => key.Purpose).HasConversion<int>();
            entity.Property(key => key.Generation).ValueGeneratedNever();
            entity.Property(key => key.Id).ValueGeneratedNever();
            entity.Property(key => key.Context).IsRequired();
            entity.Property(key => key.State).HasConversion<int>();
        });
    }
}
