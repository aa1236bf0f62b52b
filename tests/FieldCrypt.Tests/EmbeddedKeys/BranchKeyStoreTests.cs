namespace FieldCrypt.Tests.EmbeddedKeys;

/// <summary>What the contract of branch key stores asks, for the two that keep them in a file.</summary>
public sealed class BranchKeyStoreTests : StoreTest
{
    private readonly List<IDisposable> _opened = [];

    public override void Dispose()
    {
        _opened.ForEach(static store => store.Dispose());
        base.Dispose();
    }

    internal static BranchKeyRecord Record(EncryptionContext context, int generation) => new()
    {
        Id = BranchKeyId.Random(),
        Context = context,
        Generation = generation,
        CreatedAt = new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.Zero),
        WrappedKeys = [new WrappedKey("embedded", "a key", "1", [1, 2, 3]), new WrappedKey("aws-kms", "another", "", [4])],
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_record_comes_back_as_it_was(bool standalone)
    {
        BranchKeyRecord record = Record(Finance, 1);
        (await Store(standalone).TryAddAsync(record, default)).ShouldBeTrue();

        IBranchKeyStore reopened = Store(standalone);
        BranchKeyRecord found = (await reopened.FindAsync(record.Id, default)).ShouldNotBeNull();
        Text(found).ShouldBe(Text(record));
        (await reopened.FindNewestAsync(Finance, default)).ShouldNotBeNull().Id.ShouldBe(record.Id);
        (await reopened.FindAsync(BranchKeyId.Random(), default)).ShouldBeNull();
        (await reopened.FindNewestAsync(Hr, default)).ShouldBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_generation_is_added_once(bool standalone)
    {
        IBranchKeyStore store = Store(standalone);
        BranchKeyRecord first = Record(Finance, 1);
        (await store.TryAddAsync(first, default)).ShouldBeTrue();
        (await store.TryAddAsync(Record(Finance, 1), default)).ShouldBeFalse();
        (await store.TryAddAsync(Record(Hr, 1) with { Id = first.Id }, default)).ShouldBeFalse();
        (await store.TryAddAsync(Record(Finance, 2), default)).ShouldBeTrue();
        (await store.TryAddAsync(Record(EncryptionContext.Empty, 1), default)).ShouldBeTrue();

        (await store.FindNewestAsync(Finance, default)).ShouldNotBeNull().Generation.ShouldBe(2);
        (await store.ListAsync(default)).Select(static record => (record.Context.ToString(), record.Generation))
            .ShouldBe([("", 1), ("Department=finance", 1), ("Department=finance", 2)]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_record_is_replaced_only_as_it_was_read(bool standalone)
    {
        IBranchKeyStore store = Store(standalone);
        BranchKeyRecord record = Record(Finance, 1);
        await store.TryAddAsync(record, default);

        BranchKeyRecord destroyed = record with { State = BranchKeyState.Destroyed, WrappedKeys = [], Revision = 1 };
        (await store.TryReplaceAsync(destroyed, default)).ShouldBeTrue();
        (await store.TryReplaceAsync(record with { State = BranchKeyState.Disabled, Revision = 1 }, default)).ShouldBeFalse();
        (await store.TryReplaceAsync(Record(Hr, 1) with { Revision = 1 }, default)).ShouldBeFalse();

        Text((await store.FindAsync(record.Id, default)).ShouldNotBeNull()).ShouldBe(Text(destroyed));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_many_at_once_one_adds_a_generation(bool standalone)
    {
        IBranchKeyStore[] stores = [Store(standalone), Store(standalone)];
        bool[] added = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => stores[i % 2].TryAddAsync(Record(Finance, 1), default).AsTask()));
        added.Count(static one => one).ShouldBe(1);
        (await stores[0].ListAsync(default)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_branch_key_store_does_not_open_a_store_with_a_root_key()
    {
        CreateStore();
        using var store = new EmbeddedBranchKeyStore(StorePath);
        (await FailsAsync(FieldCryptError.KeyStoreCorrupt, () => store.ListAsync(default).AsTask())).Message.ShouldContain("UseEmbeddedKeyStore");
    }

    [Fact]
    public async Task An_embedded_key_store_does_not_open_a_store_of_branch_keys()
    {
        using (var store = new EmbeddedBranchKeyStore(StorePath))
            (await store.ListAsync(default)).ShouldBeEmpty();
        Environment.SetEnvironmentVariable("FIELDCRYPT_TEST_BRANCH", Convert.ToBase64String(new byte[32]));
        OpenFails(FieldCryptError.KeyStoreRootKeyWrong, static options => options.UseEnvironmentVariable("FIELDCRYPT_TEST_BRANCH")).Message.ShouldContain("kind \"none\"");
    }

    private static string Text(BranchKeyRecord record)
        => $"{record} {string.Join(", ", record.WrappedKeys.Select(static key => $"{key} {Convert.ToHexString(key.Ciphertext)}"))}".Replace(record.WrappedKeys.ToString()!, "", StringComparison.Ordinal);

    private IBranchKeyStore Store(bool standalone)
    {
        if (standalone)
        {
            var store = new EmbeddedBranchKeyStore(StorePath);
            _opened.Add(store);
            return store;
        }

        EmbeddedKeyStore embedded = Open();
        _opened.Add(embedded);
        return embedded.BranchKeys;
    }
}
