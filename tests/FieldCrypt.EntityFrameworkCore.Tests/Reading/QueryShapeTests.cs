namespace FieldCrypt.EntityFrameworkCore.Tests.Reading;

public sealed class QueryShapeTests
{
    public static TheoryData<DatabaseProvider, DataKeyMode> Combinations => new MatrixTheoryData<DatabaseProvider, DataKeyMode>(
        [DatabaseProvider.Sqlite, DatabaseProvider.PostgreSql], [DataKeyMode.Hierarchical, DataKeyMode.Direct]);

    [Theory, MemberData(nameof(Combinations))]
    public async Task Every_asynchronous_shape_decrypts_without_blocking_with_no_key_in_memory(DatabaseProvider provider, DataKeyMode mode)
    {
        await using var host = await NewHostAsync(provider, keys => keys.DataKeys = mode);
        foreach ((string shape, Func<ShopContext, Task<string>> query) in QueryShapes.All)
        {
            host.Keys.Forget();
            int unwraps = host.Keys.Backend.UnwrapCalls;
            await using ShopContext context = host.NewContext();
            (await query(context)).ShouldBe("4111111111111111", shape);
            host.Keys.Backend.UnwrapCalls.ShouldBeGreaterThan(unwraps, shape + ": the cache was cold");
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Every_asynchronous_shape_decrypts_under_a_retrying_strategy_which_buffers(DatabaseProvider provider)
    {
        await using var host = await NewHostAsync(provider, options: options =>
        {
            if (provider == DatabaseProvider.PostgreSql)
                options.UseNpgsql(npgsql => npgsql.EnableRetryOnFailure());
            else
                options.UseSqlite(sqlite => sqlite.ExecutionStrategy(static dependencies => new AlwaysBuffering(dependencies)));
        });
        foreach ((string shape, Func<ShopContext, Task<string>> query) in QueryShapes.All)
        {
            host.Keys.Forget();
            await using ShopContext context = host.NewContext();
            (await query(context)).ShouldBe("4111111111111111", shape);
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Contexts_from_a_pool_decrypt(DatabaseProvider provider)
    {
        await using var host = await NewHostAsync(provider);
        var pool = new Microsoft.EntityFrameworkCore.Infrastructure.PooledDbContextFactory<ShopContext>(host.Options, poolSize: 1);
        for (int i = 0; i < 3; i++)
        {
            await using (ShopContext context = await pool.CreateDbContextAsync())
            {
                context.Add(new Card { Pan = $"pooled {i}", Label = "pooled" });
                await context.SaveChangesAsync();
            }

            await using ShopContext reader = await pool.CreateDbContextAsync();
            (await reader.Cards.Where(card => card.Label == "pooled").OrderBy(card => card.Id).Select(card => card.Pan).ToListAsync())[i].ShouldBe($"pooled {i}");
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_tracked_entity_is_not_decrypted_again(DatabaseProvider provider)
    {
        await using var host = await NewHostAsync(provider);
        await using ShopContext context = host.NewContext();
        Card card = await context.Cards.SingleAsync(card => card.Id == 1);
        host.Keys.Forget();
        host.Keys.Backend.Failure = new FieldCryptException(FieldCryptError.BackendUnavailable, "No key is needed.");
        (await context.Cards.FindAsync(1)).ShouldBeSameAs(card);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Raw_scalars_over_encrypted_columns_are_envelopes(DatabaseProvider provider)
    {
        await using var host = await NewHostAsync(provider);
        await using ShopContext context = host.NewContext();
        List<byte[]> stored = await context.Database.SqlQuery<byte[]>($"""SELECT "Pan" AS "Value" FROM "Cards" """).ToListAsync();
        stored.All(static bytes => Envelope.IsEnvelope(bytes)).ShouldBeTrue();
        (await context.Database.SqlQuery<string>($"""SELECT "Label" AS "Value" FROM "Cards" ORDER BY "Id" """).ToListAsync()).ShouldBe(["first", "second"]);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_query_that_shows_nothing_encrypted_needs_no_key(DatabaseProvider provider)
    {
        await using var host = await NewHostAsync(provider);
        host.Keys.Forget();
        host.Keys.Backend.Failure = new FieldCryptException(FieldCryptError.BackendUnavailable, "No key is needed.");
        await using ShopContext context = host.NewContext();
        (await context.Cards.CountAsync(card => card.Holder == null)).ShouldBe(1);
        (await context.Cards.OrderBy(card => card.Id).Select(card => card.Label).ToListAsync()).ShouldBe(["first", "second"]);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_column_that_nobody_converts_may_hold_anything(DatabaseProvider provider)
    {
        await using var host = await NewHostAsync(provider);
        byte[] stranger = [0xFC, 0x45, 0x11, .. new byte[120]];
        await host.Database.ExecuteAsync("""UPDATE "Cards" SET "Pan" = @p""", stranger);
        await using ShopContext context = host.NewContext();
        (await context.Database.SqlQuery<byte[]>($"""SELECT "Pan" AS "Value" FROM "Cards" """).ToListAsync()).ShouldAllBe(bytes => bytes.SequenceEqual(stranger));
    }

    private static async Task<TestHost<ShopContext>> NewHostAsync(
        DatabaseProvider provider, Action<KeyRingOptions>? keys = null, Action<DbContextOptionsBuilder>? options = null)
    {
        var host = await TestHost<ShopContext>.CreateAsync(provider, keys, options: options);
        var customer = new Customer { Email = "ada@example.org", Phone = "555-1", Name = "Ada" };
        await host.SaveAsync(customer);
        await host.SaveAsync(new Card { Pan = "4111111111111111", Holder = "Ada", Label = "first", CustomerId = customer.Id });
        await host.SaveAsync(new Card { Pan = "5500000000000004", Expiry = new DateOnly(2030, 1, 1), Label = "second", CustomerId = customer.Id });
        return host;
    }

    private sealed class AlwaysBuffering(Microsoft.EntityFrameworkCore.Storage.ExecutionStrategyDependencies dependencies)
        : Microsoft.EntityFrameworkCore.Storage.ExecutionStrategy(dependencies, 1, TimeSpan.Zero)
    {
        protected override bool ShouldRetryOn(Exception exception) => false;
    }
}
