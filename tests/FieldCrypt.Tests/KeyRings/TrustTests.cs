using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.KeyRings;

/// <summary>
/// Somebody writes to the branch key store or the database, and may use another key of the same place. Stored data names
/// keys; the configuration decides.
/// </summary>
public sealed class TrustTests
{
    private readonly MemoryKeyBackend _ours = new();

    [Fact]
    public async Task Planted_branch_key_of_another_kek_is_not_written_under_and_not_asked_for()
    {
        using var ring = new TestRing(backends: _ours);
        byte[] written = await ring.EncryptAsync(Columns.Pan, "4111");
        BranchKeyRecord newest = (await ring.Store.ListAsync(default)).Keys.Single();
        using KeyMaterial known = KeyMaterial.Random(32);
        MemoryKeyBackend theirs = _ours.UnderKey("their-kek");
        BranchKeyRecord planted = newest with { Id = BranchKeyId.Random(), Generation = 2 };
        planted = planted with { WrappedKeys = [await theirs.WrapKeyAsync(known, BranchKeyBinding.ContextOf(planted), default)] };
        ring.Store.Keys[planted.Id] = planted;
        using (var before = new TestRing(store: ring.Store, backends: _ours.UnderKey(_ours.KeyName)))
            Envelope.Parse(await before.EncryptAsync(Columns.Pan, "4222")).KeyId.ShouldBe(newest.Id, "what the set does not name is not looked at");

        // Even if somebody could sign the set.
        ring.Store.Keys.Remove(planted.Id);
        (await ring.Store.TryPutSignedAsync(planted, _ours)).ShouldBeTrue();

        using var later = new TestRing(store: ring.Store, backends: _ours.UnderKey(_ours.KeyName));
        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(() => later.EncryptAsync(Columns.Pan, "5500"));

        failure.Error.ShouldBe(FieldCryptError.KeyNotTrusted, failure.Message);
        failure.IsTransient.ShouldBeFalse();
        later.Backend.Unwrapped.ShouldNotContain("their-kek");
        later.Audit.Events.ShouldContain(static told => told.Operation == "UnwrapKey" && told.KeyId == "memory:their-kek" && told.Outcome == "KeyNotTrusted");
        (await ring.Ring.DecryptAsync(Columns.Pan, written)).ShouldBe("4111");
    }

    [Fact]
    public async Task Planted_direct_envelope_of_another_kek_is_not_read_until_that_key_is_listed()
    {
        MemoryKeyBackend theirs = _ours.UnderKey("their-kek");
        using var writing = new TestRing(static options => options.DataKeys = DataKeyMode.Direct, backends: theirs);
        byte[] forged = await writing.EncryptAsync(Columns.Pan, "forged");
        using var reading = new TestRing(static options => options.DataKeys = DataKeyMode.Direct, backends: _ours);
        using var listing = new TestRing(static options => options.DataKeys = DataKeyMode.Direct, backends: _ours.UnderKey(_ours.KeyName, "their-kek"));

        (await Should.ThrowAsync<FieldCryptException>(() => reading.Ring.DecryptAsync(Columns.Pan, forged).AsTask())).Error.ShouldBe(FieldCryptError.KeyNotTrusted);
        reading.Backend.UnwrapCalls.ShouldBe(0);
        (await listing.Ring.DecryptAsync(Columns.Pan, forged)).ShouldBe("forged");
    }

    [Fact]
    public async Task Key_that_one_backend_refuses_goes_to_the_backend_that_trusts_it_without_a_word_in_the_audit_trail()
    {
        MemoryKeyBackend second = _ours.UnderKey("second-kek");
        using var writing = new TestRing(backends: second);
        byte[] envelope = await writing.EncryptAsync(Columns.Pan, "4111");

        using var both = new TestRing(store: writing.Store, backends: [_ours, second]);

        (await both.Ring.DecryptAsync(Columns.Pan, envelope)).ShouldBe("4111");
        both.Audit.Events.ShouldAllBe(static told => told.Outcome == "Success");
    }

    [Fact]
    public async Task Backend_that_does_not_say_which_keys_it_trusts_is_sent_its_own_key_alone()
    {
        var careless = new CarelessBackend(_ours);
        var set = new BackendSet([careless], TimeSpan.FromSeconds(10), TimeProvider.System, new AuditTrail([], "test", TimeProvider.System));
        WrappedKey own, foreign;
        using (KeyMaterial key = KeyMaterial.Random(32))
            (own, foreign) = (await _ours.WrapKeyAsync(key, Columns.Finance, default), await _ours.UnderKey("their-kek").WrapKeyAsync(key, Columns.Finance, default));

        (await set.UnwrapAsync([own], Columns.Finance, default)).Dispose();
        foreach (Func<Task> call in (Func<Task>[])[() => set.UnwrapAsync([foreign], Columns.Finance, default), () => set.RewrapAsync([foreign], Columns.Finance, default)])
            (await Should.ThrowAsync<FieldCryptException>(call)).Error.ShouldBe(FieldCryptError.KeyNotTrusted);
        careless.Asked.ShouldBe([own]);
    }

    /// <summary>Opens whatever it gets, as the first draft of a backend may.</summary>
    private sealed class CarelessBackend(MemoryKeyBackend place) : IKeyBackend
    {
        public List<WrappedKey> Asked { get; } = [];

        public string Provider => place.Provider;

        public string KeyName => place.KeyName;

        public ValueTask<DataKey> GenerateDataKeyAsync(EncryptionContext context, CancellationToken cancellationToken) => DataKey.GenerateAsync(this, context, cancellationToken);

        public ValueTask<WrappedKey> WrapKeyAsync(KeyMaterial key, EncryptionContext context, CancellationToken cancellationToken) => place.WrapKeyAsync(key, context, cancellationToken);

        public ValueTask<KeyMaterial> UnwrapKeyAsync(WrappedKey wrapped, EncryptionContext context, CancellationToken cancellationToken)
        {
            Asked.Add(wrapped);
            return place.UnderKey(wrapped.KeyId).UnwrapKeyAsync(wrapped, context, cancellationToken);
        }

        public ValueTask<KeyDescription> DescribeKeyAsync(CancellationToken cancellationToken) => place.DescribeKeyAsync(cancellationToken);
    }
}
