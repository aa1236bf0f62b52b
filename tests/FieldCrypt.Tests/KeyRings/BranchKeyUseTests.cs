using FieldCrypt.Tests.EmbeddedKeys;
using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.KeyRings;

/// <summary>The cryptoperiod of a branch key measured in records written.</summary>
public class BranchKeyUseTests
{
    [Fact]
    public async Task After_its_records_a_branch_key_is_followed_by_the_next_and_reads_on()
    {
        using var keys = new TestRing(static options => options.BranchKeyMaximumUses = 100);
        var envelopes = new List<byte[]>();
        for (int i = 0; i < 250; i++)
            envelopes.Add(await keys.EncryptAsync(Columns.Pan, $"{i}"));

        envelopes.GroupBy(IdOf).Select(static group => group.Count()).ShouldBe([100, 100, 50]);
        for (int i = 0; i < 250; i++)
            (await keys.Ring.DecryptAsync(Columns.Pan, envelopes[i])).ShouldBe($"{i}");
        keys.Backend.GenerateCalls.ShouldBe(3);
    }

    [Fact]
    public async Task Processes_share_one_count()
    {
        using var first = new TestRing(static options => options.BranchKeyMaximumUses = 160);
        using var second = new TestRing(options => { options.BranchKeyMaximumUses = 160; options.TimeProvider = first.Clock; }, first.Store, first.Backend);
        var written = new List<BranchKeyId>();
        for (int i = 0; i < 300; i++)
            written.Add(IdOf(await (i % 3 == 0 ? second : first).EncryptAsync(Columns.Pan, "x")));

        written.GroupBy(static id => id).ShouldAllBe(static group => group.Count() <= 160);
        IReadOnlyList<BranchKeyRecord> list = await first.Ring.BranchKeys!.ListAsync();
        list.Count.ShouldBeInRange(2, 4);
        list.ShouldAllBe(record => record.Uses >= written.Count(id => id == record.Id));
    }

    [Fact]
    public async Task A_process_that_ends_without_a_word_leaves_the_count_too_high_not_too_low()
    {
        var store = new MemoryBranchKeyStore();
        var backend = new MemoryKeyBackend();
        for (int process = 0; process < 5; process++)
        {
            using var keys = new TestRing(static options => options.BranchKeyMaximumUses = 1_000_000, store, backend);
            for (int i = 0; i < 10; i++)
                await keys.EncryptAsync(Columns.Pan, "x");
        }

        BranchKeyRecord record = (await store.ListAsync(CancellationToken.None)).Keys.ShouldHaveSingleItem();
        record.Uses.ShouldBe(5 * 1024);
    }

    [Fact]
    public async Task Records_made_by_a_long_save_are_counted_with_the_next_block()
    {
        using var keys = new TestRing(static options => options.BranchKeyMaximumUses = 10_000);
        BranchKey held = await keys.Ring.Hierarchical!.HoldActiveAsync(Columns.Finance, CancellationToken.None);
        for (int i = 0; i < 3000; i++)
            held.CreateRecordKey()!.Dispose();
        held.Release();
        await keys.EncryptAsync(Columns.Pan, "x");

        (await keys.Ring.BranchKeys!.ListAsync()).ShouldHaveSingleItem().Uses.ShouldBe(3000 + (10_000 / 16));
    }

    [Fact]
    public async Task While_the_store_is_out_of_reach_the_key_under_lease_writes_on_and_is_counted_later()
    {
        using var keys = new TestRing(static options => options.BranchKeyMaximumUses = 160);
        await keys.EncryptAsync(Columns.Pan, "x");
        keys.Store.Failure = new FieldCryptException(FieldCryptError.KeyStoreUnavailable, "The store is down.");
        for (int i = 0; i < 99; i++)
            await keys.EncryptAsync(Columns.Pan, "x");

        keys.Store.Failure = null;
        for (int i = 0; i < 11; i++)
            await keys.EncryptAsync(Columns.Pan, "x");

        (await keys.Ring.BranchKeys!.ListAsync()).ShouldHaveSingleItem().Uses.ShouldBeInRange(111, 140);
    }

    [Fact]
    public async Task A_store_that_cannot_count_stops_no_writing_before_the_limit_of_this_process()
    {
        using var keys = new TestRing(static options => options.BranchKeyMaximumUses = 160);
        await keys.Ring.BranchKeys!.RotateAsync(Columns.Finance);
        keys.Store.CountFailure = new FieldCryptException(FieldCryptError.KeyStoreUnavailable, "The store is read-only.");

        var written = new List<BranchKeyId>();
        for (int i = 0; i < 200; i++)
            written.Add(IdOf(await keys.EncryptAsync(Columns.Pan, "x")));

        written.GroupBy(static id => id).Select(static group => group.Count()).ShouldBe([160, 40]);
    }

    [Fact]
    public async Task A_store_that_cannot_count_for_long_is_asked_seldom()
    {
        using var keys = new TestRing();
        await keys.EncryptAsync(Columns.Pan, "x");
        keys.Store.CountFailure = new FieldCryptException(FieldCryptError.KeyStoreUnavailable, "Somebody holds its lock.");
        int calls = keys.Store.CountCalls;
        for (int i = 0; i < 30_000; i++)
            (await keys.Ring.CreateRecordKeyAsync(Columns.Finance)).Dispose();

        (keys.Store.CountCalls - calls).ShouldBe(4, "1,024 were left; 2,048, 4,096, 8,192 and 16,384 are lent");
        keys.Store.CountFailure = null;
        for (int i = 0; i < 5000; i++)
            (await keys.Ring.CreateRecordKeyAsync(Columns.Finance)).Dispose();
        (await keys.Ring.BranchKeys!.ListAsync()).ShouldHaveSingleItem().Uses.ShouldBeGreaterThan(35_000);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_file_keeps_the_count_and_notices_changes_by_hand(bool withRootKey)
    {
        using var folder = new StoreFolder();
        using var embedded = new EmbeddedKeyStore(folder.StorePath);
        using var alone = new EmbeddedBranchKeyStore(folder["branch.fck"]);
        IBranchKeyStore store = withRootKey ? embedded.GetBackend() : alone;
        BranchKeyRecord record = new() { Id = BranchKeyId.Random(), Context = Columns.Finance, Generation = 1, CreatedAt = DateTimeOffset.UnixEpoch, WrappedKeys = [new WrappedKey("memory", "k", "1", [1])] };
        await store.TryPutAsync(record);

        long[] totals = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ((IBranchKeyUseCounter)store).AddUsesAsync(record.Id, 7, CancellationToken.None).AsTask()));
        totals.Order().ShouldBe(Enumerable.Range(1, 20).Select(static i => i * 7L));
        await store.TryPutAsync(record with { State = BranchKeyState.Disabled, Revision = 1 });
        (await store.FindAsync(record.Id, CancellationToken.None))!.Key.Uses.ShouldBe(140);
        (await Should.ThrowAsync<FieldCryptException>(((IBranchKeyUseCounter)store).AddUsesAsync(BranchKeyId.Random(), 1, CancellationToken.None).AsTask())).Error.ShouldBe(FieldCryptError.KeyNotFound);

        if (!withRootKey)
            return;
        await embedded.ChangeRootKeyAsync(RootKeySource.FromKeyFile(folder["other.key"]));
        (await store.FindAsync(record.Id, CancellationToken.None))!.Key.Uses.ShouldBe(140);
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={folder.StorePath};Pooling=false"))
        {
            connection.Open();
            connection.Execute("UPDATE branch_key SET uses = 0");
        }

        (await Should.ThrowAsync<FieldCryptException>(store.FindAsync(record.Id, CancellationToken.None).AsTask())).Error.ShouldBe(FieldCryptError.KeyStoreCorrupt);
    }

    private static BranchKeyId IdOf(byte[] envelope) => BranchKeyId.Read(envelope.AsSpan(4));
}
