using CardVault.Keys;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CardVault.Vault;

/// <summary>The application's services: what any application with EF Core and FieldCrypt sets up.</summary>
internal static class VaultServices
{
    public static ServiceProvider Create(CardVaultOptions options, VaultKeys vaultKeys) => new ServiceCollection()
        .AddFieldCrypt(keys =>
        {
            vaultKeys.SetUp(keys);
            keys.UseAuditFile(options.Audit);
        })
        .AddDbContext<VaultContext>((services, context) => context
            .UseSqlite($"Data Source={options.Database}")
            .UseFieldCrypt(services))
        .BuildServiceProvider();
}
