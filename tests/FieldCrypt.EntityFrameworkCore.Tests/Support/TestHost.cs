namespace FieldCrypt.EntityFrameworkCore.Tests.Support;

/// <summary>A context type on a new database with keys of its own.</summary>
public sealed class TestHost<TContext> : IAsyncDisposable
    where TContext : DbContext
{
    private TestHost(TestDatabase database, TestKeys keys, DbContextOptions<TContext> options)
    {
        Database = database;
        Keys = keys;
        Options = options;
    }

    public TestDatabase Database { get; }

    public TestKeys Keys { get; }

    public DbContextOptions<TContext> Options { get; }

    public static async Task<TestHost<TContext>> CreateAsync(
        DatabaseProvider provider,
        Action<KeyRingOptions>? keys = null,
        Action<FieldCryptDbContextOptionsBuilder>? fieldCrypt = null,
        Action<DbContextOptionsBuilder>? options = null)
    {
        var testKeys = new TestKeys(keys);
        TestDatabase database = await TestDatabase.CreateAsync(provider);
        var builder = new DbContextOptionsBuilder<TContext>();
        database.Configure(builder);
        builder.UseFieldCrypt(testKeys.KeyRing, fieldCrypt);
        options?.Invoke(builder);

        var host = new TestHost<TContext>(database, testKeys, builder.Options);
        await using TContext context = host.NewContext();
        await context.Database.EnsureCreatedAsync();
        return host;
    }

    public TContext NewContext() => (TContext)Activator.CreateInstance(typeof(TContext), Options)!;

    /// <summary>Saves entities through a context of their own.</summary>
    public async Task SaveAsync(params object[] entities)
    {
        await using TContext context = NewContext();
        context.AddRange(entities);
        await context.SaveChangesAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Keys.Dispose();
        await Database.DisposeAsync();
    }
}
