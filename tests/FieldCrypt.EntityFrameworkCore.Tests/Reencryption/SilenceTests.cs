using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace FieldCrypt.EntityFrameworkCore.Tests.Reencryption;

/// <summary>Nothing of the application takes part in a run, nor learns of it.</summary>
public sealed class SilenceTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task No_interceptor_event_filter_concurrency_token_or_entity_takes_part(DatabaseProvider provider)
    {
        await using var host = await TestHost<NotesContext>.CreateAsync(provider);
        await host.SaveAsync(new Note { Id = 1, Text = "one" }, new Note { Id = 2, Text = "two", IsDeleted = true });
        (await host.Database.QueryAsync("""SELECT "Version" FROM "Notes" """)).Select(Convert.ToInt32).ShouldBe([1, 1], "the application counts its saves");
        BranchKeyId[] old = await host.Keys.KeyRing.RotateAllAsync();

        var watcher = new Watcher();
        await using (Process<NotesContext> run = host.NewProcess(options: options => options.AddInterceptors(watcher)))
        {
            run.Context.SavingChanges += (_, _) => watcher.Calls.Add("SavingChanges event");
            run.Context.ChangeTracker.Tracked += (_, _) => watcher.Calls.Add("Tracked event");
            (await run.Context.ReencryptAsync()).Reencrypted.ShouldBe(2, "soft-deleted rows too");
            run.Context.ChangeTracker.Entries().ShouldBeEmpty();
            watcher.Calls.ShouldBeEmpty();

            // They are there all the same.
            await run.Context.Notes.ToListAsync();
            watcher.Calls.ShouldContain("command");
            watcher.Calls.ShouldContain("entity");
        }

        (await host.Database.QueryAsync("""SELECT "Version" FROM "Notes" """)).Select(Convert.ToInt32).ShouldBe([1, 1]);
        (await host.Database.QueryAsync("""SELECT "UpdatedAt" FROM "Notes" ORDER BY "Id" """)).Select(Convert.ToInt64).ShouldBe([1, 1]);
        await host.Keys.KeyRing.DestroyAsync(old);
        await using Process<NotesContext> later = host.NewProcess();
        (await later.Context.Notes.IgnoreQueryFilters().OrderBy(note => note.Id).Select(note => note.Text).ToListAsync()).ShouldBe(["one", "two"]);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_entity_loaded_before_can_be_saved_after(DatabaseProvider provider)
    {
        await using var host = await TestHost<NotesContext>.CreateAsync(provider);
        await host.SaveAsync(new Note { Id = 1, Text = "one" });
        await using NotesContext open = host.NewContext();
        Note note = await open.Notes.SingleAsync();
        await host.Keys.KeyRing.RotateAllAsync();
        await using (NotesContext context = host.NewContext())
            (await context.ReencryptAsync()).Reencrypted.ShouldBe(1);

        note.Text = "two";
        await open.SaveChangesAsync();
        await using NotesContext again = host.NewContext();
        (await again.Notes.SingleAsync()).ShouldSatisfyAllConditions(n => n.Text.ShouldBe("two"), n => n.Version.ShouldBe(2));
    }

    public class Note
    {
        public int Id { get; set; }

        [Encrypted]
        public string Text { get; set; } = "";

        public bool IsDeleted { get; set; }

        public long UpdatedAt { get; set; }

        public int Version { get; set; }
    }

    public sealed class NotesContext(DbContextOptions options) : DbContext(options)
    {
        public DbSet<Note> Notes => Set<Note>();

        public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
        {
            foreach (var entry in ChangeTracker.Entries<Note>())
            {
                entry.Entity.Version++;
                entry.Entity.UpdatedAt++;
            }

            return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }

        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Note>(note =>
        {
            note.Property(n => n.Version).IsConcurrencyToken();
            note.HasQueryFilter(n => !n.IsDeleted);
        });
    }

    private sealed class Watcher : DbCommandInterceptor, ISaveChangesInterceptor, IDbTransactionInterceptor, IMaterializationInterceptor
    {
        public List<string> Calls { get; } = [];

        public override DbCommand CommandCreated(CommandEndEventData eventData, DbCommand result)
        {
            Calls.Add("command");
            return result;
        }

        ValueTask<InterceptionResult<int>> ISaveChangesInterceptor.SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken)
        {
            Calls.Add("save");
            return ValueTask.FromResult(result);
        }

        ValueTask<InterceptionResult<DbTransaction>> IDbTransactionInterceptor.TransactionStartingAsync(DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken)
        {
            Calls.Add("transaction");
            return ValueTask.FromResult(result);
        }

        InterceptionResult<object> IMaterializationInterceptor.CreatingInstance(MaterializationInterceptionData materializationData, InterceptionResult<object> result)
        {
            Calls.Add("entity");
            return result;
        }
    }
}
