using Microsoft.EntityFrameworkCore;

namespace LeakyShop.Model;

public class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<Card> Cards => Set<Card>();

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<GiftMessage> GiftMessages => Set<GiftMessage>();
}
