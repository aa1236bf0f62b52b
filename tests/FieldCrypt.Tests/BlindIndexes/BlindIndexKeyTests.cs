using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.BlindIndexes;

/// <summary>The life of index keys: one per context for ever, found by all processes, never mixed up with branch keys.</summary>
public sealed class BlindIndexKeyTests
{
    private static readonly BlindIndex<string> s_index = new(Columns.Pan, ValueEncodings.String);

    [Fact]
    public async Task A_key_is_made_once_and_serves_every_process()
    {
        var backend = new MemoryKeyBackend();
        var store = new MemoryBranchKeyStore();
        using var first = new TestRing(store: store, backends: backend);
        using var second = new TestRing(store: store, backends: backend);

        byte[][] indexes = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => IndexAsync(i % 2 == 0 ? first : second)));

        indexes.DistinctBy(Convert.ToHexString).Count().ShouldBe(1);
        BranchKeyRecord record = (await store.ListAsync(CancellationToken.None)).Keys.Single();
        record.Purpose.ShouldBe(BranchKeyPurpose.BlindIndexes);
        record.Id.ShouldBe(BlindIndexFormat.KeyIdOf(Columns.Finance));
    }

    [Fact]
    public async Task Branch_keys_begin_and_rotate_beside_it()
    {
        using var ring = new TestRing();
        byte[] before = await IndexAsync(ring);

        byte[] envelope = await ring.EncryptAsync(Columns.Pan, "4111");
        BranchKeyRecord rotated = await ring.Ring.BranchKeys!.RotateAsync(Columns.Finance);

        rotated.Generation.ShouldBe(2);
        (await ring.Ring.DecryptAsync(Columns.Pan, envelope)).ShouldBe("4111");
        ring.Clock.Advance(TimeSpan.FromMinutes(6));
        (await IndexAsync(ring)).ShouldBe(before);
        (await ring.Ring.BranchKeys.ListAsync()).Count(static record => record.Purpose == BranchKeyPurpose.RecordKeys).ShouldBe(2);
    }

    [Fact]
    public async Task Each_context_has_its_own()
    {
        using var ring = new TestRing();
        BlindIndexKey finance = await ring.Ring.HoldBlindIndexKeyAsync(Columns.Finance, CancellationToken.None);
        BlindIndexKey hr = await ring.Ring.HoldBlindIndexKeyAsync(Columns.Hr, CancellationToken.None);

        hr.Compute([1]).ShouldNotBe(finance.Compute([1]));
        finance.Release();
        hr.Release();
    }

    [Fact]
    public async Task Rewrapping_keeps_the_index()
    {
        using var ring = new TestRing();
        byte[] before = await IndexAsync(ring);
        (await ring.Ring.BranchKeys!.RewrapAsync()).Rewrapped.ShouldBe(1);
        ring.Clock.Advance(TimeSpan.FromMinutes(6));
        (await IndexAsync(ring)).ShouldBe(before);
    }

    [Fact]
    public async Task A_disabled_key_neither_searches_nor_writes_until_it_is_enabled()
    {
        using var ring = new TestRing();
        byte[] before = await IndexAsync(ring);
        BranchKeyId id = BlindIndexFormat.KeyIdOf(Columns.Finance);

        await ring.Ring.BranchKeys!.DisableAsync(id);
        FieldCryptException disabled = await Should.ThrowAsync<FieldCryptException>(() => IndexAsync(ring));
        disabled.Error.ShouldBe(FieldCryptError.KeyDisabled);
        disabled.Message.ShouldContain("blind index key");

        await ring.Ring.BranchKeys.EnableAsync(id);
        (await IndexAsync(ring)).ShouldBe(before);

        await ring.Ring.BranchKeys.DestroyAsync(id);
        (await Should.ThrowAsync<FieldCryptException>(() => IndexAsync(ring))).Error.ShouldBe(FieldCryptError.KeyDestroyed);
    }

    [Fact]
    public async Task It_is_zeroed_when_its_lease_and_the_last_hold_have_ended()
    {
        using var ring = new TestRing();
        BlindIndexKey key = await ring.Ring.HoldBlindIndexKeyAsync(Columns.Finance, CancellationToken.None);
        byte[] memory = key.Material.Buffer;

        ring.Clock.Advance(TimeSpan.FromMinutes(6));
        key.Compute([1]).Length.ShouldBe(16);
        memory.ShouldContain(static value => value != 0);

        key.Release();
        memory.ShouldAllBe(static value => value == 0);
    }

    [Fact]
    public async Task An_envelope_that_names_it_is_refused()
    {
        using var ring = new TestRing();
        await IndexAsync(ring);
        byte[] envelope = await ring.EncryptAsync(Columns.Pan, "4111");
        BlindIndexFormat.KeyIdOf(Columns.Finance).Write(envelope.AsSpan(EnvelopeFormat.KeyIdOffset));

        FieldCryptException refusal = await Should.ThrowAsync<FieldCryptException>(() => ring.Ring.DecryptAsync(Columns.Pan, envelope).AsTask());
        refusal.Error.ShouldBe(FieldCryptError.KeyCommitmentMismatch);
    }

    [Fact]
    public async Task Direct_data_keys_without_a_store_say_what_is_missing()
    {
        using var ring = new KeyRing(new KeyRingOptions { Name = $"test-{Guid.NewGuid():N}", DataKeys = DataKeyMode.Direct }, [new MemoryKeyBackend()], branchKeyStore: null);
        FieldCryptException refusal = await Should.ThrowAsync<FieldCryptException>(() => ring.HoldBlindIndexKeyAsync(Columns.Finance, CancellationToken.None).AsTask());
        refusal.Error.ShouldBe(FieldCryptError.NotConfigured);
    }

    private static async Task<byte[]> IndexAsync(TestRing ring)
    {
        BlindIndexKey key = await ring.Ring.HoldBlindIndexKeyAsync(Columns.Finance, CancellationToken.None);
        try
        {
            return s_index.Compute("4111", key);
        }
        finally
        {
            key.Release();
        }
    }
}
