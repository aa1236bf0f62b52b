using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.KeyRings;

/// <summary>Stored bytes never decide which suite is used: the key ring's options do.</summary>
public class SuiteTests
{
    [Theory]
    [InlineData(DataKeyMode.Hierarchical, "KeyRingOptions.ReadsDirectEnvelopes")]
    [InlineData(DataKeyMode.Direct, "KeyRingOptions.ReadsHierarchicalEnvelopes")]
    public async Task The_other_suite_is_refused_without_a_call_and_the_error_names_the_option(DataKeyMode mode, string option)
    {
        using var other = new TestRing(options => options.DataKeys = Other(mode));
        byte[] envelope = await other.EncryptAsync(Columns.Pan, "x");
        using var keys = new TestRing(options => options.DataKeys = mode, other.Store, other.Backend);

        keys.Ring.IsOpen(envelope, out StoredEnvelope stored).ShouldBeTrue("nothing is to be waited for");
        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(keys.Ring.DecryptAsync(Columns.Pan, envelope).AsTask());

        failure.Error.ShouldBe(FieldCryptError.EnvelopeSuiteRefused);
        failure.Message.ShouldContain(option);
        failure.Column.ShouldBe("Card.Pan");
        failure.IsTransient.ShouldBeFalse();
        Should.Throw<FieldCryptException>(() => keys.Ring.Decrypt(Columns.Pan, envelope)).Error.ShouldBe(FieldCryptError.EnvelopeSuiteRefused);
        (await Should.ThrowAsync<FieldCryptException>(async () => await keys.Ring.OpenAsync(stored, CancellationToken.None))).Error.ShouldBe(FieldCryptError.EnvelopeSuiteRefused);
        other.Backend.UnwrapCalls.ShouldBe(0);
    }

    [Theory]
    [InlineData(DataKeyMode.Hierarchical)]
    [InlineData(DataKeyMode.Direct)]
    public async Task Where_it_is_asked_for_both_are_read(DataKeyMode mode)
    {
        using var other = new TestRing(options => options.DataKeys = Other(mode));
        byte[] before = await other.EncryptAsync(Columns.Pan, "before");
        using var keys = new TestRing(
            options =>
            {
                options.DataKeys = mode;
                options.ReadsDirectEnvelopes = mode == DataKeyMode.Hierarchical;
                options.ReadsHierarchicalEnvelopes = mode == DataKeyMode.Direct;
            },
            other.Store, other.Backend);
        byte[] after = await keys.EncryptAsync(Columns.Pan, "after");

        Envelope.Parse(after).Suite.ShouldNotBe(Envelope.Parse(before).Suite);
        (await keys.Ring.DecryptAsync(Columns.Pan, before)).ShouldBe("before");
        (await keys.Ring.DecryptAsync(Columns.Pan, after)).ShouldBe("after");
    }

    [Fact]
    public void Reading_hierarchical_envelopes_needs_their_store()
        => Should.Throw<FieldCryptException>(static () => new KeyRing(
            new KeyRingOptions { DataKeys = DataKeyMode.Direct, ReadsHierarchicalEnvelopes = true }, [new MemoryKeyBackend()], null)).Error.ShouldBe(FieldCryptError.NotConfigured);

    private static DataKeyMode Other(DataKeyMode mode) => mode == DataKeyMode.Direct ? DataKeyMode.Hierarchical : DataKeyMode.Direct;
}
