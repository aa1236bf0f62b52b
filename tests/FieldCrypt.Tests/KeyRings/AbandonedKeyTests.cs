using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.KeyRings;

/// <summary>A key that arrives when nobody waits for it any more, or whose use was not recorded, is zeroed at once.</summary>
public class AbandonedKeyTests
{
    [Theory]
    [InlineData("after unwrap")]
    [InlineData("before unwrap")]
    public async Task Of_an_unwrap_that_took_too_long(string step)
    {
        using var writer = new TestRing();
        byte[] envelope = await writer.EncryptAsync(Columns.Pan, "x");
        writer.Ring.EndLeases();
        using var keys = new SteppedKeys(writer.Store, writer.Backend);
        keys.Steps.StopAt(step);
        Task<string> read = keys.Ring.DecryptAsync(Columns.Pan, envelope).AsTask();
        await keys.Steps.Reached;
        keys.Clock.Advance(TimeSpan.FromSeconds(11));
        (await Should.ThrowAsync<FieldCryptException>(read)).Error.ShouldBe(FieldCryptError.BackendTimeout);

        keys.Steps.Continue();

        await AllZeroedAsync(keys, 2);
    }

    [Theory]
    [InlineData(DataKeyMode.Hierarchical)]
    [InlineData(DataKeyMode.Direct)]
    public async Task Of_a_generation_that_took_too_long(DataKeyMode mode)
    {
        using var keys = new SteppedKeys(configure: options => options.DataKeys = mode);
        keys.Steps.StopAt("after generate");
        Task<byte[]> write = keys.EncryptAsync(Columns.Pan, "x");
        await keys.Steps.Reached;
        keys.Clock.Advance(TimeSpan.FromSeconds(11));
        (await Should.ThrowAsync<FieldCryptException>(write)).Error.ShouldBe(FieldCryptError.BackendTimeout);

        keys.Steps.Continue();

        await AllZeroedAsync(keys, 1);
    }

    [Fact]
    public async Task Of_a_direct_write_whose_caller_gave_up()
    {
        using var keys = new SteppedKeys(configure: static options => options.DataKeys = DataKeyMode.Direct);
        keys.Steps.StopAt("after generate");
        using var impatient = new CancellationTokenSource();
        Task<RecordKey> write = keys.Ring.CreateRecordKeyAsync(Columns.Finance, impatient.Token).AsTask();
        await keys.Steps.Reached;
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(write);

        keys.Steps.Continue();

        await AllZeroedAsync(keys, 1);
    }

    [Theory]
    [InlineData("audit GenerateDataKey Success")]
    [InlineData("audit CreateBranchKey Success")]
    public async Task Of_a_new_branch_key_without_an_audit_line(string step)
    {
        using var keys = new SteppedKeys();
        keys.Steps.FailAt(step);

        await Should.ThrowAsync<FieldCryptException>(keys.EncryptAsync(Columns.Pan, "x"));

        keys.KeysInMemory.ShouldBe(0);
    }

    [Fact]
    public async Task Of_an_unwrap_without_an_audit_line()
    {
        using var writer = new TestRing();
        byte[] envelope = await writer.EncryptAsync(Columns.Pan, "x");
        writer.Ring.EndLeases();
        using var keys = new SteppedKeys(writer.Store, writer.Backend);
        keys.Steps.FailAt("audit UnwrapKey Success");

        await Should.ThrowAsync<FieldCryptException>(keys.Ring.DecryptAsync(Columns.Pan, envelope).AsTask());

        keys.KeysInMemory.ShouldBe(0);
        keys.Backend.HandedOut.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("before find")]
    [InlineData("after unwrap")]
    public async Task Of_an_opening_that_outlives_the_key_ring(string step)
    {
        using var writer = new TestRing();
        byte[] envelope = await writer.EncryptAsync(Columns.Pan, "x");
        writer.Ring.EndLeases();
        using var keys = new SteppedKeys(writer.Store, writer.Backend);
        keys.Steps.StopAt(step);
        Task<string> read = keys.Ring.DecryptAsync(Columns.Pan, envelope).AsTask();
        await keys.Steps.Reached;

        keys.Dispose();
        keys.Steps.Continue();

        await Should.ThrowAsync<ObjectDisposedException>(read);
        keys.KeysInMemory.ShouldBe(0);
    }

    [Fact]
    public async Task Of_a_branch_key_that_was_being_made_when_the_key_ring_went()
    {
        using var keys = new SteppedKeys();
        keys.Steps.StopAt("after generate");
        Task<byte[]> write = keys.EncryptAsync(Columns.Pan, "x");
        await keys.Steps.Reached;

        keys.Dispose();
        keys.Steps.Continue();

        await Should.ThrowAsync<ObjectDisposedException>(write);
        keys.KeysInMemory.ShouldBe(0);
    }

    private static async Task AllZeroedAsync(SteppedKeys keys, int handedOut)
    {
        await Eventually.ShouldBeTrueAsync(() => keys.Backend.HandedOut.Count == handedOut && keys.KeysInMemory == 0, "the key that came late is zeroed");
    }
}
