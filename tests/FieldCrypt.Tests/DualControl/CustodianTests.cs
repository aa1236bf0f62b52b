using FieldCrypt.Tests.EmbeddedKeys;
using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.DualControl;

/// <summary>A key store that M of N custodians open together.</summary>
public sealed class CustodianTests : IDisposable
{
    private const string Key = "alias/fieldcrypt";

    private readonly StoreFolder _folder = new();
    private readonly RecordingAuditSink _audit = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_store_made_under_shares_is_opened_by_any_of_them_that_are_enough()
    {
        (string[] slips, byte[] ciphertext) = await CeremonyAsync(threshold: 3, count: 5);

        foreach (int[] custodians in (int[][])[[0, 1, 2], [4, 2, 0], [1, 3, 4]])
        {
            using EmbeddedKeyStore store = Locked();
            for (int i = 0; i < 3; i++)
            {
                (await Should.ThrowAsync<FieldCryptException>(store.DecryptAsync(ciphertext, Columns.Finance))).Error.ShouldBe(FieldCryptError.KeyStoreRootKeyUnavailable);
                RootKeyUnlock unlock = await GiveAsync(store, slips[custodians[i]]);
                unlock.IsUnlocked.ShouldBe(i == 2);
                (unlock.Provided.Count, unlock.Threshold).ShouldBe((i + 1, 3));
            }

            using KeyMaterial opened = await store.DecryptAsync(ciphertext, Columns.Finance);
            opened.Span.SequenceEqual("cards"u8).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task One_custodian_giving_the_share_again_and_again_opens_nothing()
    {
        (string[] slips, _) = await CeremonyAsync(threshold: 2, count: 3);
        using EmbeddedKeyStore store = Locked();

        for (int i = 0; i < 5; i++)
            (await GiveAsync(store, slips[1])).IsUnlocked.ShouldBeFalse();

        var exception = await Should.ThrowAsync<FieldCryptException>(store.ListKeysAsync());
        exception.Error.ShouldBe(FieldCryptError.KeyStoreRootKeyUnavailable);
        exception.Message.ShouldContain("2 of 3");
        exception.Message.ShouldContain("1 was given");
    }

    [Fact]
    public async Task A_wrong_share_is_named_and_spoils_nothing()
    {
        (string[] slips, byte[] ciphertext) = await CeremonyAsync(threshold: 2, count: 3);
        using RootKeyShareSet foreign = RootKeyShareSet.Create(2, 3);
        using RootKeyShare genuine = RootKeyShare.Parse(slips[0]);
        using EmbeddedKeyStore store = Locked();

        var ofAnotherSet = await Should.ThrowAsync<FieldCryptException>(store.UnlockAsync(foreign.Shares[1]));
        ofAnotherSet.Error.ShouldBe(FieldCryptError.KeyStoreRootKeyWrong);
        ofAnotherSet.Message.ShouldContain(foreign.SetId);
        ofAnotherSet.Message.ShouldContain(genuine.SetId);

        using RootKeyShare forged = Changed(genuine, number: 2);
        using RootKeyShare outside = Changed(genuine, number: 9);
        foreach (RootKeyShare share in (RootKeyShare[])[forged, outside])
        {
            var exception = await Should.ThrowAsync<FieldCryptException>(store.UnlockAsync(share));
            exception.Error.ShouldBe(FieldCryptError.KeyStoreRootKeyWrong);
            exception.Message.ShouldContain($"Share {share.Number}");
        }

        await GiveAsync(store, slips[0]);
        (await GiveAsync(store, slips[2])).IsUnlocked.ShouldBeTrue();
        (await store.DecryptAsync(ciphertext, Columns.Finance)).Dispose();
    }

    [Fact]
    public void A_mistyped_share_is_noticed_at_every_digit_and_blanks_do_not_matter()
    {
        using RootKeyShareSet set = RootKeyShareSet.Create(2, 3);
        string text = new(set.Shares[0].RevealText());
        text.ShouldStartWith("FCSHARE-01");
        text.Length.ShouldBe(8 + 94 + 11);

        for (int i = 8; i < text.Length; i++)
        {
            if (text[i] == '-')
                continue;
            char[] mistyped = text.ToCharArray();
            mistyped[i] = mistyped[i] == '0' ? '1' : '0';
            Should.Throw<FieldCryptException>(() => RootKeyShare.Parse(mistyped)).Error.ShouldBe(FieldCryptError.KeyStoreRootKeyUnavailable);
        }

        foreach (string malformed in (string[])["", "FCSHARE-", text[..^1], text + "0", text.Replace('a', 'g') + "g", "SHARE-" + text])
            Should.Throw<FieldCryptException>(() => RootKeyShare.Parse(malformed)).Error.ShouldBe(FieldCryptError.KeyStoreRootKeyUnavailable);
        using RootKeyShare read = RootKeyShare.Parse($"  {text.ToUpperInvariant().Replace("-", " \n", StringComparison.Ordinal).Replace("FCSHARE \n", "fcshare-", StringComparison.Ordinal)} ");
        set.Verify(read);
        (read.Number, read.Threshold, read.SetId).ShouldBe(((byte)1, 2, set.SetId));
    }

    [Fact]
    public void Nothing_but_the_text_asked_for_shows_a_share()
    {
        using RootKeyShareSet set = RootKeyShareSet.Create(2, 3);
        string value = Convert.ToHexStringLower(set.Shares[0].Value.Span);

        new string(set.Shares[0].RevealText()).Replace("-", "", StringComparison.Ordinal).ShouldContain(value);
        foreach (string shown in (string[])[set.ToString(), set.Shares[0].ToString(), RootKeySource.FromShares(set).ToString()])
            shown.ShouldNotContain(value[..8]);
        RootKeyShare share = set.Shares[0];
        set.Dispose();
        share.Value.Buffer.ShouldAllBe(static b => b == 0);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(4, 3)]
    [InlineData(2, 33)]
    [InlineData(0, 0)]
    public void A_split_that_one_custodian_or_none_could_open_is_refused(int threshold, int count)
        => Should.Throw<FieldCryptException>(() => RootKeyShareSet.Create(threshold, count)).Error.ShouldBe(FieldCryptError.InvalidArgument);

    [Fact]
    public async Task A_store_moves_under_shares_and_is_split_anew_and_former_shares_open_it_no_more()
    {
        byte[] ciphertext;
        string[] first;
        using (EmbeddedKeyStore store = Open(rootKey: null))
        {
            ciphertext = await store.EncryptAsync(Key, "cards"u8.ToArray(), Columns.Finance);
            using RootKeyShareSet set = RootKeyShareSet.Create(2, 2);
            first = [.. set.Shares.Select(static share => new string(share.RevealText()))];
            await store.ChangeRootKeyAsync(RootKeySource.FromShares(set));
        }

        string[] second;
        using (EmbeddedKeyStore store = Locked())
        {
            await GiveAsync(store, first[0]);
            await GiveAsync(store, first[1]);
            using RootKeyShareSet set = RootKeyShareSet.Create(3, 4);
            second = [.. set.Shares.Select(static share => new string(share.RevealText()))];
            await store.ChangeRootKeyAsync(RootKeySource.FromShares(set));
            using KeyMaterial still = await store.DecryptAsync(ciphertext, Columns.Finance);
        }

        using EmbeddedKeyStore again = Locked();
        (await Should.ThrowAsync<FieldCryptException>(GiveAsync(again, first[0]))).Error.ShouldBe(FieldCryptError.KeyStoreRootKeyWrong);
        foreach (string slip in second.Take(3))
            await GiveAsync(again, slip);
        using KeyMaterial opened = await again.DecryptAsync(ciphertext, Columns.Finance);
        opened.Span.SequenceEqual("cards"u8).ShouldBeTrue();
        (await Should.ThrowAsync<FieldCryptException>(Open(rootKey: null).ListKeysAsync())).Error.ShouldBe(FieldCryptError.KeyStoreRootKeyWrong);
    }

    [Fact]
    public async Task Each_step_of_the_ceremony_is_in_the_audit_trail_and_no_share_is()
    {
        (string[] slips, _) = await CeremonyAsync(threshold: 2, count: 3);
        using EmbeddedKeyStore store = Locked();
        using RootKeyShareSet foreign = RootKeyShareSet.Create(2, 3);
        using (RootKeyShare share = RootKeyShare.Parse(slips[2]))
            await store.VerifyRootKeyShareAsync(share);
        await Should.ThrowAsync<FieldCryptException>(store.VerifyRootKeyShareAsync(foreign.Shares[0]));
        await GiveAsync(store, slips[0]);
        await Should.ThrowAsync<FieldCryptException>(store.UnlockAsync(foreign.Shares[0]));
        await GiveAsync(store, slips[1]);

        _audit.Events.Where(static audited => audited.Operation is not ("Encrypt" or "CreateKey")).Select(static audited => (audited.Operation, audited.Outcome)).ShouldBe(
        [
            ("VerifyRootKeyShare", "Success"),
            ("VerifyRootKeyShare", "KeyStoreRootKeyWrong"),
            ("ProvideRootKeyShare", "Intent"),
            ("ProvideRootKeyShare", "Success"),
            ("ProvideRootKeyShare", "Intent"),
            ("ProvideRootKeyShare", "KeyStoreRootKeyWrong"),
            ("ProvideRootKeyShare", "Intent"),
            ("UnlockKeyStore", "Intent"),
            ("UnlockKeyStore", "Success"),
            ("ProvideRootKeyShare", "Success"),
        ]);
        _audit.Events.ShouldContain(static audited => audited.KeyVersion.StartsWith("share 1 of set ", StringComparison.Ordinal));
        string values = string.Join('\n', _audit.Events);
        foreach (string slip in slips)
            values.ShouldNotContain(slip[40..48]);
    }

    [Fact]
    public async Task Shares_are_zeroed_once_the_store_is_open_and_the_root_key_when_it_is_closed()
    {
        (string[] slips, _) = await CeremonyAsync(threshold: 2, count: 2);
        EmbeddedKeyStore store = Locked();
        await GiveAsync(store, slips[0]);
        await GiveAsync(store, slips[1]);
        ((SharedRootKey)store.Catalogue.Source).Provided.ShouldBeEmpty();
        RootKey root = store.Catalogue.Root!;

        store.Dispose();

        foreach (KeyMaterial key in root.Material)
            key.Buffer.ShouldAllBe(static b => b == 0);
    }

    [Fact]
    public async Task Shares_given_are_zeroed_once_the_store_is_open_and_not_before()
    {
        (string[] slips, byte[] ciphertext) = await CeremonyAsync(threshold: 2, count: 3);
        RootKeyShare[] shares = [.. slips.Select(static slip => RootKeyShare.Parse(slip))];
        using EmbeddedKeyStore store = Locked();

        await store.UnlockAsync(shares[0]);
        shares[0].Value.Buffer.ShouldContain(static b => b != 0);
        (await store.UnlockAsync(shares[1])).IsUnlocked.ShouldBeTrue();

        shares[0].Value.Buffer.ShouldAllBe(static b => b == 0);
        shares[1].Value.Buffer.ShouldAllBe(static b => b == 0);

        // One more custodian comes when the store is open already.
        (await store.UnlockAsync(shares[2])).IsUnlocked.ShouldBeTrue();
        shares[2].Value.Buffer.ShouldAllBe(static b => b == 0);
        ((SharedRootKey)store.Catalogue.Source).Provided.ShouldBeEmpty();
        using KeyMaterial opened = await store.DecryptAsync(ciphertext, Columns.Finance);
    }

    [Fact]
    public async Task Shares_given_to_a_store_that_stays_locked_are_zeroed_with_it()
    {
        (string[] slips, _) = await CeremonyAsync(threshold: 2, count: 2);
        using RootKeyShare share = RootKeyShare.Parse(slips[0]);
        EmbeddedKeyStore store = Locked();
        await store.UnlockAsync(share);

        store.Dispose();

        share.Value.Buffer.ShouldAllBe(static b => b == 0);
    }

    [Fact]
    public async Task Shares_at_hand_all_at_once_open_a_store_and_are_zeroed()
    {
        (string[] slips, byte[] ciphertext) = await CeremonyAsync(threshold: 2, count: 3);
        RootKeyShare[] shares = [RootKeyShare.Parse(slips[2]), RootKeyShare.Parse(slips[0])];
        using EmbeddedKeyStore store = Open(RootKeySource.FromShares(shares));

        using KeyMaterial opened = await store.DecryptAsync(ciphertext, Columns.Finance);

        opened.Span.SequenceEqual("cards"u8).ShouldBeTrue();
        shares.ShouldAllBe(static share => share.Value.Buffer.All(static b => b == 0));
    }

    [Fact]
    public async Task Unlocking_a_store_that_is_not_split_says_so()
    {
        using RootKeyShareSet set = RootKeyShareSet.Create(2, 2);
        using EmbeddedKeyStore byKeyFile = Open(rootKey: null);
        await byKeyFile.ListKeysAsync();

        (await Should.ThrowAsync<FieldCryptException>(byKeyFile.UnlockAsync(set.Shares[0]))).Error.ShouldBe(FieldCryptError.NotConfigured);
        (await Should.ThrowAsync<FieldCryptException>(Locked().UnlockAsync(set.Shares[0]))).Error.ShouldBe(FieldCryptError.KeyStoreRootKeyWrong);
        (await Should.ThrowAsync<FieldCryptException>(byKeyFile.ChangeRootKeyAsync(RootKeySource.FromShares()))).Error.ShouldBe(FieldCryptError.InvalidArgument);
    }

    private EmbeddedKeyStore Open(RootKeySource? rootKey)
        => new(_folder.StorePath, new EmbeddedKeyStoreOptions { RootKey = rootKey, Principal = "custodians", AuditSinks = [_audit] });

    private EmbeddedKeyStore Locked() => Open(RootKeySource.FromShares());

    /// <summary>Makes a store under new shares and returns them as written down.</summary>
    private async Task<(string[] Slips, byte[] Ciphertext)> CeremonyAsync(int threshold, int count)
    {
        using RootKeyShareSet set = RootKeyShareSet.Create(threshold, count);
        string[] slips = [.. set.Shares.Select(static share => new string(share.RevealText()))];
        foreach (string slip in slips)
        {
            using RootKeyShare read = RootKeyShare.Parse(slip);
            set.Verify(read);
        }

        using EmbeddedKeyStore store = Open(RootKeySource.FromShares(set));
        return (slips, await store.EncryptAsync(Key, "cards"u8.ToArray(), Columns.Finance));
    }

    private static async Task<RootKeyUnlock> GiveAsync(EmbeddedKeyStore store, string slip)
    {
        using RootKeyShare share = RootKeyShare.Parse(slip);
        return await store.UnlockAsync(share);
    }

    private static RootKeyShare Changed(RootKeyShare share, byte number) => new(share.SetNumber, (byte)share.Threshold, number, KeyMaterial.CopyOf(share.Value.Span));
}
