using FieldCrypt.Tests.EmbeddedKeys;

namespace FieldCrypt.Tests.Audit;

/// <summary>A share given and the unlocking of a store are in the audit trail before they take effect, or they take none.</summary>
public sealed class CustodianAuditTests : IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly RefusingAuditSink _sink = new();
    private readonly RootKeyShareSet _set = RootKeyShareSet.Create(2, 3);
    private readonly EmbeddedKeyStore _store;

    public CustodianAuditTests()
    {
        EmbeddedKeyStore.Open(_folder.StorePath, new EmbeddedKeyStoreOptions { RootKey = RootKeySource.FromShares(_set) }).Dispose();
        _store = new EmbeddedKeyStore(_folder.StorePath, new EmbeddedKeyStoreOptions { RootKey = RootKeySource.FromShares(), AuditSinks = [_sink] });
    }

    public void Dispose()
    {
        _store.Dispose();
        _set.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Each_share_and_the_unlocking_has_intent_and_outcome()
    {
        await GiveAsync(0);
        _sink.Events.ShouldBeIntentAndOutcome("ProvideRootKeyShare", AuditOutcome.Success);
        _sink.Events.ShouldAllBe(audited => audited.KeyVersion == $"share 1 of set {_set.SetId}");
        _sink.Clear();
        await GiveAsync(2);
        _sink.Events.Select(static audited => (audited.Operation, audited.Outcome)).ShouldBe(
            [("ProvideRootKeyShare", "Intent"), ("UnlockKeyStore", "Intent"), ("UnlockKeyStore", "Success"), ("ProvideRootKeyShare", "Success")]);
        await _store.ListKeysAsync();
    }

    [Theory]
    [InlineData("ProvideRootKeyShare", AuditOutcome.Intent, FieldCryptError.AuditUnavailable)]
    [InlineData("UnlockKeyStore", AuditOutcome.Intent, FieldCryptError.AuditUnavailable)]
    [InlineData("UnlockKeyStore", AuditOutcome.Success, FieldCryptError.ChangeNotRecorded)]
    [InlineData("ProvideRootKeyShare", AuditOutcome.Success, FieldCryptError.ChangeNotRecorded)]
    public async Task Where_a_line_cannot_be_written_the_store_stays_locked_and_no_share_stays(string operation, string outcome, FieldCryptError error)
    {
        await GiveAsync(0);
        _sink.Refuses = audited => audited.Operation == operation && audited.Outcome == outcome;

        (await Should.ThrowAsync<FieldCryptException>(GiveAsync(1))).Error.ShouldBe(error);

        _sink.Refuses = static _ => false;
        _store.Catalogue.Root.ShouldBeNull();
        ((SharedRootKey)_store.Catalogue.Source).Provided.ShouldNotContain((byte)2);
        (await Should.ThrowAsync<FieldCryptException>(_store.ListKeysAsync())).Error.ShouldBe(FieldCryptError.KeyStoreRootKeyUnavailable);
        await GiveAsync(2);
        if (!(await GiveAsync(0)).IsUnlocked)
            (await GiveAsync(1)).IsUnlocked.ShouldBeTrue();
        await _store.ListKeysAsync();
    }

    /// <summary>Gives a share of its own each time: those given are zeroed once the store is open.</summary>
    private Task<RootKeyUnlock> GiveAsync(int index) => _store.UnlockAsync(_set.Shares[index].Copy());
}
