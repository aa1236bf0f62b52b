using Microsoft.Extensions.DependencyInjection;

namespace FieldCrypt.EntityFrameworkCore.Tests.Wiring;

public sealed class WiringTests
{
    [Fact]
    public void UseFieldCrypt_before_the_provider_tells_the_order()
    {
        using var keys = new TestKeys();
        DbContextOptions options = new DbContextOptionsBuilder().ManyKeyRings().UseFieldCrypt(keys.KeyRing).UseSqlite("Data Source=:memory:").Options;
        FieldCryptException exception = Should.Throw<FieldCryptException>(() => new ShopContext(options));
        exception.Error.ShouldBe(FieldCryptError.NotConfigured);
        exception.Message.ShouldContain("after the provider");
    }

    [Fact]
    public void Services_without_AddFieldCrypt_are_told_so()
    {
        using ServiceProvider services = new ServiceCollection().BuildServiceProvider();
        FieldCryptException exception = Should.Throw<FieldCryptException>(() => new DbContextOptionsBuilder().UseSqlite("Data Source=:memory:").UseFieldCrypt(services));
        exception.Error.ShouldBe(FieldCryptError.NotConfigured);
        exception.Message.ShouldContain("AddFieldCrypt");
    }

    [Fact]
    public void An_internal_service_provider_is_refused()
    {
        using var keys = new TestKeys();
        using ServiceProvider services = new ServiceCollection().AddEntityFrameworkSqlite().BuildServiceProvider();
        DbContextOptions options = new DbContextOptionsBuilder().ManyKeyRings().UseSqlite("Data Source=:memory:").UseFieldCrypt(keys.KeyRing).UseInternalServiceProvider(services).Options;
        Should.Throw<FieldCryptException>(() => new ShopContext(options)).Message.ShouldContain("UseInternalServiceProvider");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_usual_registration_works_from_end_to_end(DatabaseProvider provider)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(provider);
        await using ServiceProvider services = new ServiceCollection()
            .AddFieldCrypt(static keys => keys.UseBackend(static _ => new MemoryKeyBackend()).UseBranchKeyStore(static _ => new MemoryBranchKeyStore()))
            .AddDbContextPool<ShopContext>((provided, options) =>
            {
                database.Configure(options);
                options.UseFieldCrypt(provided);
            })
            .BuildServiceProvider();
        await using (AsyncServiceScope scope = services.CreateAsyncScope())
        {
            ShopContext context = scope.ServiceProvider.GetRequiredService<ShopContext>();
            await context.Database.EnsureCreatedAsync();
            context.Add(new Card { Pan = "4111" });
            await context.SaveChangesAsync();
        }

        await using AsyncServiceScope again = services.CreateAsyncScope();
        (await again.ServiceProvider.GetRequiredService<ShopContext>().Cards.SingleAsync()).Pan.ShouldBe("4111");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Two_key_rings_do_not_mix(DatabaseProvider provider)
    {
        await using var first = await TestHost<ShopContext>.CreateAsync(provider);
        await using var second = await TestHost<ShopContext>.CreateAsync(provider);
        await first.SaveAsync(new Card { Pan = "first" });
        await second.SaveAsync(new Card { Pan = "second" });
        byte[] stranger = (await first.Database.EnvelopesAsync("""SELECT "Pan" FROM "Cards" """)).Single();

        await using ShopContext context = second.NewContext();
        (await context.Cards.AsNoTracking().SingleAsync()).Pan.ShouldBe("second");
        await second.Database.ExecuteAsync("""UPDATE "Cards" SET "Pan" = @p""", stranger);
        (await context.Cards.AsNoTracking().SingleAsync().ShouldThrowAsync<FieldCryptException>()).Error.ShouldBe(FieldCryptError.KeyNotFound);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_context_that_was_not_set_up_maps_no_encrypted_member_and_saves_nothing(DatabaseProvider provider)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(provider);
        var options = new DbContextOptionsBuilder();
        database.Configure(options);
        await using var context = new UnwiredContext(options.Options);
        context.Model.GetEntityTypes().SelectMany(static type => type.GetFlattenedDeclaredProperties()).Select(static property => property.Name).Distinct().Order()
            .ShouldBe(["City", "Content", "Id", "Name", "PatientId", "Relation"]);
        context.Model.FindEntityType(typeof(Person))!.FindProperty(nameof(Person.Name)).ShouldBeNull("it overrides an encrypted property");
        await context.Database.EnsureCreatedAsync();
        context.Add(new Person { Name = "Ada" });

        Exception exception = await context.SaveChangesAsync().ShouldThrowAsync<Exception>();
        exception.Message.ShouldContain(nameof(UnwiredContext));
        exception.Message.ShouldContain("UseFieldCrypt");
        (await database.QueryAsync("""SELECT * FROM "Person" """)).ShouldBeEmpty();
    }

    [Fact]
    public void A_disposed_key_ring_is_told_apart_from_a_missing_key()
    {
        var keys = new TestKeys();
        DbContextOptions options = new DbContextOptionsBuilder().ManyKeyRings().UseSqlite("Data Source=:memory:").UseFieldCrypt(keys.KeyRing).Options;
        using var context = new ShopContext(options);
        context.Add(new Card { Pan = "1" });
        keys.Dispose();
        Should.Throw<ObjectDisposedException>(() => context.SaveChanges());
    }

    private sealed class UnwiredContext(DbContextOptions options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Patient>(patient =>
            {
                patient.OwnsOne(p => p.Home);
                patient.Ignore(p => p.Others);
                patient.ComplexProperty(p => p.Contact, contact => contact.ComplexProperty(c => c.Emergency));
            });
            modelBuilder.Entity<Holder<int>>();
            modelBuilder.Entity<Person>();
        }
    }
}
