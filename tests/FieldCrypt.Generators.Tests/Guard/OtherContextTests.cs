using FieldCrypt.Generators.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FieldCrypt.Generators.Tests.Guard;

/// <summary>Contexts that the guard must let pass.</summary>
public sealed class OtherContextTests
{
    [Fact]
    public async Task A_context_that_was_set_up_saves_and_reads()
    {
        using var database = new ClinicDatabase();
        using var keyRing = new KeyRing(new KeyRingOptions(), [new MemoryKeyBackend()], new MemoryBranchKeyStore());
        await using (var context = new ClinicContext(database.WiredOptions(keyRing)))
        {
            await context.Database.EnsureCreatedAsync();
            var patient = new Patient { Ward = "A", Name = "Ann", Contact = new Contact { Phone = "1" }, Place = new Place { Room = new Room("2") } };
            patient.SetTaxNumber("3");
            context.Add(patient);
            await context.SaveChangesAsync();
        }

        await using (var context = new ClinicContext(database.WiredOptions(keyRing)))
        {
            Patient patient = await context.Patients.SingleAsync();
            patient.Name.ShouldBe("Ann");
            patient.GetTaxNumber().ShouldBe("3");
            patient.Contact.Phone.ShouldBe("1");
            patient.Place.Room.Door.ShouldBe("2");
        }
    }

    [Fact]
    public void A_context_without_encrypted_properties_needs_no_set_up()
    {
        using var database = new ClinicDatabase();
        using var context = new DrugContext(database.Options);
        context.Database.EnsureCreated();
        context.Add(new Drug { Label = "A" });
        context.SaveChanges();
        context.Drugs.Count().ShouldBe(1);
    }

    [Fact]
    public void Only_an_assembly_that_references_Entity_Framework_Core_has_a_guard()
    {
        const string Entity = "public class Card { [FieldCrypt.Encrypted] public string? Pan { get; set; } }";
        GeneratorRunner.Run(GeneratorRunner.Compile([Entity], GeneratorRunner.ReferencesWithoutEntityFramework)).ShouldBeClean()
            .Result.GeneratedSources.Select(static source => source.HintName).ShouldBe(["Card.FieldCrypt.g.cs", "FieldCryptRegistration.g.cs"]);
        GeneratorRunner.Run(GeneratorRunner.Compile(["class Empty;"], GeneratorRunner.References)).ShouldBeClean()
            .Result.GeneratedSources.Select(static source => source.HintName).ShouldBe(["FieldCryptGuard.g.cs"]);
        GeneratorRunner.Run(GeneratorRunner.Compile(["class Empty;"], GeneratorRunner.References.Where(static reference => Path.GetFileName(reference.Display!) != "FieldCrypt.dll"))).ShouldBeClean()
            .Result.GeneratedSources.ShouldBeEmpty();
    }
}
