using FieldCrypt.CodeFixes;

namespace FieldCrypt.Analyzers.Tests.Fixes;

public sealed class DeclarationFixTests
{
    [Fact]
    public Task Keeps_authentication_data_out_of_the_table() => MarkedSource.Fixes<StoredDataAnalyzer, NotMappedFix>(
        """
        using Microsoft.EntityFrameworkCore;

        public class Card
        {
            public int Id { get; set; }
            public string {|FC1001:Number|} { get; set; } = "";
            public string {|FC1002:Cvv|} { get; set; } = "";
        }

        public class Shop : DbContext
        {
            public DbSet<Card> Cards => Set<Card>();
        }
        """,
        """
        using System.ComponentModel.DataAnnotations.Schema;
        using Microsoft.EntityFrameworkCore;

        public class Card
        {
            public int Id { get; set; }
            public string {|FC1001:Number|} { get; set; } = "";
            [NotMapped]
            public string Cvv { get; set; } = "";
        }

        public class Shop : DbContext
        {
            public DbSet<Card> Cards => Set<Card>();
        }
        """);

    [Fact]
    public Task Keeps_an_entitys_member_out_of_JSON() => MarkedSource.Fixes<LeakAnalyzer, JsonIgnoreFix>(
        """
        using FieldCrypt;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.EntityFrameworkCore;

        public class Card
        {
            public int Id { get; set; }
            [Encrypted] public string Pan { get; set; } = "";
        }

        public class Shop : DbContext
        {
            public DbSet<Card> Cards => Set<Card>();
        }

        public class CardsController(Shop shop) : ControllerBase
        {
            [HttpGet] public IActionResult All() => Ok({|FC3007:shop.Cards.ToList()|});

            [HttpGet("one")] public Card One() => {|FC3007:shop.Cards.First()|};
        }
        """,
        """
        using System.Text.Json.Serialization;
        using FieldCrypt;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.EntityFrameworkCore;

        public class Card
        {
            public int Id { get; set; }
            [JsonIgnore]
            [Encrypted] public string Pan { get; set; } = "";
        }

        public class Shop : DbContext
        {
            public DbSet<Card> Cards => Set<Card>();
        }

        public class CardsController(Shop shop) : ControllerBase
        {
            [HttpGet] public IActionResult All() => Ok(shop.Cards.ToList());

            [HttpGet("one")] public Card One() => shop.Cards.First();
        }
        """);

    [Fact]
    public Task Makes_a_compared_property_searchable() => MarkedSource.Fixes<EncryptedUseAnalyzer, MakeSearchableFix>(
        """
        using FieldCrypt;
        using Microsoft.EntityFrameworkCore;

        public class Card
        {
            public int Id { get; set; }
            [Encrypted(Context = "Department=finance")] public string Pan { get; set; } = "";
            [Encrypted] public string Email { get; set; } = "";
        }

        public class Shop : DbContext
        {
            public DbSet<Card> Cards => Set<Card>();

            public Card? Find(string pan, string email) => Cards.Where(c => {|FC2008:c.Pan|} == pan).FirstOrDefault(c => {|FC2008:c.Email|} == email);

            public Card? Again(string pan) => Cards.FirstOrDefault(c => {|FC2008:c.Pan|} == pan);
        }
        """,
        """
        using FieldCrypt;
        using Microsoft.EntityFrameworkCore;

        public class Card
        {
            public int Id { get; set; }
            [Encrypted(Context = "Department=finance", Searchable = true)] public string Pan { get; set; } = "";
            [Encrypted(Searchable = true)] public string Email { get; set; } = "";
        }

        public class Shop : DbContext
        {
            public DbSet<Card> Cards => Set<Card>();

            public Card? Find(string pan, string email) => Cards.Where(c => c.Pan == pan).FirstOrDefault(c => c.Email == email);

            public Card? Again(string pan) => Cards.FirstOrDefault(c => c.Pan == pan);
        }
        """);

    [Fact]
    public Task Makes_a_property_of_another_project_searchable() => MarkedSource.FixesIn<EncryptedUseAnalyzer, MakeSearchableFix>(
        """
        public class Card
        {
            public int Id { get; set; }
            [FieldCrypt.Encrypted] public string Pan { get; set; } = "";
        }
        """,
        """
        public class Card
        {
            public int Id { get; set; }
            [FieldCrypt.Encrypted(Searchable = true)] public string Pan { get; set; } = "";
        }
        """,
        """
        using Microsoft.EntityFrameworkCore;

        public class Shop : DbContext
        {
            public DbSet<Card> Cards => Set<Card>();

            public Card? Find(string pan) => Cards.FirstOrDefault(c => {|FC2008:c.Pan|} == pan);
        }
        """,
        """
        using Microsoft.EntityFrameworkCore;

        public class Shop : DbContext
        {
            public DbSet<Card> Cards => Set<Card>();

            public Card? Find(string pan) => Cards.FirstOrDefault(c => c.Pan == pan);
        }
        """);

    [Fact]
    public Task Writes_PrintMembers_for_a_record() => MarkedSource.Fixes<LeakAnalyzer, RecordPrintingFix>(
        """
        using FieldCrypt;

        namespace Shop;

        public record {|FC3006:Card|}(int Id, [property: Encrypted] string Pan, string Brand);

        public sealed record {|FC3006:Note|}
        {
            public int Id { get; set; }
            [Encrypted] public string Text { get; set; } = "";
        }
        """,
        """
        using System.Text;
        using FieldCrypt;

        namespace Shop;

        public record Card(int Id, [property: Encrypted] string Pan, string Brand)
        {
            protected virtual bool PrintMembers(StringBuilder builder)
            {
                builder.Append("Id = ").Append(Id);
                builder.Append(", Brand = ").Append(Brand);
                return true;
            }
        }

        public sealed record Note
        {
            public int Id { get; set; }
            [Encrypted] public string Text { get; set; } = "";

            private bool PrintMembers(StringBuilder builder)
            {
                builder.Append("Id = ").Append(Id);
                return true;
            }
        }
        """);

    [Fact]
    public Task Widens_or_removes_a_column_type() => MarkedSource.Fixes<EncryptedUseAnalyzer, ColumnTypeFix>(
        """
        using System.ComponentModel.DataAnnotations;
        using System.ComponentModel.DataAnnotations.Schema;
        using FieldCrypt;
        using Microsoft.EntityFrameworkCore;

        public class Card
        {
            public int Id { get; set; }
            [Encrypted, MaxLength(19), Column(TypeName = "varbinary(64)")] public string {|FC2006:Pan|} { get; set; } = "";
            [Encrypted, Column(TypeName = "nvarchar(50)")] public string {|FC2006:Email|} { get; set; } = "";
            [Encrypted, Column("phone", TypeName = "text")] public string {|FC2006:Phone|} { get; set; } = "";
        }

        public class Shop : DbContext
        {
            public DbSet<Card> Cards => Set<Card>();
        }
        """,
        """
        using System.ComponentModel.DataAnnotations;
        using System.ComponentModel.DataAnnotations.Schema;
        using FieldCrypt;
        using Microsoft.EntityFrameworkCore;

        public class Card
        {
            public int Id { get; set; }
            [Encrypted, MaxLength(19), Column(TypeName = "varbinary(153)")] public string Pan { get; set; } = "";
            [Encrypted] public string Email { get; set; } = "";
            [Encrypted, Column("phone")] public string Phone { get; set; } = "";
        }

        public class Shop : DbContext
        {
            public DbSet<Card> Cards => Set<Card>();
        }
        """);

    [Fact]
    public Task Adds_UseFieldCrypt_behind_the_provider() => MarkedSource.Fixes<EncryptedUseAnalyzer, AddUseFieldCryptFix>(
        """
        using FieldCrypt;
        using Microsoft.EntityFrameworkCore;
        using Microsoft.Extensions.DependencyInjection;

        public class Card
        {
            public int Id { get; set; }
            [Encrypted] public string Pan { get; set; } = "";
        }

        public class Shop(DbContextOptions<Shop> options) : DbContext(options)
        {
            public DbSet<Card> Cards => Set<Card>();
        }

        public static class Setup
        {
            public static void Add(IServiceCollection collection) =>
                collection.{|FC2009:AddDbContext<Shop>|}(options => options.UseSqlite("Data Source=shop.db").EnableDetailedErrors());
        }

        namespace Microsoft.EntityFrameworkCore
        {
            public static class Wiring
            {
                public static DbContextOptionsBuilder UseFieldCrypt(this DbContextOptionsBuilder options, IServiceProvider services) => options;
            }
        }
        """,
        """
        using FieldCrypt;
        using Microsoft.EntityFrameworkCore;
        using Microsoft.Extensions.DependencyInjection;

        public class Card
        {
            public int Id { get; set; }
            [Encrypted] public string Pan { get; set; } = "";
        }

        public class Shop(DbContextOptions<Shop> options) : DbContext(options)
        {
            public DbSet<Card> Cards => Set<Card>();
        }

        public static class Setup
        {
            public static void Add(IServiceCollection collection) =>
                collection.AddDbContext<Shop>((services, options) => options.UseSqlite("Data Source=shop.db").UseFieldCrypt(services).EnableDetailedErrors());
        }

        namespace Microsoft.EntityFrameworkCore
        {
            public static class Wiring
            {
                public static DbContextOptionsBuilder UseFieldCrypt(this DbContextOptionsBuilder options, IServiceProvider services) => options;
            }
        }
        """);

    [Fact]
    public Task Adds_UseFieldCrypt_where_a_key_ring_or_a_service_provider_is_in_scope() => MarkedSource.Fixes<EncryptedUseAnalyzer, AddUseFieldCryptFix>(
        Contexts("{|FC2009:UseSqlite|}(\"Data Source=shop.db\")", "{|FC2009:UseSqlite|}(\"Data Source=shop.db\")"),
        Contexts("UseSqlite(\"Data Source=shop.db\").UseFieldCrypt(keyRing)", "UseSqlite(\"Data Source=shop.db\").UseFieldCrypt(provider)"));

    private static string Contexts(string inConfiguring, string byHand) => $$"""
        using FieldCrypt;
        using Microsoft.EntityFrameworkCore;

        public class Card
        {
            public int Id { get; set; }
            [Encrypted] public string Pan { get; set; } = "";
        }

        public class Shop(KeyRing keyRing) : DbContext
        {
            public DbSet<Card> Cards => Set<Card>();

            protected override void OnConfiguring(DbContextOptionsBuilder options) => options.{{inConfiguring}};
        }

        public class Archive(DbContextOptions<Archive> options) : DbContext(options)
        {
            public DbSet<Card> Cards => Set<Card>();
        }

        public static class Setup
        {
            public static DbContextOptions<Archive> Options(IServiceProvider provider) =>
                new DbContextOptionsBuilder<Archive>().{{byHand}}.Options;
        }

        namespace Microsoft.EntityFrameworkCore
        {
            public static class Wiring
            {
                public static DbContextOptionsBuilder UseFieldCrypt(this DbContextOptionsBuilder options, KeyRing keyRing) => options;
                public static DbContextOptionsBuilder<TContext> UseFieldCrypt<TContext>(this DbContextOptionsBuilder<TContext> options, IServiceProvider services) where TContext : DbContext => options;
            }
        }
        """;
}
