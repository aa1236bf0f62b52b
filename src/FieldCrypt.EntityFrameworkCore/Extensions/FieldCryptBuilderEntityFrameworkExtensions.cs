using System.Diagnostics.CodeAnalysis;
using FieldCrypt.EntityFrameworkCore.BranchKeys;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FieldCrypt;

/// <summary>Branch key stores of the EF Core package.</summary>
public static class FieldCryptBuilderEntityFrameworkExtensions
{
    /// <summary>
    /// Keeps wrapped branch keys in the application's own database, so that every process that shares the data shares
    /// them. The context maps them by <c>modelBuilder.UseFieldCryptBranchKeys()</c> in <c>OnModelCreating</c>. They are
    /// read and written through context instances and connections of their own, outside the application's transactions.
    /// </summary>
    /// <typeparam name="TContext">The context, registered by <c>AddDbContext</c>, <c>AddDbContextPool</c> or a factory.</typeparam>
    /// <param name="builder">The key ring's configuration.</param>
    /// <remarks>
    /// SQLite lets one connection write at a time: make the branch keys before a transaction of your own begins, by
    /// <c>await context.WarmUpFieldCryptAsync()</c>. A save that must make one inside it fails with
    /// <see cref="FieldCryptError.KeyStoreUnavailable"/> and may be tried again outside.
    /// </remarks>
    public static FieldCryptBuilder UseDatabaseBranchKeyStore<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.NonPublicConstructors | DynamicallyAccessedMemberTypes.PublicProperties)] TContext>(this FieldCryptBuilder builder)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseBranchKeyStore(static services => new DatabaseBranchKeyStore<TContext>(services.GetRequiredService<IServiceScopeFactory>()));
    }
}
