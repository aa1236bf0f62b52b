using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace FieldCrypt.Benchmarks;

/// <summary>
/// Three databases with the same rows: plaintext, FieldCrypt, Data Protection. SQLite in temporary files, or PostgreSQL
/// where FIELDCRYPT_TEST_POSTGRES names a server.
/// </summary>
internal sealed class Databases : IDisposable
{
    public const int Rows = 10_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("fieldcrypt-benchmark-").FullName;
    private readonly KeyRing _ring = BenchmarkKeys.CreateKeyRing();
    private readonly IDataProtector _protector = new EphemeralDataProtectionProvider().CreateProtector("Card");
    private readonly string? _postgres;

    public Databases(DatabaseProvider provider)
    {
        if (provider == DatabaseProvider.PostgreSql)
            _postgres = Environment.GetEnvironmentVariable("FIELDCRYPT_TEST_POSTGRES") ?? throw new InvalidOperationException("Set FIELDCRYPT_TEST_POSTGRES to a server's connection string.");
        Plain = Options<PlainContext>("plain", false);
        Encrypted = Options<EncryptedContext>("encrypted", true);
        Protected = Options<ProtectedContext>("protected", false);
        Recreate();
    }

    public DbContextOptions<PlainContext> Plain { get; }

    public DbContextOptions<EncryptedContext> Encrypted { get; }

    public DbContextOptions<ProtectedContext> Protected { get; }

    public ProtectedContext CreateProtected() => new(Protected, _protector);

    public void Recreate()
    {
        foreach (DbContext context in (DbContext[])[new PlainContext(Plain), new EncryptedContext(Encrypted), CreateProtected()])
        {
            using (context)
            {
                context.Database.EnsureDeleted();
                context.Database.EnsureCreated();
            }
        }
    }

    public async Task SavePlainAsync(int rows = Rows)
    {
        await using var context = new PlainContext(Plain);
        context.Cards.AddRange(Enumerable.Range(0, rows).Select(static i => new PlainCard { Pan = Pan(i), Holder = Holder(i), Note = Note(i) }));
        await context.SaveChangesAsync();
    }

    public async Task SaveEncryptedAsync(int rows = Rows)
    {
        await using var context = new EncryptedContext(Encrypted);
        context.Cards.AddRange(Enumerable.Range(0, rows).Select(static i => new EncryptedCard { Pan = Pan(i), Holder = Holder(i), Note = Note(i) }));
        await context.SaveChangesAsync();
    }

    public async Task SaveProtectedAsync(int rows = Rows)
    {
        await using ProtectedContext context = CreateProtected();
        context.Cards.AddRange(Enumerable.Range(0, rows).Select(static i => new ProtectedCard { Pan = Pan(i), Holder = Holder(i), Note = Note(i) }));
        await context.SaveChangesAsync();
    }

    public void Dispose()
    {
        foreach (DbContext context in (DbContext[])[new PlainContext(Plain), new EncryptedContext(Encrypted), CreateProtected()])
        {
            using (context)
                context.Database.EnsureDeleted();
        }

        _ring.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Pan(int i) => $"4111{i:D12}";

    private static string Holder(int i) => $"HOLDER {i:D9}";

    private static string Note(int i) => $"note {i:D11}";

    private DbContextOptions<TContext> Options<TContext>(string name, bool encrypted)
        where TContext : DbContext
    {
        var builder = new DbContextOptionsBuilder<TContext>();
        if (_postgres is null)
            builder.UseSqlite($"Data Source={_folder}/{name}.db");
        else
            builder.UseNpgsql($"{_postgres};Database=benchmark_{name}");
        if (encrypted)
            builder.UseFieldCrypt(_ring);
        return builder.Options;
    }
}

/// <summary>Where the rows are stored.</summary>
public enum DatabaseProvider
{
    Sqlite,
    PostgreSql,
}
