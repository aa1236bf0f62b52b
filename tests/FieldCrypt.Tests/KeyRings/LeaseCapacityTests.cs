using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.KeyRings;

/// <summary>Contexts and key ids can come from data: what they fill is bounded.</summary>
public class LeaseCapacityTests
{
    private static EncryptedColumn<string> Tenant(int number) => new("Card", "Pan", EncryptionContext.Parse($"Tenant={number}"), ValueEncodings.String);

    [Fact]
    public async Task No_more_branch_keys_are_in_memory_than_the_capacity()
    {
        using var keys = new SteppedKeys(configure: static options => options.BranchKeyCapacity = 20);
        byte[] first = await keys.EncryptAsync(Tenant(0), "0");
        for (int i = 1; i < 200; i++)
        {
            keys.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await keys.EncryptAsync(Tenant(i), "x");
            keys.KeysInMemory.ShouldBeLessThanOrEqualTo(20);
        }

        keys.KeysInMemory.ShouldBeGreaterThan(10);
        (await keys.Ring.DecryptAsync(Tenant(0), first)).ShouldBe("0");
    }

    [Fact]
    public async Task No_more_index_keys_are_in_memory_than_the_capacity()
    {
        using var keys = new SteppedKeys(configure: static options => options.BranchKeyCapacity = 20);
        for (int i = 0; i < 200; i++)
            (await keys.Ring.HoldBlindIndexKeyAsync(Tenant(i).Context, CancellationToken.None)).Release();

        keys.KeysInMemory.ShouldBeLessThanOrEqualTo(20);
        keys.Ring.BlindIndexes!.IdCount.ShouldBeLessThanOrEqualTo(20);
    }

    [Fact]
    public async Task A_key_that_a_save_holds_is_not_let_go()
    {
        using var keys = new SteppedKeys(configure: static options => options.BranchKeyCapacity = 5);
        BranchKey[] held = new BranchKey[8];
        for (int i = 0; i < held.Length; i++)
            held[i] = await keys.Ring.Hierarchical!.HoldActiveAsync(Tenant(i).Context, CancellationToken.None);
        byte[] envelope;
        using (RecordKey key = held[0].CreateHeldRecordKey())
            envelope = Tenant(0).Encrypt("0", key);
        for (int i = 100; i < 150; i++)
            await keys.EncryptAsync(Tenant(i), "x");

        keys.Ring.IsOpen(envelope, out _).ShouldBeTrue();
        keys.Backend.UnwrapCalls.ShouldBe(0);
        foreach (BranchKey key in held)
            key.Release();
        await keys.EncryptAsync(Tenant(200), "x");
        await keys.EncryptAsync(Tenant(201), "x");

        // One is opened above it, then as many go as are above it.
        keys.KeysInMemory.ShouldBeLessThanOrEqualTo(10);
    }

    [Fact]
    public async Task Made_up_key_ids_fill_no_memory()
    {
        var metrics = new LeaseMetrics("test", "branch");
        using var cache = new LeaseCache<int>(TimeProvider.System, new LeaseTerms(TimeSpan.FromHours(1), 100, 50, Renews: false), metrics);
        for (int i = 0; i < 1000; i++)
        {
            await Should.ThrowAsync<FieldCryptException>(cache.GetAsync(
                i, static _ => throw new FieldCryptException(FieldCryptError.KeyNotFound, "None."), counts: true, CancellationToken.None).AsTask());
        }

        cache.Count.ShouldBeLessThanOrEqualTo(50);
    }

    [Fact]
    public void Contexts_that_write_are_bounded_but_for_what_the_store_has_not_counted()
    {
        var active = new ActiveBranchKeys(TimeProvider.System, 50);
        var uncounted = new UseAllowance(BranchKeyId.Random(), 10);
        uncounted.Lend(10);
        active.TrySet(Tenant(-1).Context, uncounted, TimeSpan.FromSeconds(1), active.Epoch).ShouldBeTrue();
        for (int i = 0; i < 1000; i++)
            active.TrySet(Tenant(i).Context, new UseAllowance(BranchKeyId.Random(), 10), TimeSpan.FromMinutes(5), active.Epoch).ShouldBeTrue();

        active.Count.ShouldBeLessThanOrEqualTo(50);
        active.Find(Tenant(-1).Context).ShouldBeSameAs(uncounted);
    }

    [Fact]
    public void A_capacity_below_one_is_refused()
        => Should.Throw<FieldCryptException>(static () => new TestRing(static options => options.BranchKeyCapacity = 0)).Message.ShouldContain("BranchKeyCapacity must be at least 1");
}
