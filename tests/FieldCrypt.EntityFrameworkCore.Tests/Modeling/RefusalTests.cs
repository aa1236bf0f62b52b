using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FieldCrypt.EntityFrameworkCore.Tests.Modeling;

public class Subject
{
    public int Id { get; set; }

    [Encrypted]
    public string Secret { get; set; } = "";

    [Encrypted]
    public int? Number { get; set; }

    public string Clear { get; set; } = "";

    public Part? Part { get; set; }

    public List<Part> Parts { get; } = [];
}

public class Part
{
    [Encrypted]
    public string Inner { get; set; } = "";
}

public class Follower
{
    public int Id { get; set; }

    [Encrypted]
    public string SubjectSecret { get; set; } = "";

    public Subject? Subject { get; set; }
}

public class Beside
{
    public int Id { get; set; }

    public string Secret { get; set; } = "";
}

public class KindOfThing
{
    public int Id { get; set; }

    [Encrypted]
    public string Kind { get; set; } = "";
}

public class SpecialThing : KindOfThing;

public class Disguised
{
    [Encrypted]
    private string _secret = "";

    public int Id { get; set; }

    public string Secret { get => _secret; set => _secret = value; }
}

public sealed class RefusalTests
{
    /// <summary>What is configured, the property that the message names, and a word of the alternative that it tells.</summary>
    public static TheoryData<string, Action<ModelBuilder>, string, string> Refused => new()
    {
        { "primary key", Subject(e => e.HasKey(s => s.Secret)), "Subject.Secret", "Guid" },
        { "composite key", Subject(e => e.HasKey(s => new { s.Id, s.Secret })), "Subject.Secret", "Guid" },
        { "alternate key", Subject(e => e.HasAlternateKey(s => s.Secret)), "Subject.Secret", "another key" },
        { "foreign key", model => { Plain(model); model.Entity<Follower>().HasOne(f => f.Subject).WithMany().HasForeignKey(f => f.SubjectSecret).HasPrincipalKey(s => s.Clear); }, "Follower.SubjectSecret", "not encrypted" },
        { "index", Subject(e => e.HasIndex(s => s.Secret)), "Subject.Secret", "Searchable" },
        { "unique index", Subject(e => e.HasIndex(s => new { s.Clear, s.Secret }).IsUnique()), "Subject.Secret", "Searchable" },
        { "concurrency token", Subject(e => e.Property(s => s.Secret).IsConcurrencyToken()), "Subject.Secret", "row version" },
        { "store-generated", Subject(e => e.Property(s => s.Number).ValueGeneratedOnAdd()), "Subject.Number", "ValueGeneratedNever" },
        { "row version", Subject(e => e.Property(s => s.Secret).IsRowVersion()), "Subject.Secret", "row version" },
        { "computed", Subject(e => e.Property(s => s.Secret).HasComputedColumnSql("'x'")), "Subject.Secret", "class" },
        { "default value", Subject(e => e.Property(s => s.Secret).HasDefaultValue("4111")), "Subject.Secret", "class" },
        { "default SQL", Subject(e => e.Property(s => s.Number).HasDefaultValueSql("7")), "Subject.Number", "class" },
        { "seed data", Subject(e => e.HasData(new { Id = 1, Secret = "4111", Clear = "" })), "Subject.Secret", "UseSeeding" },
        { "owned JSON", model => { Plain(model); model.Entity<Subject>().OwnsOne(s => s.Part, part => part.ToJson()); }, "Part.Inner", "ToJson" },
        { "complex JSON", model => { Plain(model); model.Entity<Subject>().ComplexProperty(s => s.Part, part => part.ToJson()); }, "Part.Inner", "ToJson" },
        { "complex collection", model => { Plain(model); model.Entity<Subject>().ComplexCollection(s => s.Parts, parts => parts.ToJson()); }, "Part.Inner", "ToJson" },
        { "conversion", Subject(e => e.Property(s => s.Secret).HasConversion(v => v.ToUpperInvariant(), v => v)), "Subject.Secret", "HasConversion" },
        { "conversion to a type", Subject(e => e.Property(s => s.Number).HasConversion<string>()), "Subject.Number", "HasConversion" },
        { "converter type", Subject(e => e.Property(s => s.Number).HasConversion<NumberToStringConverter<int>>()), "Subject.Number", "HasConversion" },
        { "shared column", model => { Plain(model); model.Entity<Subject>().Property(s => s.Secret).HasColumnName("Shared"); model.Entity<Subject>().Property(s => s.Number).HasColumnName("Shared"); }, "Subject.Number", "HasColumnName" },
        { "table splitting onto clear text", model => { Plain(model); model.Entity<Subject>().ToTable("One"); model.Entity<Beside>().ToTable("One").HasOne<Subject>().WithOne().HasForeignKey<Beside>(b => b.Id); model.Entity<Beside>().Property(b => b.Secret).HasColumnName("Secret"); }, "Subject.Secret", "HasColumnName" },
        { "discriminator", model => model.Entity<KindOfThing>().HasDiscriminator(t => t.Kind).HasValue("a").HasValue<SpecialThing>("b"), "KindOfThing.Kind", "discriminator" },
        { "stored procedure", Subject(e => e.InsertUsingStoredProcedure("p", p => p.HasParameter(s => s.Secret))), "Subject.", "without them" },
        { "text type", Subject(e => e.Property(s => s.Secret).HasColumnType("TEXT")), "Subject.Secret", "HasColumnType" },
        { "number type", Subject(e => e.Property(s => s.Number).HasColumnType("INTEGER")), "Subject.Number", "HasColumnType" },
        { "logical name with slash", Subject(e => e.Property(s => s.Secret).HasEncryptedName("a/b", "c")), "Subject.Secret", "HasEncryptedName" },
        { "one logical name twice", Subject(e => e.Property(s => s.Number).HasEncryptedName("Subject", "Secret")), "Subject.Secret", "[EncryptedTable]" },
        { "field behind a clear property", model => model.Entity<Disguised>(), "Disguised.Secret", "property instead of the field" },
    };

    [Theory, MemberData(nameof(Refused))]
    public void A_model_that_ciphertext_cannot_serve_is_refused_by_name_with_the_alternative(string what, Action<ModelBuilder> configure, string property, string alternative)
    {
        FieldCryptException exception = ModelOf.Refusal(configure);
        exception.Error.ShouldBe(FieldCryptError.ModelNotSupported, what);
        exception.Message.ShouldContain(property);
        exception.Message.ShouldContain(alternative);
        exception.Message.ShouldNotContain("4111");
    }

    [Fact]
    public void A_column_too_short_for_its_envelopes_is_refused()
    {
        FieldCryptException exception = ModelOf.Refusal(Subject(e => e.Property(s => s.Secret).HasColumnType("BLOB(100)").HasMaxLength(19)));
        exception.Error.ShouldBe(FieldCryptError.ModelNotSupported);
        exception.Message.ShouldContain("153 bytes");
    }

    [Fact]
    public void A_conversion_for_all_strings_is_refused_where_it_meets_an_encrypted_one()
    {
        ModelOf.Refusal(Subject(static _ => { }), conventions: static conventions => conventions.Properties<string>().HaveConversion<UpperCase>())
            .Message.ShouldContain("Subject.Secret");
        ModelOf.Design(Subject(e => e.Property(s => s.Secret).HasConversion((ValueConverter?)null)), conventions: static conventions => conventions.Properties<string>().HaveConversion<UpperCase>())
            .FindEntityType(typeof(Subject))!.FindProperty(nameof(Modeling.Subject.Secret))!.GetColumnType().ShouldBe("BLOB");
    }

    [Fact]
    public void A_convention_that_replaces_the_converter_later_is_caught()
    {
        FieldCryptException exception = ModelOf.Refusal(Subject(static _ => { }), conventions: static conventions => conventions.Conventions.Add(_ => new Meddling()));
        exception.Error.ShouldBe(FieldCryptError.ModelNotSupported);
        exception.Message.ShouldContain("lost its encrypting converter");
    }

    private static Action<ModelBuilder> Subject(Action<EntityTypeBuilder<Subject>> configure) => model =>
    {
        Plain(model);
        configure(model.Entity<Subject>());
    };

    private static void Plain(ModelBuilder model) => model.Entity<Subject>().Ignore(s => s.Part).Ignore(s => s.Parts);

    private sealed class UpperCase() : ValueConverter<string, string>(v => v.ToUpperInvariant(), v => v);

    private sealed class Meddling : IModelFinalizingConvention
    {
        public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
            => modelBuilder.Metadata.FindEntityType(typeof(Subject))!.FindProperty(nameof(Modeling.Subject.Secret))!.SetValueConverter(new UpperCase());
    }
}
