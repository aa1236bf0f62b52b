using FieldCrypt.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace FieldCrypt.Tests.KeyRings;

public class KeyRingTests
{
    [Fact]
    public void Without_backend_or_branch_key_store_it_says_what_to_call()
    {
        Should.Throw<FieldCryptException>(static () => new KeyRing(new KeyRingOptions(), [], null)).Message.ShouldContain("UseEmbeddedKeyStore");
        Should.Throw<FieldCryptException>(static () => new KeyRing(new KeyRingOptions(), [new MemoryKeyBackend()], null)).Error.ShouldBe(FieldCryptError.NotConfigured);
        using var direct = new KeyRing(new KeyRingOptions { DataKeys = DataKeyMode.Direct }, [new MemoryKeyBackend()], null);
        direct.BranchKeys.ShouldBeNull();
    }

    [Fact]
    public void A_name_is_held_by_one_live_key_ring()
    {
        using var first = new TestRing(static options => options.Name = "payments");
        Should.Throw<FieldCryptException>(static () => new TestRing(static options => options.Name = "payments")).Message.ShouldContain("\"payments\" is already live");
        first.Dispose();
        using var second = new TestRing(static options => options.Name = "payments");
        second.Ring.Name.ShouldBe("payments");
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(90_000)]
    public void A_lease_out_of_range_is_refused(double seconds)
        => Should.Throw<FieldCryptException>(() => new TestRing(options => options.LeaseMaximumAge = TimeSpan.FromSeconds(seconds))).Message.ShouldContain("LeaseMaximumAge must be 1 second to 24 hours");

    [Fact]
    public async Task Services_hold_one_key_ring()
    {
        var services = new ServiceCollection();
        services.AddFieldCrypt(static keys => keys.UseBackend(static _ => new MemoryKeyBackend()).UseBranchKeyStore(static _ => new MemoryBranchKeyStore()).UseAudit(static _ => new RecordingAuditSink()));
        Should.Throw<InvalidOperationException>(() => services.AddFieldCrypt(static _ => { })).Message.ShouldContain("twice");
        KeyRing ring;
        await using (ServiceProvider provider = services.BuildServiceProvider())
        {
            ring = provider.GetRequiredService<KeyRing>();
            provider.GetRequiredService<KeyRing>().ShouldBeSameAs(ring);
            await ring.WarmUpAsync([Columns.Finance, Columns.Hr]);
            (await ring.BranchKeys!.ListAsync()).Count.ShouldBe(2);
        }

        await Should.ThrowAsync<ObjectDisposedException>(ring.WarmUpAsync([Columns.Finance]).AsTask());
    }

    [Fact]
    public async Task A_record_key_of_another_context_is_refused()
    {
        using var keys = new TestRing();
        using RecordKey key = await keys.Ring.CreateRecordKeyAsync(Columns.Hr);
        Should.Throw<FieldCryptException>(() => Columns.Pan.Encrypt("x", key)).Error.ShouldBe(FieldCryptError.InvalidArgument);
    }

    [Fact]
    public void Key_material_shows_its_length_and_is_zeroed_when_disposed()
    {
        KeyMaterial key = KeyMaterial.Random(32);
        key.ToString().ShouldBe("KeyMaterial (32 bytes)");
        key.Buffer.ShouldContain(static value => value != 0);
        key.Dispose();
        key.Buffer.ShouldAllBe(static value => value == 0);
        Should.Throw<ObjectDisposedException>(() => key.Span.Length);
    }
}
