namespace FieldCrypt.EntityFrameworkCore.Tests.Reencryption;

/// <summary>Paging by primary keys of all kinds.</summary>
public sealed class PrimaryKeyTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task Keys_of_every_kind_are_paged_without_losing_or_repeating_a_row(DatabaseProvider provider)
    {
        await using var host = await TestHost<KeysContext>.CreateAsync(provider);
        var random = new Random(7);
        object[] entities =
        [
            .. Enumerable.Range(0, 11).Select(static i => new Keyed<Guid> { Id = Guid.NewGuid(), Secret = $"{i}" }),
            .. new[] { "b", "B", "a", "Ä", "ß", "it's", "a\"b", "zz", " ", "é", "_E" }.Select(static (id, i) => new Keyed<string> { Id = id, Secret = $"{i}" }),
            .. Enumerable.Range(0, 11).Select(i => new Keyed<byte[]> { Id = [(byte)random.Next(256), (byte)i, 0], Secret = $"{i}" }),
            .. Enumerable.Range(0, 11).Select(i => new Keyed<DateTime> { Id = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMilliseconds(random.Next()), Secret = $"{i}" }),
            .. Enumerable.Range(0, 11).Select(static i => new Keyed<decimal> { Id = 1.5m * (i - 5), Secret = $"{i}" }),
            .. Enumerable.Range(0, 11).Select(static i => new Keyed<DateOnly> { Id = new DateOnly(2030, 1, 1).AddDays(-i), Secret = $"{i}" }),
            .. Enumerable.Range(0, 11).Select(static i => new Keyed<Colour> { Id = (Colour)i, Secret = $"{i}" }),
            .. Enumerable.Range(0, 11).Select(static i => new Keyed<Number> { Id = new Number(i), Secret = $"{i}" }),
            .. Enumerable.Range(0, 24).Select(static i => new Composite { Region = i / 8, Name = $"{(char)('a' + (i / 2 % 4))}", Part = (short)(i % 2), Secret = $"{i}" }),
        ];
        await using (KeysContext context = host.NewContext())
        {
            context.AddRange(entities);
            foreach (int i in Enumerable.Range(0, 7))
            {
                var shadowed = new Shadowed { Secret = $"{i}" };
                context.Entry(shadowed).Property("Key").CurrentValue = (long)(i * i);
                context.Add(shadowed);
            }
            await context.SaveChangesAsync();
        }

        BranchKeyId[] old = await host.Keys.KeyRing.RotateAllAsync();
        await using (KeysContext context = host.NewContext())
        {
            ReencryptResult result = await context.ReencryptAsync(new ReencryptOptions { BatchSize = 3 });
            (result.Reencrypted, result.IsComplete).ShouldBe((entities.Length + 7, true));
            (await context.ReencryptAsync()).Reencrypted.ShouldBe(0);
        }

        await host.Keys.KeyRing.DestroyAsync(old);
        await using Process<KeysContext> later = host.NewProcess();
        (await later.Context.Set<Composite>().ToListAsync()).Select(static composite => composite.Secret).Order().ShouldBe(Enumerable.Range(0, 24).Select(static i => $"{i}").Order());
        (await later.Context.Set<Keyed<string>>().SingleAsync(keyed => keyed.Id == "it's")).Secret.ShouldBe("5");
        (await later.Context.Set<Shadowed>().ToListAsync()).Count.ShouldBe(7);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Failed_values_come_with_their_key_column_by_column(DatabaseProvider provider)
    {
        await using var host = await TestHost<KeysContext>.CreateAsync(provider);
        await host.SaveAsync(new Composite { Region = 4, Name = "x", Part = 2, Secret = "1" });
        await host.Database.ExecuteAsync("""UPDATE "odd names"."Composite rows" SET "the secret" = @p""".Replace("\"odd names\".", provider == DatabaseProvider.Sqlite ? "" : "\"odd names\".", StringComparison.Ordinal), new byte[] { 1 });
        List<ReencryptFailedValue> failed = [];
        await using KeysContext context = host.NewContext();
        await context.ReencryptAsync(new ReencryptOptions { ValueFailed = failed.Add });
        failed.Single().PrimaryKey.Select(static value => $"{value}").ShouldBe(["4", "x", "2"]);
        failed.Single().Table.ShouldContain("Composite rows");
    }

    public sealed class Keyed<TKey>
        where TKey : notnull
    {
        public required TKey Id { get; set; }

        [Encrypted]
        public string Secret { get; set; } = "";
    }

    public readonly record struct Number(int Value);

    public class Composite
    {
        public int Region { get; set; }

        public string Name { get; set; } = "";

        public short Part { get; set; }

        [Encrypted]
        public string Secret { get; set; } = "";
    }

    public class Shadowed
    {
        [Encrypted]
        public string Secret { get; set; } = "";
    }

    public sealed class KeysContext(DbContextOptions options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Keyed<Guid>>();
            modelBuilder.Entity<Keyed<string>>();
            modelBuilder.Entity<Keyed<byte[]>>();
            modelBuilder.Entity<Keyed<DateTime>>();
            modelBuilder.Entity<Keyed<decimal>>().Property(keyed => keyed.Id).ValueGeneratedNever();
            modelBuilder.Entity<Keyed<DateOnly>>().Property(keyed => keyed.Id).ValueGeneratedNever();
            modelBuilder.Entity<Keyed<Colour>>().Property(keyed => keyed.Id).ValueGeneratedNever();
            modelBuilder.Entity<Keyed<Number>>().Property(keyed => keyed.Id).HasConversion(static number => $"n{number.Value}", static text => new Number(int.Parse(text.Substring(1))));
            modelBuilder.Entity<Composite>(composite =>
            {
                composite.ToTable("Composite rows", Database.IsSqlite() ? null : "odd names");
                composite.HasKey(c => new { c.Region, c.Name, c.Part });
                composite.Property(c => c.Secret).HasColumnName("the secret");
            });
            modelBuilder.Entity<Shadowed>().Property<long>("Key").ValueGeneratedNever();
            modelBuilder.Entity<Shadowed>().HasKey("Key");
        }
    }
}
