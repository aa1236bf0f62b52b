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

    /// <summary>A set as a key ring makes it, whose MAC nobody made: stores look at nothing but context and revision.</summary>
    protected static BranchKeySetRecord NewSet(EncryptionContext context, long revision) => new()
    {
        Context = context,
        Revision = revision,
        Members = [1, 2, (byte)revision],
        Mac = new byte[32],
        WrappedKeys = [new WrappedKey("memory", "a key", "1", [9])],
    };

    [Fact]
    public async Task Key_and_set_come_back_as_they_were()
    {
        BranchKeyRecord record = NewRecord(s_finance, 1);
        (await (await OpenAsync()).TryWriteAsync(NewSet(s_finance, 1), record, default)).ShouldBeTrue();

        IBranchKeyStore store = await OpenAsync();

        StoredBranchKey stored = (await store.FindAsync(record.Id, default)).ShouldNotBeNull();
        ShouldBeSame(stored.Key, record);
        ShouldBeSame(stored.Set, NewSet(s_finance, 1));
        ShouldBeSame(await store.FindSetAsync(s_finance, default), NewSet(s_finance, 1));
        (await store.FindAsync(BranchKeyId.Random(), default)).ShouldBeNull();
        (await store.FindSetAsync(s_hr, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Key_is_added_once_and_only_with_the_sets_next_revision()
    {
        IBranchKeyStore store = await OpenAsync();
        BranchKeyRecord first = NewRecord(s_finance, 1), second = NewRecord(s_finance, 2), index = NewRecord(s_finance, 1) with { Purpose = BranchKeyPurpose.BlindIndexes }, other = NewRecord(EncryptionContext.Empty, 1);
        (await store.TryWriteAsync(NewSet(s_finance, 2), first, default)).ShouldBeFalse("there is no revision 1 yet");
        (await store.TryWriteAsync(NewSet(s_finance, 1), first, default)).ShouldBeTrue();
        (await store.TryWriteAsync(NewSet(s_finance, 1), second, default)).ShouldBeFalse("this revision is taken");
        (await store.TryWriteAsync(NewSet(s_finance, 3), second, default)).ShouldBeFalse("there is no revision 2 yet");
        (await store.TryWriteAsync(NewSet(s_finance, 2), second with { Id = first.Id }, default)).ShouldBeFalse("this id is taken");
        (await store.TryWriteAsync(NewSet(s_hr, 1), NewRecord(s_hr, 1) with { Id = first.Id }, default)).ShouldBeFalse("this id is taken by another context");
        ShouldBeSame(await store.FindSetAsync(s_finance, default), NewSet(s_finance, 1));
        (await store.FindSetAsync(s_hr, default)).ShouldBeNull("nothing is written by halves");
        (await store.TryWriteAsync(NewSet(s_finance, 2), second, default)).ShouldBeTrue();
        (await store.TryWriteAsync(NewSet(s_finance, 3), index, default)).ShouldBeTrue();
        (await store.TryWriteAsync(NewSet(EncryptionContext.Empty, 1), other, default)).ShouldBeTrue();

        BranchKeyStoreContent content = await store.ListAsync(default);
        content.Keys.Select(static key => key.Id).ShouldBe([other.Id, first.Id, second.Id, index.Id]);
        content.Sets.Select(static set => (set.Context.ToString(), set.Revision)).Order().ShouldBe([("", 1L), ("Department=finance", 3L)]);
        content.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task Key_is_replaced_only_as_it_was_read()
    {
        IBranchKeyStore store = await OpenAsync();
        BranchKeyRecord record = NewRecord(s_finance, 1);
        await store.TryWriteAsync(NewSet(s_finance, 1), record, default);

        BranchKeyRecord disabled = record with { State = BranchKeyState.Disabled, Revision = 1 };
        (await store.TryWriteAsync(NewSet(s_finance, 2), disabled, default)).ShouldBeTrue();
        (await store.TryWriteAsync(NewSet(s_finance, 3), disabled, default)).ShouldBeFalse("somebody changed it since");
        ShouldBeSame((await store.FindAsync(record.Id, default))?.Key, disabled);
        ShouldBeSame((await store.FindAsync(record.Id, default))?.Set, NewSet(s_finance, 2));

        BranchKeyRecord destroyed = disabled with { State = BranchKeyState.Destroyed, WrappedKeys = [], Revision = 2 };
        (await store.TryWriteAsync(NewSet(s_finance, 3), destroyed, default)).ShouldBeTrue();
        (await store.TryWriteAsync(NewSet(s_finance, 4), record with { Revision = 2 }, default)).ShouldBeFalse("somebody changed it since");
        (await store.TryWriteAsync(NewSet(s_finance, 4), NewRecord(s_finance, 2) with { Revision = 1 }, default)).ShouldBeFalse("nobody added it");
        (await store.TryWriteAsync(NewSet(s_finance, 4), key: null, default)).ShouldBeTrue("a set may be written alone");
        ShouldBeSame((await store.FindAsync(record.Id, default))?.Key, destroyed);
        ShouldBeSame((await store.FindAsync(record.Id, default))?.Set, NewSet(s_finance, 4));
    }

    [Fact]
    public async Task Of_many_at_once_one_writes_a_revision()
    {
        IBranchKeyStore[] stores = [await OpenAsync(), await OpenAsync()];
        foreach (long revision in new[] { 1, 2 })
        {
            bool[] added = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(() => stores[i % 2].TryWriteAsync(NewSet(s_finance, revision), NewRecord(s_finance, (int)revision), default).AsTask())));
            added.Count(static one => one).ShouldBe(1);
        }

        (await stores[0].ListAsync(default)).Keys.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Uses_sum_over_processes_beside_other_changes()
    {
        IBranchKeyStore[] stores = [await OpenAsync(), await OpenAsync(), await OpenAsync(), await OpenAsync()];
        Assert.SkipUnless(stores[0] is IBranchKeyUseCounter, "This store does not count uses.");
        BranchKeyRecord record = NewRecord(s_finance, 1);
        await stores[0].TryWriteAsync(NewSet(s_finance, 1), record, default);

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
        ShouldBeSame((await stores[0].FindAsync(record.Id, default))?.Key, record with { Uses = 140 });

        // Counting is no change of the record, and a change of the record does not count.
        BranchKeyRecord disabled = record with { State = BranchKeyState.Disabled, Revision = 1 };
        (await stores[0].TryWriteAsync(NewSet(s_finance, 2), disabled, default)).ShouldBeTrue();
        ShouldBeSame((await stores[0].ListAsync(default)).Keys.Single(), disabled with { Uses = 140 });
        (await Should.ThrowAsync<FieldCryptException>(async () => await ((IBranchKeyUseCounter)stores[0]).AddUsesAsync(BranchKeyId.Random(), 1, default)))
            .Error.ShouldBe(FieldCryptError.KeyNotFound);
    }

    private static void ShouldBeSame(BranchKeySetRecord? actual, BranchKeySetRecord expected)
    {
        actual.ShouldNotBeNull();
        (actual.Context, actual.Revision).ShouldBe((expected.Context, expected.Revision));
        actual.Members.ShouldBe(expected.Members);
        actual.Mac.ShouldBe(expected.Mac);
        actual.WrappedKeys.ShouldHaveSingleItem().ToString().ShouldBe(expected.WrappedKeys[0].ToString());
    }

    private static void ShouldBeSame(BranchKeyRecord? actual, BranchKeyRecord expected)
    {
        actual.ShouldNotBeNull();
        (actual with { WrappedKeys = expected.WrappedKeys }).ShouldBe(expected);
        actual.WrappedKeys.Select(Text).ShouldBe(expected.WrappedKeys.Select(Text));

        static string Text(WrappedKey key) => $"{key} {Convert.ToHexString(key.Ciphertext)}";
    }
}
