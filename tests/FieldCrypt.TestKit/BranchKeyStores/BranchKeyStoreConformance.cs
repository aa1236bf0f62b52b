namespace FieldCrypt.TestKit;

/// <summary>What every branch key store does, wherever it keeps its records. Derive, say how to open one, and all of it runs.</summary>
public abstract class BranchKeyStoreConformance
{
    private static readonly EncryptionContext s_finance = EncryptionContext.Parse("Department=finance");
    private static readonly EncryptionContext s_hr = EncryptionContext.Parse("Department=hr");

    /// <summary>Opens the store under test, as one more process would.</summary>
    protected abstract ValueTask<IBranchKeyStore> OpenAsync();

    /// <summary>A record as a key ring makes it, with wrapped keys that nobody can open.</summary>
    protected static BranchKeyRecord NewRecord(EncryptionContext context, int generation) => new()
    {
        Id = BranchKeyId.Random(),
        Context = context,
        Generation = generation,
        CreatedAt = new DateTimeOffset(2026, 5, 6, 7, 8, 9, 678, TimeSpan.Zero),
        WrappedKeys = [new WrappedKey("memory", "a key", "1", [1, 2, 3]), new WrappedKey("other", "another", "", [4])],
    };

    [Fact]
    public async Task Record_comes_back_as_it_was()
    {
        BranchKeyRecord record = NewRecord(s_finance, 1);
        (await (await OpenAsync()).TryAddAsync(record, default)).ShouldBeTrue();

        IBranchKeyStore store = await OpenAsync();

        ShouldBeSame(await store.FindAsync(record.Id, default), record);
        ShouldBeSame(await store.FindNewestAsync(s_finance, default), record);
        (await store.FindAsync(BranchKeyId.Random(), default)).ShouldBeNull();
        (await store.FindNewestAsync(s_hr, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Generation_is_added_once()
    {
        IBranchKeyStore store = await OpenAsync();
        BranchKeyRecord first = NewRecord(s_finance, 1), second = NewRecord(s_finance, 2), other = NewRecord(EncryptionContext.Empty, 1);
        (await store.TryAddAsync(first, default)).ShouldBeTrue();
        (await store.TryAddAsync(NewRecord(s_finance, 1), default)).ShouldBeFalse("this generation is taken");
        (await store.TryAddAsync(NewRecord(s_hr, 1) with { Id = first.Id }, default)).ShouldBeFalse("this id is taken");
        (await store.TryAddAsync(second, default)).ShouldBeTrue();
        (await store.TryAddAsync(other, default)).ShouldBeTrue();

        ShouldBeSame(await store.FindNewestAsync(s_finance, default), second);
        (await store.ListAsync(default)).Select(static record => record.Id).ShouldBe([other.Id, first.Id, second.Id]);
    }

    [Fact]
    public async Task Record_is_replaced_only_as_it_was_read()
    {
        IBranchKeyStore store = await OpenAsync();
        BranchKeyRecord record = NewRecord(s_finance, 1);
        await store.TryAddAsync(record, default);

        BranchKeyRecord disabled = record with { State = BranchKeyState.Disabled, Revision = 1 };
        (await store.TryReplaceAsync(disabled, default)).ShouldBeTrue();
        (await store.TryReplaceAsync(disabled, default)).ShouldBeFalse("somebody changed it since");
        ShouldBeSame(await store.FindAsync(record.Id, default), disabled);

        BranchKeyRecord destroyed = disabled with { State = BranchKeyState.Destroyed, WrappedKeys = [], Revision = 2 };
        (await store.TryReplaceAsync(destroyed, default)).ShouldBeTrue();
        (await store.TryReplaceAsync(record with { Revision = 2 }, default)).ShouldBeFalse("somebody changed it since");
        (await store.TryReplaceAsync(NewRecord(s_hr, 1) with { Revision = 1 }, default)).ShouldBeFalse("nobody added it");
        ShouldBeSame(await store.FindAsync(record.Id, default), destroyed);
    }

    [Fact]
    public async Task Of_many_at_once_one_adds_a_generation()
    {
        IBranchKeyStore[] stores = [await OpenAsync(), await OpenAsync()];

        bool[] added = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => stores[i % 2].TryAddAsync(NewRecord(s_finance, 1), default).AsTask())));

        added.Count(static one => one).ShouldBe(1);
        (await stores[0].ListAsync(default)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Uses_sum_over_processes_beside_other_changes()
    {
        IBranchKeyStore[] stores = [await OpenAsync(), await OpenAsync(), await OpenAsync(), await OpenAsync()];
        Assert.SkipUnless(stores[0] is IBranchKeyUseCounter, "This store does not count uses.");
        BranchKeyRecord record = NewRecord(s_finance, 1);
        await stores[0].TryAddAsync(record, default);

        long[][] counts = await Task.WhenAll(stores.Select(store => Task.Run(async () =>
        {
            long[] counted = new long[5];
            for (int i = 0; i < counted.Length; i++)
                counted[i] = await ((IBranchKeyUseCounter)store).AddUsesAsync(record.Id, 7, default);
            return counted;
        })));

        long[] totals = [.. counts.SelectMany(static counted => counted)];
        totals.ShouldAllBe(static total => total >= 7 && total <= 140 && total % 7 == 0);
        totals.Order().Select(static (total, i) => total - (7 * (i + 1))).ShouldAllBe(static more => more >= 0, "a count may hold what others add meanwhile, never less");
        totals.Max().ShouldBe(140);
        ShouldBeSame(await stores[0].FindAsync(record.Id, default), record with { Uses = 140 });

        // Counting is no change of the record, and a change of the record does not count.
        BranchKeyRecord disabled = record with { State = BranchKeyState.Disabled, Revision = 1 };
        (await stores[0].TryReplaceAsync(disabled, default)).ShouldBeTrue();
        ShouldBeSame((await stores[0].ListAsync(default)).Single(), disabled with { Uses = 140 });
        (await Should.ThrowAsync<FieldCryptException>(async () => await ((IBranchKeyUseCounter)stores[0]).AddUsesAsync(BranchKeyId.Random(), 1, default)))
            .Error.ShouldBe(FieldCryptError.KeyNotFound);
    }

    private static void ShouldBeSame(BranchKeyRecord? actual, BranchKeyRecord expected)
    {
        actual.ShouldNotBeNull();
        (actual with { WrappedKeys = expected.WrappedKeys }).ShouldBe(expected);
        actual.WrappedKeys.Select(Text).ShouldBe(expected.WrappedKeys.Select(Text));

        static string Text(WrappedKey key) => $"{key} {Convert.ToHexString(key.Ciphertext)}";
    }
}
