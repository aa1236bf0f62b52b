using CardVault.Cards;
using Microsoft.EntityFrameworkCore;

namespace CardVault.Vault;

/// <summary>An ordinary context: nothing in it knows of encryption.</summary>
public sealed class VaultContext(DbContextOptions<VaultContext> options) : DbContext(options)
{
    public DbSet<Card> Cards => Set<Card>();
}
