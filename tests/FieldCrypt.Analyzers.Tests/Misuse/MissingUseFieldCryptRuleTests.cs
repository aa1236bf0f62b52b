using Verify = FieldCrypt.Analyzers.Tests.RuleVerifier<FieldCrypt.Analyzers.MissingUseFieldCryptRule>;

namespace FieldCrypt.Analyzers.Tests.Misuse;

public sealed class MissingUseFieldCryptRuleTests
{
    private const string Model = """
        using Microsoft.Extensions.DependencyInjection;
        public class Card { public int Id { get; set; } [Encrypted] public string Pan { get; set; } = ""; }
        public class Order { public int Id { get; set; } public List<Card> Cards { get; set; } = []; }
        public class Note { public int Id { get; set; } public string Text { get; set; } = ""; }
        public class PlainContext(DbContextOptions<PlainContext> options) : DbContext(options) { public DbSet<Note> Notes => Set<Note>(); }
        public class CardContext(DbContextOptions<CardContext> options) : DbContext(options) { public DbSet<Order> Orders => Set<Order>(); }
        public static class Wiring { public static DbContextOptionsBuilder UseFieldCrypt(this DbContextOptionsBuilder options, IServiceProvider services) => options; }

        """;

    [Fact]
    public Task Registered_without() => Verify.Verify(Model + """
        public static class Startup
        {
            public static void Configure(IServiceCollection services)
            {
                services.{|FC2009:AddDbContext<CardContext>|}(options => options.UseSqlite("Data Source=a.db"));
                services.{|FC2009:AddDbContextPool<CardContext>|}((provider, options) => { options.UseSqlite("Data Source=a.db"); });
                services.AddDbContext<PlainContext>(options => options.UseSqlite("Data Source=b.db"));
            }
        }
        """);

    [Fact]
    public Task Registered_with() => Verify.Verify(Model + """
        public static class Startup
        {
            public static void Configure(IServiceCollection services)
            {
                services.AddDbContext<CardContext>((provider, options) => options.UseSqlite("Data Source=a.db").UseFieldCrypt(provider));
                services.AddDbContextFactory<CardContext>(options => options.UseSqlite("Data Source=a.db"));
            }
        }
        """);

    [Fact]
    public Task Configured_somewhere_out_of_sight() => Verify.Verify(Model + """
        public static class Startup
        {
            public static void Configure(IServiceCollection services, Action<DbContextOptionsBuilder> database)
            {
                services.AddDbContext<CardContext>(database);
                services.AddDbContext<CardContext>(options => database(options));
            }
        }
        """);

    [Fact]
    public Task A_shared_helper_may_serve_any_context() => Verify.Verify(Model + """
        public static class Startup
        {
            public static void Configure(IServiceCollection services) => services.AddDbContext<CardContext>((provider, options) => { options.UseSqlite("Data Source=a.db"); Encrypt(provider, options); });
            private static void Encrypt(IServiceProvider provider, DbContextOptionsBuilder options) => options.UseFieldCrypt(provider);
        }
        """);

    [Fact]
    public Task OnConfiguring_and_options_made_by_hand() => Verify.Verify(Model + """
        public class LocalContext : DbContext
        {
            public DbSet<Card> Cards => Set<Card>();
            protected override void OnConfiguring(DbContextOptionsBuilder options) => options.{|FC2009:UseSqlite|}("Data Source=a.db");
        }
        public static class Tests
        {
            public static CardContext Make() => new(new DbContextOptionsBuilder<CardContext>().{|FC2009:UseSqlite|}("Data Source=a.db").Options);
            public static PlainContext MakePlain() => new(new DbContextOptionsBuilder<PlainContext>().UseSqlite("Data Source=a.db").Options);
        }
        """);

    [Fact]
    public Task OnConfiguring_by_a_function_inside_it() => Verify.Verify(Model + """
        public class LocalContext : DbContext
        {
            public DbSet<Card> Cards => Set<Card>();
            protected override void OnConfiguring(DbContextOptionsBuilder options)
            {
                Action<string> use = connection => Use(connection);
                use("Data Source=a.db");
                void Use(string connection) => new[] { connection }.ToList().ForEach(c => options.{|FC2009:UseSqlite|}(c));
            }
        }
        """);
}
