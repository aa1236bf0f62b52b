using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Tests.Reencryption;

/// <summary>Values that cannot be read, what a run refuses, and what the audit trail gets.</summary>
public sealed class FailureTests
{
    private static readonly EncryptionContext s_finance = EncryptionContext.Parse("Department=finance");

    [Theory, ClassData(typeof(Providers))]
    public async Task Values_that_cannot_be_read_are_reported_and_the_others_go_on(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        await host.SaveAsync(
            new Card { Id = 1, Pan = "1", Holder = "Ann", Remark = "r1" },
            new Card { Id = 2, Pan = "2", Holder = "Bob" },
            new Card { Id = 3, Pan = "3" },
            new Card { Id = 4, Pan = "4", Remark = "r4" },
            new Customer { Id = 1, Email = "a@b.example", Phone = "555" });
        byte[] tampered = (await host.Database.EnvelopesAsync("""SELECT "Pan" FROM "Cards" WHERE "Id" = 1""")).Single();
        tampered[^1] ^= 1;
        await host.Database.ExecuteAsync("""UPDATE "Cards" SET "Pan" = @p WHERE "Id" = 1""", tampered);
        await host.Database.ExecuteAsync("""UPDATE "Cards" SET "Pan" = @p WHERE "Id" = 2""", "4111111111111111"u8.ToArray());
        await host.Database.ExecuteAsync("""UPDATE "Customers" SET "Phone" = 'in clear' """);

        // Shredded on purpose; the values of the other context in the same rows must still move.
        BranchKeyRecord support = (await host.Keys.KeyRing.BranchKeys!.ListAsync()).Single(static key => key.Context.ToString() == "Department=support");
        BranchKeyId[] old = [.. (await host.Keys.KeyRing.RotateAllAsync()).Where(id => id != support.Id)];
        await host.Keys.KeyRing.BranchKeys!.DestroyAsync(support.Id);

        List<ReencryptFailedValue> values = [];
        await using ShopContext context = host.NewContext();
        ReencryptResult result = await context.ReencryptAsync(new ReencryptOptions { BatchSize = 2, ValueFailed = values.Add });

        (result.Reencrypted, result.ChangedMeanwhile, result.Failed, result.IsComplete).ShouldBe((5, 0, 4, false));
        result.Failures.Select(static failure => $"{failure.Table} {failure.Property} {failure.Error} {failure.Values}").ShouldBe(
            ["Cards Card.Pan AuthenticationFailed 1", "Cards Card.Remark KeyDestroyed 2", "Cards Card.Pan NotAnEnvelope 1", "Customers Customer.Phone NotAnEnvelope 1"], ignoreOrder: true);
        result.Failures.Single(static failure => failure.Error == FieldCryptError.KeyDestroyed).KeyId.ShouldBe(support.Id.ToString());
        values.Select(static value => $"{value.Property} {value.Exception.Error} {string.Join(',', value.PrimaryKey)}").ShouldBe(
            ["Card.Pan AuthenticationFailed 1", "Card.Remark KeyDestroyed 1", "Card.Pan NotAnEnvelope 2", "Card.Remark KeyDestroyed 4", "Customer.Phone NotAnEnvelope 1"], ignoreOrder: true);
        values.ShouldAllBe(static value => !$"{value} {value.Exception}".Contains("4111111111111111"));

        // What could not be read is as it was.
        (await host.Database.EnvelopesAsync("""SELECT "Pan" FROM "Cards" WHERE "Id" < 3 ORDER BY "Id" """)).ShouldBe([tampered, "4111111111111111"u8.ToArray()]);
        (await host.Database.QueryAsync("""SELECT "Phone" FROM "Customers" """)).ShouldBe(["in clear"]);
        (await context.ReencryptAsync()).ShouldSatisfyAllConditions(again => again.Reencrypted.ShouldBe(0, "what can be read is done"), again => again.Failed.ShouldBe(4));

        // The tampered value alone still names the old key.
        IReadOnlyList<EnvelopeCount> left = await context.CountEnvelopesByKeyAsync();
        left.Where(count => old.Contains(count.KeyId)).Select(static count => $"{count.Property} {count.Values}").ShouldBe(["Card.Pan 1"]);
        await host.Keys.KeyRing.DestroyAsync(old);
        await using Process<ShopContext> later = host.NewProcess();
        (await later.Context.Cards.OrderBy(card => card.Id).Select(card => card.Holder).ToListAsync()).ShouldBe(["Ann", "Bob", null, null]);
        (await later.Context.Cards.Where(card => card.Id > 2).OrderBy(card => card.Id).Select(card => card.Pan).ToListAsync()).ShouldBe(["3", "4"]);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Made_up_key_ids_fill_neither_the_result_nor_the_audit_trail(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        await host.SaveAsync([.. Enumerable.Range(1, 150).Select(static i => new Card { Id = i, Pan = $"{i}" })]);
        byte[] forged = (await host.Database.EnvelopesAsync("""SELECT "Pan" FROM "Cards" WHERE "Id" = 1""")).Single();
        for (int i = 1; i <= 150; i++)
        {
            BranchKeyId.Random().Write(forged.AsSpan(4));
            await host.Database.ExecuteAsync($"""UPDATE "Cards" SET "Pan" = @p WHERE "Id" = {i}""", forged);
        }

        var audit = new RecordingAuditSink();
        await using Process<ShopContext> run = host.NewProcess(audit: audit);
        ReencryptResult result = await run.Context.ReencryptAsync();
        result.Failed.ShouldBe(150);
        result.Failures.Count.ShouldBeLessThanOrEqualTo(101);
        result.Failures.Sum(static failure => failure.Values).ShouldBe(150);
        audit.Events.Count(static e => e.Outcome == nameof(FieldCryptError.KeyNotFound)).ShouldBeLessThanOrEqualTo(101);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_audit_trail_gets_one_event_per_table_key_and_outcome(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        await host.SaveAsync([.. Enumerable.Range(1, 9).Select(static i => new Card { Pan = $"{i}" }), new Customer { Email = "a@b.example" }]);
        await host.Database.ExecuteAsync("""UPDATE "Cards" SET "Pan" = @p WHERE "Id" = 9""", "4111111111111111"u8.ToArray());
        await host.Keys.KeyRing.RotateAllAsync();
        var audit = new RecordingAuditSink();
        await using Process<ShopContext> run = host.NewProcess(audit: audit);
        await run.Context.ReencryptAsync(new ReencryptOptions { BatchSize = 3 });

        BranchKeyId newest = host.Keys.Store.Keys.Values.Where(static key => key.Context.Equals(s_finance)).MaxBy(static key => key.Generation)!.Id;
        AuditEvent[] events = [.. audit.Events.Where(IsReencryption)];
        events.Select(static e => $"{e.Operation} {e.Context} {e.Outcome}").ShouldBe(
        [
            "Reencrypt Cards Department=finance Intent",
            "Reencrypt Cards (8) Department=finance Success",
            "Reencrypt Cards (1) Department=finance NotAnEnvelope",
            "Reencrypt Customers Department=sales Intent",
            "Reencrypt Customers (1) Department=sales Success",
        ]);
        events[0].KeyId.ShouldBe(newest.ToString());
        events[1].KeyId.ShouldBe(newest.ToString());
        events[0].ChangeId.Length.ShouldBe(32);
        events[..3].ShouldAllBe(audited => audited.ChangeId == events[0].ChangeId);
        events[4].ChangeId.ShouldBe(events[3].ChangeId);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_stopped_run_is_audited_for_what_it_did(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        await host.SaveAsync([.. Enumerable.Range(1, 9).Select(static i => new Card { Pan = $"{i}" })]);
        await host.Keys.KeyRing.RotateAllAsync();
        var audit = new RecordingAuditSink();
        using var stop = new CancellationTokenSource();
        await using Process<ShopContext> run = host.NewProcess(audit: audit);
        await Should.ThrowAsync<OperationCanceledException>(() => run.Context.ReencryptAsync(new ReencryptOptions { BatchSize = 4 }, new DirectProgress<ReencryptProgress>(_ => stop.Cancel()), stop.Token));
        audit.Events.Where(IsReencryption).Select(static e => $"{e.Operation} {e.Outcome}").ShouldBe(
            ["Reencrypt Cards Intent", "Reencrypt Cards (4) Success", "Reencrypt Cards Cancelled"]);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Rows_are_rewritten_only_once_the_intent_is_in_the_audit_trail(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        await host.SaveAsync([.. Enumerable.Range(1, 9).Select(static i => new Card { Pan = $"{i}" })]);
        await host.Keys.KeyRing.RotateAllAsync();
        var audit = new RefusingAuditSink { Refuses = static audited => IsReencryption(audited) && audited.Outcome == AuditOutcome.Intent };
        await using Process<ShopContext> run = host.NewProcess(audit: audit);
        (await Should.ThrowAsync<FieldCryptException>(() => run.Context.ReencryptAsync())).Error.ShouldBe(FieldCryptError.AuditUnavailable);

        audit.Refuses = static audited => IsReencryption(audited) && audited.Outcome != AuditOutcome.Intent;
        (await Should.ThrowAsync<FieldCryptException>(() => run.Context.ReencryptAsync())).Error.ShouldBe(FieldCryptError.ChangeNotRecorded);

        // All rows were due still after the first run, and none after the second.
        audit.Refuses = static _ => false;
        (await run.Context.ReencryptAsync()).ShouldSatisfyAllConditions(static result => result.Reencrypted.ShouldBe(0), static result => result.Failed.ShouldBe(0));
        audit.Events.Count(IsReencryption).ShouldBe(1, "a run with nothing to do leaves no line");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_cannot_work_is_refused_before_a_row_is_touched(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        await using ShopContext context = host.NewContext();
        (await Should.ThrowAsync<FieldCryptException>(() => context.ReencryptAsync(new ReencryptOptions { BatchSize = 0 }))).Error.ShouldBe(FieldCryptError.InvalidArgument);
        await using (IDbContextTransaction transaction = await context.Database.BeginTransactionAsync())
        {
            (await Should.ThrowAsync<FieldCryptException>(() => context.ReencryptAsync())).Message.ShouldContain("outside a transaction");

            // Counting reads only, and sees what the transaction did.
            context.Add(new Card { Pan = "1" });
            await context.SaveChangesAsync();
            (await context.CountEnvelopesByKeyAsync()).Single().Values.ShouldBe(1);
        }

        (await context.CountEnvelopesByKeyAsync()).ShouldBeEmpty();

        var bare = new DbContextOptionsBuilder<ShopContext>();
        host.Database.Configure(bare);
        await using var unwired = new ShopContext(bare.Options);
        (await Should.ThrowAsync<FieldCryptException>(() => unwired.ReencryptAsync())).Error.ShouldBe(FieldCryptError.NotConfigured);
        (await Should.ThrowAsync<FieldCryptException>(() => unwired.CountEnvelopesByKeyAsync())).Error.ShouldBe(FieldCryptError.NotConfigured);

        await using var keyless = await TestHost<KeylessContext>.CreateAsync(provider);
        await using KeylessContext other = keyless.NewContext();
        FieldCryptException refusal = await Should.ThrowAsync<FieldCryptException>(() => other.ReencryptAsync());
        (refusal.Error, refusal.Message.Contains("no primary key")).ShouldBe((FieldCryptError.ModelNotSupported, true));
        (await other.ReencryptAsync<Customer>()).Reencrypted.ShouldBe(0);
        (await other.CountEnvelopesByKeyAsync()).ShouldBeEmpty();
    }

    private static bool IsReencryption(AuditEvent audited) => audited.Operation.StartsWith("Reencrypt", StringComparison.Ordinal);

    public sealed class KeylessContext(DbContextOptions options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Holder<int>>().HasNoKey();
            modelBuilder.Entity<Customer>().Ignore(customer => customer.Cards);
        }
    }
}
