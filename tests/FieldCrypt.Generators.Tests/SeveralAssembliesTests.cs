using System.Runtime.Loader;
using FieldCrypt.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Generators.Tests;

/// <summary>A base class, a class derived from it and their context, each in an assembly of its own.</summary>
public sealed class SeveralAssembliesTests
{
    private const string BaseSource = """
        using FieldCrypt;
        [assembly: EncryptionContext("Assembly=base")]
        namespace Parties;
        public abstract class Party
        {
            public int Id { get; set; }
            [Encrypted] public string? TaxNumber { get; set; }
            [Encrypted] public abstract string? Phone { get; set; }
            [Encrypted] private string? _note = null;
            public string? Note => _note;
        }
        public enum Grade : byte { A, B }
        internal enum Secret { A }
        """;

    private const string DerivedSource = """
        using FieldCrypt;
        [assembly: EncryptionContext("Assembly=derived")]
        namespace People;
        public class Person : Parties.Party
        {
            public override string? Phone { get; set; }
            [Encrypted] public Parties.Grade? Grade { get; set; }
        }
        """;

    private const string ContextSource = """
        using Microsoft.EntityFrameworkCore;
        namespace Office;
        public class OfficeContext : DbContext
        {
            public DbSet<People.Person> People => Set<People.Person>();
            protected override void OnConfiguring(DbContextOptionsBuilder options) => options.UseSqlite("Data Source=:memory:");
        }
        """;

    [Fact]
    public void Each_assembly_registers_what_it_declares_and_the_context_is_guarded()
    {
        var load = new AssemblyLoadContext("several", isCollectible: false);
        MetadataReference parties = Compile("Parties", BaseSource, GeneratorRunner.ReferencesWithoutEntityFramework, load);
        MetadataReference people = Compile("People", DerivedSource, [.. GeneratorRunner.ReferencesWithoutEntityFramework, parties], load);
        Compile("Office", ContextSource, [.. GeneratorRunner.References, parties, people], load);

        Type person = load.Assemblies.Single(static assembly => assembly.GetName().Name == "People").GetType("People.Person")!;
        EncryptedProperties.Find(person.GetProperty("Grade")!)!.Context.ToString().ShouldBe("Assembly=derived");
        EncryptedProperties.Find(person.GetProperty("Phone")!)!.Context.ToString().ShouldBe("Assembly=base");
        EncryptedProperties.Find(person.GetProperty("TaxNumber")!)!.DeclaringType.Name.ShouldBe("Party");

        Type contextType = load.Assemblies.Single(static assembly => assembly.GetName().Name == "Office").GetType("Office.OfficeContext")!;
        using var context = (Microsoft.EntityFrameworkCore.DbContext)Activator.CreateInstance(contextType)!;
        context.Add(Activator.CreateInstance(person)!);
        Should.Throw<FieldCryptException>(() => context.SaveChanges())
            .Message.ShouldStartWith("OfficeContext maps encrypted properties (Person.Grade, Person.Phone, Person.TaxNumber, Person._note)");
    }

    [Fact]
    public void An_enum_that_another_assembly_keeps_to_itself_is_refused()
    {
        MetadataReference parties = GeneratorRunner.Compile([BaseSource.Replace("namespace Parties;", "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Friend\")] namespace Parties;", StringComparison.Ordinal)], GeneratorRunner.ReferencesWithoutEntityFramework, "Parties").ToMetadataReference();
        const string Source = "class C { [FieldCrypt.Encrypted] Parties.Secret Pan { get; set; } }";

        GeneratorRunner.Run(GeneratorRunner.Compile([Source], [.. GeneratorRunner.ReferencesWithoutEntityFramework, parties], "Friend")).ShouldBeClean();

        // The compiler says so itself; nothing generated adds to it.
        GeneratorRun stranger = GeneratorRunner.Run(GeneratorRunner.Compile([Source], [.. GeneratorRunner.ReferencesWithoutEntityFramework, parties], "Stranger"));
        stranger.CompilerProblems.Select(static problem => problem.Id).ShouldBe(["CS0122"]);
        stranger.Result.GeneratedSources.ShouldBeEmpty();
    }

    [Fact]
    public void A_type_that_is_referenced_by_alias_alone_is_refused()
    {
        MetadataReference parties = GeneratorRunner.Compile([BaseSource], GeneratorRunner.ReferencesWithoutEntityFramework, "Parties").ToMetadataReference(aliases: ["old"]);

        GeneratorRunner.Run(GeneratorRunner.Compile(["extern alias old; class C { [FieldCrypt.Encrypted] old::Parties.Grade Pan { get; set; } }"], [.. GeneratorRunner.ReferencesWithoutEntityFramework, parties]))
            .Diagnostics.ShouldHaveSingleItem().GetMessage().ShouldContain("referenced by alias alone; add the alias global");
    }

    private static MetadataReference Compile(string name, string source, IEnumerable<MetadataReference> references, AssemblyLoadContext load)
    {
        GeneratorRun run = GeneratorRunner.Run(GeneratorRunner.Compile([source.Replace("private string? _note = null;", "private string? _note = null;", StringComparison.Ordinal)], references, name)).ShouldBeClean();
        using var stream = new MemoryStream();
        run.Output.Emit(stream).Success.ShouldBeTrue();
        stream.Position = 0;
        load.LoadFromStream(stream);
        return MetadataReference.CreateFromImage(stream.ToArray());
    }
}
