using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.KeyRings;

public class BranchKeyTests
{
    [Fact]
    public async Task Two_processes_that_start_at_once_agree_on_one_branch_key()
    {
        var store = new MemoryBranchKeyStore();
        var backend = new MemoryKeyBackend();
        TestRing[] processes = [.. Enumerable.Range(0, 8).Select(_ => new TestRing(null, store, backend))];

        byte[][] envelopes = await Task.WhenAll(processes.Select(process => Task.Run(() => process.EncryptAsync(Columns.Pan, "x"))));

        (await store.ListAsync(CancellationToken.None)).Keys.Count.ShouldBe(1);
        envelopes.Select(static envelope => Envelope.Parse(envelope).KeyId).Distinct().Count().ShouldBe(1);
        foreach (TestRing process in processes)
        {
            foreach (byte[] envelope in envelopes)
                (await process.Ring.DecryptAsync(Columns.Pan, envelope)).ShouldBe("x");
            process.Dispose();
        }
    }

    [Fact]
    public async Task At_the_end_of_the_cryptoperiod_the_next_generation_writes_and_the_old_one_reads()
    {
        using var keys = new TestRing(static options => options.BranchKeyCryptoperiod = TimeSpan.FromDays(90));
        byte[] old = await keys.EncryptAsync(Columns.Pan, "old");
        keys.Clock.Advance(TimeSpan.FromDays(89));
        Envelope.Parse(await keys.EncryptAsync(Columns.Pan, "same")).KeyId.ShouldBe(Envelope.Parse(old).KeyId);

        keys.Clock.Advance(TimeSpan.FromDays(1));
        byte[] young = await keys.EncryptAsync(Columns.Pan, "young");

        Envelope.Parse(young).KeyId.ShouldNotBe(Envelope.Parse(old).KeyId);
        (await keys.Ring.DecryptAsync(Columns.Pan, old)).ShouldBe("old");
        (await keys.Ring.DecryptAsync(Columns.Pan, young)).ShouldBe("young");
        (await keys.Ring.BranchKeys!.ListAsync()).Select(static record => record.Generation).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Rotation_takes_effect_at_once_here_and_within_a_lease_elsewhere()
    {
        using var here = new TestRing();
        using var elsewhere = new TestRing(null, here.Store, here.Backend);
        BranchKeyId first = Envelope.Parse(await here.EncryptAsync(Columns.Pan, "x")).KeyId;
        await elsewhere.EncryptAsync(Columns.Pan, "x");

        BranchKeyRecord rotated = await here.Ring.BranchKeys!.RotateAsync(Columns.Finance);

        Envelope.Parse(await here.EncryptAsync(Columns.Pan, "x")).KeyId.ShouldBe(rotated.Id);
        Envelope.Parse(await elsewhere.EncryptAsync(Columns.Pan, "x")).KeyId.ShouldBe(first);
        elsewhere.Clock.Advance(TimeSpan.FromMinutes(5));
        Envelope.Parse(await elsewhere.EncryptAsync(Columns.Pan, "x")).KeyId.ShouldBe(rotated.Id);
    }

    [Fact]
    public async Task Destroying_a_branch_key_makes_exactly_its_values_unreadable()
    {
        using var keys = new TestRing();
        byte[] first = await keys.EncryptAsync(Columns.Pan, "first");
        await keys.Ring.BranchKeys!.RotateAsync(Columns.Finance);
        byte[] second = await keys.EncryptAsync(Columns.Pan, "second");
        byte[] other = await keys.EncryptAsync(Columns.Salary, "other");

        await keys.Ring.BranchKeys.DestroyAsync(Envelope.Parse(first).KeyId);

        var exception = await Should.ThrowAsync<FieldCryptException>(keys.Ring.DecryptAsync(Columns.Pan, first).AsTask());
        exception.Error.ShouldBe(FieldCryptError.KeyDestroyed);
        exception.KeyId.ShouldBe(Envelope.Parse(first).KeyId.ToString());
        exception.Column.ShouldBe("Card.Pan");
        (await keys.Ring.DecryptAsync(Columns.Pan, second)).ShouldBe("second");
        (await keys.Ring.DecryptAsync(Columns.Salary, other)).ShouldBe("other");
        (await keys.Ring.BranchKeys.ListAsync()).Single(record => record.State == BranchKeyState.Destroyed).WrappedKeys.ShouldBeEmpty();
        (await Should.ThrowAsync<FieldCryptException>(keys.Ring.BranchKeys.EnableAsync(Envelope.Parse(first).KeyId))).Error.ShouldBe(FieldCryptError.KeyDestroyed);
    }

    [Fact]
    public async Task A_disabled_branch_key_opens_again_once_enabled_and_writing_goes_on_with_the_next()
    {
        using var keys = new TestRing();
        byte[] envelope = await keys.EncryptAsync(Columns.Pan, "x");
        BranchKeyId id = Envelope.Parse(envelope).KeyId;

        await keys.Ring.BranchKeys!.DisableAsync(id);
        (await Should.ThrowAsync<FieldCryptException>(keys.Ring.DecryptAsync(Columns.Pan, envelope).AsTask())).Error.ShouldBe(FieldCryptError.KeyDisabled);
        Envelope.Parse(await keys.EncryptAsync(Columns.Pan, "y")).KeyId.ShouldNotBe(id);

        await keys.Ring.BranchKeys.EnableAsync(id);
        keys.Clock.Advance(TimeSpan.FromSeconds(2));
        (await keys.Ring.DecryptAsync(Columns.Pan, envelope)).ShouldBe("x");
    }

    [Fact]
    public async Task An_unknown_branch_key_is_named()
    {
        using var writer = new TestRing();
        using var reader = new TestRing();
        byte[] envelope = await writer.EncryptAsync(Columns.Pan, "x");

        var exception = await Should.ThrowAsync<FieldCryptException>(reader.Ring.DecryptAsync(Columns.Pan, envelope).AsTask());

        exception.Error.ShouldBe(FieldCryptError.KeyNotFound);
        exception.KeyId.ShouldBe(Envelope.Parse(envelope).KeyId.ToString());
        exception.Message.ShouldContain("Point FieldCrypt to the key store that wrote it");
    }

    [Fact]
    public async Task A_replaced_wrapped_key_is_a_corrupt_store_and_never_a_wrong_plaintext()
    {
        using var keys = new TestRing();
        byte[] envelope = await keys.EncryptAsync(Columns.Pan, "x");
        BranchKeyRecord record = (await keys.Store.ListAsync(CancellationToken.None)).Keys.Single();
        using DataKey foreign = await keys.Backend.GenerateDataKeyAsync(BranchKeyBinding.ContextOf(record), CancellationToken.None);
        keys.Store.Keys[record.Id] = record with { WrappedKeys = [foreign.Wrapped] };

        using var reader = new TestRing(null, keys.Store, keys.Backend);
        var exception = await Should.ThrowAsync<FieldCryptException>(reader.Ring.DecryptAsync(Columns.Pan, envelope).AsTask());
        exception.Error.ShouldBe(FieldCryptError.KeyStoreCorrupt);
    }

    [Fact]
    public async Task Two_backends_wrap_and_either_opens_and_rewrap_moves_to_another()
    {
        var first = new MemoryKeyBackend("region-a");
        var second = new MemoryKeyBackend("region-b");
        using var both = new TestRing(null, null, first, second);
        byte[] envelope = await both.EncryptAsync(Columns.Pan, "x");

        using (var onlySecond = new TestRing(null, both.Store, second))
            (await onlySecond.Ring.DecryptAsync(Columns.Pan, envelope)).ShouldBe("x");

        first.Failure = new FieldCryptException(FieldCryptError.BackendUnavailable, "down");
        using (var reader = new TestRing(null, both.Store, first, second))
            (await reader.Ring.DecryptAsync(Columns.Pan, envelope)).ShouldBe("x");

        var third = new MemoryKeyBackend("hsm");
        using (var moving = new TestRing(null, both.Store, third, second))
            (await moving.Ring.BranchKeys!.RewrapAsync()).Rewrapped.ShouldBe(1);
        using (var onlyThird = new TestRing(null, both.Store, third))
            (await onlyThird.Ring.DecryptAsync(Columns.Pan, envelope)).ShouldBe("x");
    }

    [Fact]
    public async Task A_backend_that_is_not_set_up_is_named()
    {
        using var writer = new TestRing();
        byte[] envelope = await writer.EncryptAsync(Columns.Pan, "x");
        using var reader = new TestRing(null, writer.Store, new MemoryKeyBackend("other"));

        var exception = await Should.ThrowAsync<FieldCryptException>(reader.Ring.DecryptAsync(Columns.Pan, envelope).AsTask());
        exception.Error.ShouldBe(FieldCryptError.KeyNotFound);
        exception.Message.ShouldContain("memory:test-kek");
        exception.Message.ShouldContain("there is: other");
    }
}
