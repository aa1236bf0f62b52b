using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore.Metadata;

namespace FieldCrypt.EntityFrameworkCore.Tests.Query;

public sealed class SearchableModelTests
{
    [Fact]
    public async Task A_searchable_property_has_a_shadow_property_that_EF_Core_never_writes()
    {
        await using TestHost<DirectoryContext> host = await TestHost<DirectoryContext>.CreateAsync(DatabaseProvider.Sqlite);
        await using DirectoryContext context = host.NewContext();
        IProperty index = context.Model.FindEntityType(typeof(Person))!.FindProperty("EmailIndex")!;

        index.IsShadowProperty().ShouldBeTrue();
        index.IsNullable.ShouldBeTrue();
        index.GetMaxLength().ShouldBe(16);
        index.GetBeforeSaveBehavior().ShouldBe(PropertySaveBehavior.Ignore);
        index.GetAfterSaveBehavior().ShouldBe(PropertySaveBehavior.Ignore);
        index.GetContainingIndexes().Single().IsUnique.ShouldBeFalse();
        context.Model.FindEntityType(typeof(Person))!.FindProperty("NoteIndex").ShouldBeNull();
    }

    [Fact]
    public Task A_member_in_its_place_is_refused() => RefusedAsync<TakenContext>("a member CodeIndex");

    [Fact]
    public Task An_entity_split_over_tables_is_refused() => RefusedAsync<SplitContext>("split over several tables");

    private static async Task RefusedAsync<TContext>(string part)
        where TContext : DbContext
    {
        FieldCryptException refusal = await Should.ThrowAsync<FieldCryptException>(() => TestHost<TContext>.CreateAsync(DatabaseProvider.Sqlite));
        refusal.Error.ShouldBe(FieldCryptError.ModelNotSupported);
        refusal.Message.ShouldContain(part);
    }

    public class Taken
    {
        public int Id { get; set; }

        [Encrypted(Searchable = true)]
        public string? Code { get; set; }

        [MaxLength(3)]
        public string? CodeIndex { get; set; }
    }

    public sealed class TakenContext(DbContextOptions options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Taken>();
    }

    public sealed class SplitContext(DbContextOptions options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Call>(call =>
            {
                call.Ignore(c => c.Person);
                call.SplitToTable("CallDetails", details => details.Property(c => c.Email));
            });
    }
}
