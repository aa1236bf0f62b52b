using Microsoft.EntityFrameworkCore;

namespace FieldCrypt.Generators.Tests.Guard;

/// <summary>A context whose model has encrypted members, used without UseFieldCrypt.</summary>
public sealed class UnwiredContextTests : IDisposable
{
    private readonly ClinicDatabase _database = new();

    public UnwiredContextTests()
    {
        using ClinicContext context = NewContext();
        context.Database.EnsureCreated();
    }

    [Fact]
    public void Its_model_has_no_column_that_could_take_plaintext()
        => _database.Columns("Patients").ShouldBe(["Id", "Ward", "Contact_Kind", "Place_City", "Place_Room_Floor"], ignoreOrder: true);

    [Fact]
    public void Saving_is_refused_and_stores_nothing()
    {
        using ClinicContext context = NewContext();
        context.Add(NewPatient());

        ShouldName(Should.Throw<FieldCryptException>(() => context.SaveChanges()));
        _database.Count("Patients").ShouldBe(0);
    }

    [Fact]
    public async Task Saving_asynchronously_is_refused_and_stores_nothing()
    {
        await using ClinicContext context = NewContext();
        context.Add(NewPatient());

        ShouldName(await Should.ThrowAsync<FieldCryptException>(() => context.SaveChangesAsync()));
        _database.Count("Patients").ShouldBe(0);
    }

    [Fact]
    public async Task Queries_are_refused()
    {
        await using ClinicContext context = NewContext();

        ShouldName(Should.Throw<FieldCryptException>(() => context.Patients.ToList()));
        ShouldName(await Should.ThrowAsync<FieldCryptException>(() => context.Patients.FirstOrDefaultAsync(static patient => patient.Ward == "A")));
        ShouldName(Should.Throw<FieldCryptException>(() => context.Patients.FromSql($"SELECT * FROM Patients").AsNoTracking().ToList()));
        ShouldName(await Should.ThrowAsync<FieldCryptException>(() => context.Patients.FindAsync(1).AsTask()));
    }

    [Fact]
    public async Task Bulk_updates_and_deletes_are_refused_and_change_nothing()
    {
        _database.Scalar("INSERT INTO Patients (Ward, Place_Room_Floor) VALUES ('A', 1)");
        await using ClinicContext context = NewContext();

        ShouldName(Should.Throw<FieldCryptException>(() => context.Patients.ExecuteUpdate(static set => set.SetProperty(static patient => patient.Ward, "B"))));
        ShouldName(await Should.ThrowAsync<FieldCryptException>(() => context.Patients.ExecuteDeleteAsync()));
        _database.Scalar("SELECT Ward FROM Patients").ShouldBe("A");
    }

    [Fact]
    public void It_is_refused_again_each_time()
    {
        for (int i = 0; i < 3; i++)
        {
            using ClinicContext context = NewContext();
            context.Add(NewPatient());
            Should.Throw<FieldCryptException>(() => context.SaveChanges());
        }
    }

    public void Dispose() => _database.Dispose();

    private ClinicContext NewContext() => new(_database.Options);

    private static Patient NewPatient() => new() { Ward = "A", Name = "Ann", Contact = new Contact { Phone = "1" }, Place = new Place { Room = new Room("2") } };

    private static void ShouldName(FieldCryptException exception)
    {
        exception.Error.ShouldBe(FieldCryptError.NotConfigured);
        exception.Message.ShouldStartWith("ClinicContext maps encrypted properties (Contact.Phone, Patient.Name, Patient._taxNumber, Room.Door), but it was not set up for FieldCrypt");
        exception.Message.ShouldContain("UseFieldCrypt");
        exception.Message.ShouldNotContain("Ann");
    }
}
