using System.Data.Common;
using System.Transactions;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FieldCrypt.EntityFrameworkCore.Tests.BranchKeys;

public sealed class DatabaseBranchKeyStoreTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task Applications_that_start_at_once_agree_on_one_branch_key(DatabaseProvider provider)
    {
        await using TestDatabase database = await NewDatabaseAsync(provider);
        var backend = new MemoryKeyBackend();
        Application[] applications = [.. Enumerable.Range(0, 6).Select(_ => new Application(database, backend))];
        await Task.WhenAll(applications.Select((application, i) => Task.Run(() => application.KeyRing.WarmUpAsync([EncryptionContext.Parse("Department=finance")]).AsTask())));
        foreach ((int i, Application application) in applications.Index())
            await application.SaveAsync(new Card { Pan = $"{i}" });

        (await database.QueryAsync("""SELECT "Id" FROM "FieldCryptBranchKeys" """)).Count.ShouldBe(1);
        (await database.EnvelopesAsync("""SELECT "Pan" FROM "Cards" """)).Select(static envelope => Envelope.Parse(envelope).KeyId).Distinct().Count().ShouldBe(1);
        foreach (Application application in applications)
        {
            await application.RunAsync(async context => (await context.Cards.Select(card => card.Pan).ToListAsync()).Count.ShouldBe(applications.Length));
            await application.DisposeAsync();
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_later_process_reads_what_an_earlier_one_wrote(DatabaseProvider provider)
    {
        await using TestDatabase database = await NewDatabaseAsync(provider);
        var backend = new MemoryKeyBackend();
        await using (var first = new Application(database, backend))
            await first.SaveAsync(new Card { Pan = "4111", Remark = "vip" });
        backend.GenerateCalls.ShouldBe(2);
        await using var second = new Application(database, backend);
        await second.RunAsync(async context =>
        {
            Card card = await context.Cards.SingleAsync();
            card.Pan.ShouldBe("4111");
            card.Remark.ShouldBe("vip");
        });
        await second.SaveAsync(new Card { Pan = "5500" });
        backend.GenerateCalls.ShouldBe(2);
        backend.UnwrapCalls.ShouldBe(2);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_branch_key_that_processes_used_up_together_is_followed_by_the_next(DatabaseProvider provider)
    {
        await using TestDatabase database = await NewDatabaseAsync(provider);
        var backend = new MemoryKeyBackend();
        for (int process = 0; process < 3; process++)
        {
            await using var application = new Application(database, backend, static keys => keys.Options.BranchKeyMaximumUses = 32);
            for (int i = 0; i < 16; i++)
                await application.SaveAsync(new Card { Pan = "1" });
        }

        List<byte[]> envelopes = await database.EnvelopesAsync("""SELECT "Pan" FROM "Cards" ORDER BY "Id" """);
        envelopes.CountBy(static envelope => Envelope.Parse(envelope).KeyId).Select(static pair => pair.Value).ShouldBe([32, 16]);
    }

    [Fact]
    public async Task A_save_inside_an_SQLite_transaction_goes_on_where_its_uses_cannot_be_counted()
    {
        await using TestDatabase database = await NewDatabaseAsync(DatabaseProvider.Sqlite);
        var backend = new MemoryKeyBackend();
        await using (var first = new Application(database, backend))
            await first.SaveAsync(new Card { Pan = "1" });
        await using var application = new Application(database, backend);
        await application.RunAsync(async context =>
        {
            await using IDbContextTransaction transaction = await context.Database.BeginTransactionAsync();
            context.Add(new Card { Pan = "2" });
            await context.SaveChangesAsync();
            await transaction.CommitAsync();
            (await context.Cards.AsNoTracking().OrderBy(card => card.Id).Select(card => card.Pan).ToListAsync()).ShouldBe(["1", "2"]);
        });
        (await application.Store.ListAsync(default)).Keys.Single().Uses.ShouldBe(1024);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Rotating_rewrapping_and_destroying_work_through_it(DatabaseProvider provider)
    {
        await using TestDatabase database = await NewDatabaseAsync(provider);
        await using var application = new Application(database, new MemoryKeyBackend());
        await application.SaveAsync(new Card { Pan = "old" });
        BranchKeyAdministration keys = application.KeyRing.BranchKeys!;
        BranchKeyRecord old = (await keys.ListAsync()).Single();
        await keys.RotateAsync(old.Context);
        await application.SaveAsync(new Card { Pan = "new" });
        (await keys.RewrapAsync()).Rewrapped.ShouldBe(2);
        await application.RunAsync(async context => (await context.Cards.OrderBy(card => card.Id).Select(card => card.Pan).ToListAsync()).ShouldBe(["old", "new"]));

        await keys.DestroyAsync(old.Id);
        await application.RunAsync(async context =>
        {
            (await context.Cards.Where(card => card.Id == 2).Select(card => card.Pan).SingleAsync()).ShouldBe("new");
            (await context.Cards.Where(card => card.Id == 1).Select(card => card.Pan).SingleAsync().ShouldThrowAsync<FieldCryptException>()).Error.ShouldBe(FieldCryptError.KeyDestroyed);
        });
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_rolled_back_transaction_takes_no_branch_key_with_it(DatabaseProvider provider)
    {
        await using TestDatabase database = await NewDatabaseAsync(provider);
        var backend = new MemoryKeyBackend();
        await using var application = new Application(database, backend);
        await application.RunAsync(async context =>
        {
            if (provider == DatabaseProvider.Sqlite)
                await context.WarmUpFieldCryptAsync();
            await using IDbContextTransaction transaction = await context.Database.BeginTransactionAsync();
            context.Add(new Card { Pan = "1" });
            await context.SaveChangesAsync();
            await transaction.RollbackAsync();
        });
        await application.SaveAsync(new Card { Pan = "2" });

        await using var later = new Application(database, backend);
        await later.RunAsync(async context => (await context.Cards.SingleAsync()).Pan.ShouldBe("2"));
    }

    [Fact]
    public async Task An_ambient_transaction_takes_no_branch_key_with_it()
    {
        await using TestDatabase database = await NewDatabaseAsync(DatabaseProvider.PostgreSql);
        var backend = new MemoryKeyBackend();
        await using var application = new Application(database, backend);
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
            await application.SaveAsync(new Card { Pan = "1" });
        (await database.QueryAsync("""SELECT "Id" FROM "Cards" """)).ShouldBeEmpty();
        await application.SaveAsync(new Card { Pan = "2" });

        await using var later = new Application(database, backend);
        await later.RunAsync(async context => (await context.Cards.SingleAsync()).Pan.ShouldBe("2"));
    }

    [Fact]
    public async Task A_branch_key_needed_inside_an_SQLite_transaction_fails_clearly_and_nothing_is_lost()
    {
        await using TestDatabase database = await NewDatabaseAsync(DatabaseProvider.Sqlite);
        await using var application = new Application(database, new MemoryKeyBackend());
        await application.RunAsync(async context =>
        {
            context.Add(new Card { Pan = "1" });
            await using (IDbContextTransaction transaction = await context.Database.BeginTransactionAsync())
            {
                FieldCryptException exception = await context.SaveChangesAsync().ShouldThrowAsync<FieldCryptException>();
                exception.Error.ShouldBe(FieldCryptError.KeyStoreUnavailable);
                exception.IsTransient.ShouldBeTrue();
                exception.Message.ShouldContain("WarmUpFieldCryptAsync");
            }

            await context.WarmUpFieldCryptAsync();
            await using (IDbContextTransaction transaction = await context.Database.BeginTransactionAsync())
            {
                await context.SaveChangesAsync();
                await transaction.CommitAsync();
            }

            (await context.Cards.AsNoTracking().SingleAsync()).Pan.ShouldBe("1");
        });
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_missing_table_is_told(DatabaseProvider provider)
    {
        await using TestDatabase database = await NewDatabaseAsync(provider);
        await database.ExecuteAsync("""DROP TABLE "FieldCryptBranchKeys" """);
        await using var application = new Application(database, new MemoryKeyBackend());
        FieldCryptException exception = await application.SaveAsync(new Card { Pan = "1" }).ShouldThrowAsync<FieldCryptException>();
        exception.Error.ShouldBe(FieldCryptError.KeyStoreUnavailable);
        exception.Message.ShouldContain("migration");
        exception.InnerException.ShouldBeAssignableTo<DbException>();
    }

    [Fact]
    public async Task A_context_without_the_mapping_or_the_registration_is_told()
    {
        await using ServiceProvider unregistered = new ServiceCollection()
            .AddFieldCrypt(static keys => keys.UseBackend(static _ => new MemoryKeyBackend()).UseDatabaseBranchKeyStore<SelfContainedContext>())
            .BuildServiceProvider();
        FieldCryptException exception = await unregistered.GetRequiredService<KeyRing>().WarmUpAsync([EncryptionContext.Empty]).AsTask().ShouldThrowAsync<FieldCryptException>();
        exception.Error.ShouldBe(FieldCryptError.NotConfigured);
        exception.Message.ShouldContain("AddDbContext");

        await using ServiceProvider unmapped = new ServiceCollection()
            .AddFieldCrypt(static keys => keys.UseBackend(static _ => new MemoryKeyBackend()).UseDatabaseBranchKeyStore<ShopContext>())
            .AddDbContext<ShopContext>(static (services, options) => options.ManyKeyRings().UseSqlite("Data Source=:memory:").UseFieldCrypt(services))
            .BuildServiceProvider();
        exception = await unmapped.GetRequiredService<KeyRing>().WarmUpAsync([EncryptionContext.Empty]).AsTask().ShouldThrowAsync<FieldCryptException>();
        exception.Error.ShouldBe(FieldCryptError.NotConfigured);
        exception.Message.ShouldContain("UseFieldCryptBranchKeys");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_row_that_was_edited_is_told(DatabaseProvider provider)
    {
        await using TestDatabase database = await NewDatabaseAsync(provider);
        var backend = new MemoryKeyBackend();
        await using (var first = new Application(database, backend))
            await first.SaveAsync(new Card { Pan = "1" });
        await database.ExecuteAsync("""UPDATE "FieldCryptBranchKeys" SET "Context" = 'Department=hr' """);
        await using var second = new Application(database, backend);
        await second.RunAsync(async context =>
            (await context.Cards.SingleAsync().ShouldThrowAsync<FieldCryptException>()).Error.ShouldBe(FieldCryptError.KeyStoreCorrupt));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Warming_up_makes_the_keys_of_every_context_in_the_model(DatabaseProvider provider)
    {
        await using TestDatabase database = await NewDatabaseAsync(provider);
        var backend = new MemoryKeyBackend();
        await using var application = new Application(database, backend);
        await application.RunAsync(static context => context.WarmUpFieldCryptAsync());
        backend.GenerateCalls.ShouldBe(2);
        backend.Failure = new FieldCryptException(FieldCryptError.BackendUnavailable, "The keys are there already.");
        await application.SaveAsync(new Card { Pan = "1", Remark = "vip" });
    }

    internal static async Task<TestDatabase> NewDatabaseAsync(DatabaseProvider provider)
    {
        TestDatabase database = await TestDatabase.CreateAsync(provider);
        await using var application = new Application(database, new MemoryKeyBackend());
        await application.RunAsync(static context => context.Database.EnsureCreatedAsync());
        return database;
    }
}
