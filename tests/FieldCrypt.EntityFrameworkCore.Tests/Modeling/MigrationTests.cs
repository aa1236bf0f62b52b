using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Design;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace FieldCrypt.EntityFrameworkCore.Tests.Modeling;

public sealed class MigrationTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task A_scaffolded_migration_has_binary_columns_and_keeps_the_annotations(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        await using ShopContext context = host.NewContext();
        await using ServiceProvider services = DesignTime.ServicesOf(context, provider);
        using IServiceScope scope = services.CreateScope();
        ScaffoldedMigration migration = scope.ServiceProvider.GetRequiredService<IMigrationsScaffolder>().ScaffoldMigration("Initial", "Shop");

        string binary = provider == DatabaseProvider.Sqlite ? "BLOB" : "bytea";
        string text = provider == DatabaseProvider.Sqlite ? "TEXT" : "text";
        migration.MigrationCode.ShouldContain($"Pan = table.Column<byte[]>(type: \"{binary}\", nullable: false)");
        migration.MigrationCode.ShouldContain($"Expiry = table.Column<byte[]>(type: \"{binary}\", nullable: true)");
        migration.MigrationCode.ShouldContain($"Phone = table.Column<string>(type: \"{text}\", nullable: true)");
        migration.SnapshotCode.ShouldContain("b.Property<byte[]>(\"Pan\")");
        migration.SnapshotCode.ShouldContain(".HasAnnotation(\"FieldCrypt:Column\", \"Pan\")");
        migration.SnapshotCode.ShouldContain(".HasAnnotation(\"FieldCrypt:Context\", \"Department=finance\")");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_unchanged_model_gives_no_migration(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShapesContext>.CreateAsync(provider);
        await using ShapesContext first = host.NewContext();
        await using ShapesContext second = host.NewContext();
        IReadOnlyList<MigrationOperation> operations = first.GetService<IMigrationsModelDiffer>().GetDifferences(
            first.GetService<IDesignTimeModel>().Model.GetRelationalModel(),
            second.GetService<IDesignTimeModel>().Model.GetRelationalModel());
        operations.ShouldBeEmpty();
    }

    [Theory, ClassData(typeof(Providers))]
    public void A_maximum_length_limits_the_plaintext_not_the_column(DatabaseProvider provider)
    {
        IProperty property = ModelOf.Design(
            static model =>
            {
                model.Entity<Renamed>().Property(r => r.Secret).HasMaxLength(5).IsUnicode(false).IsFixedLength();
            }, provider).FindEntityType(typeof(Renamed))!.FindProperty(nameof(Renamed.Secret))!;
        property.GetMaxLength().ShouldBeNull();
        property.GetColumnType().ShouldBe(provider == DatabaseProvider.Sqlite ? "BLOB" : "bytea");
        property[FieldCryptAnnotationNames.MaxLength].ShouldBe(5);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_longer_plaintext_than_the_maximum_length_is_refused(DatabaseProvider provider)
    {
        await using var host = await TestHost<LimitedContext>.CreateAsync(provider);
        await host.SaveAsync(new Renamed { Secret = "12345" });
        FieldCryptException exception = await host.SaveAsync(new Renamed { Secret = "123456" }).ShouldThrowAsync<FieldCryptException>();
        exception.Error.ShouldBe(FieldCryptError.ValueTooLarge);
        exception.Column.ShouldBe("OldName.OldColumn");
        exception.Message.ShouldContain("MaxLength is 5");
        exception.Message.ShouldNotContain("123456");
        (await host.Database.QueryAsync("""SELECT "Secret" FROM "Renamed" """)).Count.ShouldBe(1);
    }

    private sealed class LimitedContext(DbContextOptions options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Renamed>().Property(r => r.Secret).HasMaxLength(5);
    }
}
