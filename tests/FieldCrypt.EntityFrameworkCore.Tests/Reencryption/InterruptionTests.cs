using FieldCrypt.EntityFrameworkCore.Tests.BranchKeys;

namespace FieldCrypt.EntityFrameworkCore.Tests.Reencryption;

/// <summary>Other writers, stops and outages while a run is under way.</summary>
public sealed class InterruptionTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task A_row_that_somebody_changes_or_deletes_meanwhile_is_left_alone(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        await host.SaveAsync(new Card { Id = 1, Pan = "1", Holder = "Ann" }, new Card { Id = 2, Pan = "2" }, new Card { Id = 3, Pan = "3" }, new Card { Id = 4, Pan = "4", Label = "a" });
        BranchKeyId[] old = await host.Keys.KeyRing.RotateAllAsync();
        host.Keys.Forget();
        await using Process<ShopContext> run = host.NewProcess();

        // Between reading the rows and writing them the run unwraps the old key.
        bool isChanged = false;
        host.Keys.Backend.Delay = async _ =>
        {
            if (isChanged || host.Keys.Backend.UnwrapCalls < 2)
                return;
            isChanged = true;
            await using Process<ShopContext> other = host.NewProcess();
            (await other.Context.Cards.FindAsync(1))!.Pan = "changed";
            other.Context.Remove((await other.Context.Cards.FindAsync(2))!);
            (await other.Context.Cards.FindAsync(4))!.Label = "b";
            await other.Context.SaveChangesAsync();
        };

        ReencryptResult result = await run.Context.ReencryptAsync();
        isChanged.ShouldBeTrue();
        (result.Reencrypted, result.ChangedMeanwhile, result.IsComplete).ShouldBe((2, 2, false));
        (await run.Context.ReencryptAsync()).ShouldSatisfyAllConditions(
            again => again.Reencrypted.ShouldBe(1, "the changed row has a value under the old key still, which nobody changed"),
            again => again.IsComplete.ShouldBeTrue());

        await host.Keys.KeyRing.DestroyAsync(old);
        await using Process<ShopContext> later = host.NewProcess();
        (await later.Context.Cards.OrderBy(card => card.Id).ToListAsync()).Select(static card => $"{card.Id} {card.Pan} {card.Holder} {card.Label}")
            .ShouldBe(["1 changed Ann ", "3 3  ", "4 4  b"]);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_stopped_run_keeps_what_it_did_and_the_next_one_goes_on(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        await host.SaveAsync([.. Enumerable.Range(1, 20).Select(static i => new Card { Id = i, Pan = $"{i}" })]);
        BranchKeyId[] old = await host.Keys.KeyRing.RotateAllAsync();
        using var stop = new CancellationTokenSource();
        var progress = new DirectProgress<ReencryptProgress>(report =>
        {
            if (report.Reencrypted >= 12)
                stop.Cancel();
        });

        await using (ShopContext context = host.NewContext())
            await Should.ThrowAsync<OperationCanceledException>(() => context.ReencryptAsync(new ReencryptOptions { BatchSize = 6 }, progress, stop.Token));

        List<byte[]> done = await host.Database.EnvelopesAsync("""SELECT "Pan" FROM "Cards" WHERE "Id" <= 12 ORDER BY "Id" """);
        done.Select(KeyIdOf).ShouldNotContain(old[0]);
        (await host.Database.EnvelopesAsync("""SELECT "Pan" FROM "Cards" WHERE "Id" > 12""")).Select(KeyIdOf).ShouldAllBe(id => id == old[0]);

        await using Process<ShopContext> next = host.NewProcess();
        (await next.Context.ReencryptAsync()).Reencrypted.ShouldBe(8);
        (await host.Database.EnvelopesAsync("""SELECT "Pan" FROM "Cards" WHERE "Id" <= 12 ORDER BY "Id" """)).ShouldBe(done);
        await host.Keys.KeyRing.DestroyAsync(old);
        (await next.Context.Cards.OrderBy(card => card.Id).Select(card => card.Pan).ToListAsync()).ShouldBe(Enumerable.Range(1, 20).Select(static i => $"{i}"));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Two_runs_at_once_do_every_row_once_between_them(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        await host.SaveAsync([.. Enumerable.Range(1, 60).Select(static i => new Card { Pan = $"{i}" })]);
        BranchKeyId[] old = await host.Keys.KeyRing.RotateAllAsync();
        await using Process<ShopContext> one = host.NewProcess(), two = host.NewProcess();
        ReencryptResult[] results = await Task.WhenAll(
            Task.Run(() => one.Context.ReencryptAsync(new ReencryptOptions { BatchSize = 7 })),
            Task.Run(() => two.Context.ReencryptAsync(new ReencryptOptions { BatchSize = 5 })));

        results.Sum(static result => result.Reencrypted).ShouldBe(60);
        await host.Keys.KeyRing.DestroyAsync(old);
        await using Process<ShopContext> later = host.NewProcess();
        (await later.Context.Cards.OrderBy(card => card.Id).Select(card => card.Pan).ToListAsync()).ShouldBe(Enumerable.Range(1, 60).Select(static i => $"{i}"));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_outage_stops_the_run_and_counts_no_row_as_unreadable(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        await host.SaveAsync(new Card { Pan = "1" }, new Customer { Email = "a@b.example" });
        await host.Keys.KeyRing.RotateAllAsync();
        host.Keys.Forget();
        await using ShopContext context = host.NewContext();
        await context.WarmUpFieldCryptAsync();
        List<byte[]> before = await host.Database.EnvelopesAsync("""SELECT "Pan" FROM "Cards" """);

        host.Keys.Backend.Failure = new FieldCryptException(FieldCryptError.BackendUnavailable, "The backend is down.");
        FieldCryptException exception = await Should.ThrowAsync<FieldCryptException>(() => context.ReencryptAsync());
        exception.IsTransient.ShouldBeTrue();
        (await host.Database.EnvelopesAsync("""SELECT "Pan" FROM "Cards" """)).ShouldBe(before);

        host.Keys.Backend.Failure = null;
        host.Keys.Time.Advance(TimeSpan.FromSeconds(2));
        (await context.ReencryptAsync()).ShouldSatisfyAllConditions(r => r.Reencrypted.ShouldBe(2), r => r.IsComplete.ShouldBeTrue());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Branch_keys_in_the_same_database_and_their_limit_of_records_are_respected(DatabaseProvider provider)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(provider);
        var backend = new MemoryKeyBackend();
        await using var application = new Application(database, backend, static keys => keys.Options.BranchKeyMaximumUses = 100);
        await application.RunAsync(static context => context.Database.EnsureCreatedAsync());
        await application.SaveAsync([.. Enumerable.Range(1, 250).Select(static i => new Card { Pan = $"{i}" })]);
        await application.KeyRing.RotateAllAsync();
        await application.RunAsync(async context => (await context.ReencryptAsync(new ReencryptOptions { BatchSize = 20 })).Reencrypted.ShouldBe(250));

        IReadOnlyList<BranchKeyRecord> keys = await application.KeyRing.BranchKeys!.ListAsync();
        var rows = (await database.EnvelopesAsync("""SELECT "Pan" FROM "Cards" """)).CountBy(KeyIdOf).ToDictionary();
        rows.Count.ShouldBe(3, "100 records a key, more or less a batch");
        rows.ShouldAllBe(row => row.Value <= 120 && keys.Single(key => key.Id == row.Key).Generation > 1);
        await application.RunAsync(async context => (await context.Cards.Select(card => card.Pan).ToListAsync()).Count.ShouldBe(250));
    }

    [Fact]
    public async Task A_retrying_execution_strategy_does_not_mind()
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(DatabaseProvider.PostgreSql);
        await host.SaveAsync([.. Enumerable.Range(1, 5).Select(static i => new Card { Pan = $"{i}" })]);
        await host.Keys.KeyRing.RotateAllAsync();
        await using Process<ShopContext> run = host.NewProcess(options: static options => options.UseNpgsql(static npgsql => npgsql.EnableRetryOnFailure()));
        (await run.Context.ReencryptAsync(new ReencryptOptions { BatchSize = 2 })).Reencrypted.ShouldBe(5);
        (await run.Context.CountEnvelopesByKeyAsync()).Single().IsActive.ShouldBeTrue();
    }

    [Fact]
    public async Task Long_values_make_shorter_batches()
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(DatabaseProvider.Sqlite);
        string holder = new('x', 6 * 1024 * 1024);
        for (int i = 0; i < 7; i++)
            await host.SaveAsync(new Card { Pan = $"{i}", Holder = i < 6 ? holder : "short" });
        await host.Keys.KeyRing.RotateAllAsync();
        List<long> reports = [];
        await using ShopContext context = host.NewContext();
        (await context.ReencryptAsync(progress: new DirectProgress<ReencryptProgress>(report => reports.Add(report.Reencrypted)))).Reencrypted.ShouldBe(7);

        reports.ShouldBe([3, 6, 7], "16 MiB at a time");
        (await context.Cards.Select(card => card.Holder).ToListAsync()).Count(read => read == holder).ShouldBe(6);
    }

    private static BranchKeyId KeyIdOf(byte[] envelope) => Envelope.Parse(envelope).KeyId;
}
