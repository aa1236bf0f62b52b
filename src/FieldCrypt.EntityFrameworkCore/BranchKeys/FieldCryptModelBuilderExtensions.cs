using FieldCrypt.EntityFrameworkCore;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Maps what FieldCrypt keeps in the application's database.</summary>
public static class FieldCryptModelBuilderExtensions
{
    /// <summary>The table of branch keys.</summary>
    internal const string TableName = "FieldCryptBranchKeys";

    /// <summary>The table of what authenticates them.</summary>
    internal const string SetTableName = "FieldCryptBranchKeySets";

    /// <summary>
    /// Maps the tables <c>FieldCryptBranchKeys</c> and <c>FieldCryptBranchKeySets</c>, in which
    /// <c>keys.UseDatabaseBranchKeyStore&lt;TContext&gt;()</c> keeps wrapped branch keys and what authenticates them. Call it in <c>OnModelCreating</c> and add a migration.
    /// </summary>
    /// <param name="modelBuilder">The model.</param>
    /// <param name="schema">The tables' schema; null for the default.</param>
    public static ModelBuilder UseFieldCryptBranchKeys(this ModelBuilder modelBuilder, string? schema = null)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<BranchKeyEntity>(entity =>
        {
            entity.ToTable(TableName, schema);

            entity.HasKey(key => key.Id);
            entity.HasIndex(key => key.ContextHash);
            entity.Property(key => key.ContextHash).HasMaxLength(32);
            entity.Property(key => key.Purpose).HasConversion<int>();
            entity.Property(key => key.Generation).ValueGeneratedNever();
            entity.Property(key => key.Id).ValueGeneratedNever();
            entity.Property(key => key.Context).IsRequired();
            entity.Property(key => key.State).HasConversion<int>();
            entity.Property(key => key.Revision).IsConcurrencyToken();
        });
        return modelBuilder.Entity<BranchKeySetEntity>(entity =>
        {
            entity.ToTable(SetTableName, schema);

            // The primary key and the revision are what two processes that change a context's branch keys at once compete for.
            entity.HasKey(set => set.ContextHash);
            entity.Property(set => set.ContextHash).HasMaxLength(32);
            entity.Property(set => set.Context).IsRequired();
            entity.Property(set => set.Revision).IsConcurrencyToken();
            entity.Property(set => set.Members).IsRequired();
            entity.Property(set => set.Mac).IsRequired().HasMaxLength(32);
            entity.Property(set => set.WrappedKeys).IsRequired();
        });
    }
}
