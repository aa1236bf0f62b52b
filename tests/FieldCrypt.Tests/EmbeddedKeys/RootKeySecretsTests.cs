using System.Text;

namespace FieldCrypt.Tests.EmbeddedKeys;

/// <summary>What opens a store is zeroed as soon as it was used, and a store never moves to the root key it is under.</summary>
public sealed class RootKeySecretsTests : StoreTest
{
    private const string Passphrase = "correct horse battery staple";
    private const string Variable = "FIELDCRYPT_TEST_SAME_ROOT_KEY";

    [Fact]
    public async Task Changing_to_the_same_key_file_is_refused_even_if_it_is_gone()
    {
        using EmbeddedKeyStore store = Open();
        string content = await File.ReadAllTextAsync(Folder.KeyFilePath);

        (await FailsAsync(FieldCryptError.InvalidArgument, () => store.ChangeRootKeyAsync(RootKeySource.FromKeyFile(Folder.KeyFilePath)))).Message.ShouldContain("already");
        File.Delete(Folder.KeyFilePath);
        await FailsAsync(FieldCryptError.InvalidArgument, () => store.ChangeRootKeyAsync(RootKeySource.FromKeyFile(Path.Combine(Folder.Root, ".", "keys.fck.key"))));

        File.Exists(Folder.KeyFilePath).ShouldBeFalse();
        await File.WriteAllTextAsync(Folder.KeyFilePath, content);
        Restrict(Folder.KeyFilePath);
        CreateStore();
    }

    [Fact]
    public async Task Changing_to_the_same_root_key_from_elsewhere_is_refused()
    {
        using EmbeddedKeyStore store = Open();
        long revision = Rows("SELECT revision FROM store", static row => row.GetInt64(0))[0];
        File.Copy(Folder.KeyFilePath, Folder["copy.key"]);
        Restrict(Folder["copy.key"]);
        Environment.SetEnvironmentVariable(Variable, (await File.ReadAllLinesAsync(Folder.KeyFilePath))[1]);

        foreach (RootKeySource same in (RootKeySource[])[RootKeySource.FromKeyFile(Folder["copy.key"]), RootKeySource.FromEnvironmentVariable(Variable)])
            await FailsAsync(FieldCryptError.InvalidArgument, () => store.ChangeRootKeyAsync(same));

        Rows("SELECT revision FROM store", static row => row.GetInt64(0))[0].ShouldBe(revision);
        await store.ChangeRootKeyAsync(RootKeySource.FromKeyFile(Folder["new.key"]));
        await store.ChangeRootKeyAsync(RootKeySource.FromEnvironmentVariable(Variable));
        await FailsAsync(FieldCryptError.InvalidArgument, () => store.ChangeRootKeyAsync(RootKeySource.FromKeyFile(Folder["copy.key"])));
    }

    [Theory]
    [InlineData(Passphrase, null)]
    [InlineData("a wrong passphrase", FieldCryptError.KeyStoreRootKeyWrong)]
    [InlineData("short", FieldCryptError.KeyStoreRootKeyUnavailable)]
    public void Characters_that_a_callback_gives_are_zeroed_whether_they_open_or_not(string passphrase, FieldCryptError? error)
    {
        CreateStore(static options => options.RootKey = RootKeySource.FromPassphrase(static () => Passphrase, PassphraseRootKey.MinimumIterations));
        char[] characters = passphrase.ToCharArray();
        RootKeySource source = RootKeySource.FromPassphrase(() => characters);

        if (error is { } expected)
            OpenFails(expected, options => options.RootKey = source);
        else
            CreateStore(options => options.RootKey = source);

        characters.ShouldAllBe(static c => c == 0);
    }

    [Fact]
    public void A_callback_is_asked_once_to_make_a_store_and_once_each_time_it_is_opened()
    {
        int asked = 0;
        RootKeySource source = RootKeySource.FromPassphrase(
            () =>
            {
                asked++;
                return Passphrase.ToCharArray();
            },
            PassphraseRootKey.MinimumIterations);

        CreateStore(options => options.RootKey = source);
        asked.ShouldBe(1);
        CreateStore(options => options.RootKey = source);
        asked.ShouldBe(2);
    }

    [Theory]
    [InlineData(Passphrase, false)]
    [InlineData("a wrong passphrase", true)]
    public void A_passphrase_held_for_one_opening_is_zeroed_by_it(string passphrase, bool fails)
    {
        CreateStore(static options => options.RootKey = RootKeySource.FromPassphrase(static () => Passphrase, PassphraseRootKey.MinimumIterations));
        KeyMaterial held = PassphraseRootKey.Utf8(passphrase)!;
        byte[] buffer = held.Buffer;
        Encoding.UTF8.GetString(buffer).ShouldBe(passphrase);
        var source = new PassphraseRootKey(held, PassphraseRootKey.MinimumIterations);

        if (fails)
            OpenFails(FieldCryptError.KeyStoreRootKeyWrong, options => options.RootKey = source);
        else
            CreateStore(options => options.RootKey = source);

        buffer.ShouldAllBe(static b => b == 0);
        OpenFails(FieldCryptError.KeyStoreRootKeyUnavailable, options => options.RootKey = source).Message.ShouldContain("one opening");
    }

    [Fact]
    public void A_passphrase_held_and_never_used_is_zeroed_with_the_store()
    {
        KeyMaterial held = PassphraseRootKey.Utf8(Passphrase)!;
        new EmbeddedKeyStore(StorePath, new EmbeddedKeyStoreOptions { RootKey = new PassphraseRootKey(held, PassphraseRootKey.MinimumIterations) }).Dispose();

        held.Buffer.ShouldAllBe(static b => b == 0);
    }

    [Fact]
    public async Task A_passphrase_for_a_new_root_key_is_zeroed_when_the_change_succeeds_and_when_it_fails()
    {
        KeyMaterial[] held = [PassphraseRootKey.Utf8(Passphrase)!, PassphraseRootKey.Utf8(Passphrase)!, PassphraseRootKey.Utf8(Passphrase)!];
        using (EmbeddedKeyStore store = Open())
            await store.ChangeRootKeyAsync(new PassphraseRootKey(held[0], PassphraseRootKey.MinimumIterations));

        // Not even the present root key can be had; then the rows are spoilt, so that nothing is changed.
        using var unopened = new EmbeddedKeyStore(StorePath);
        await FailsAsync(FieldCryptError.KeyStoreRootKeyWrong, () => unopened.ChangeRootKeyAsync(new PassphraseRootKey(held[1], PassphraseRootKey.MinimumIterations)));
        Sql("UPDATE kek SET description = 'spoilt'");
        using var spoilt = new EmbeddedKeyStore(StorePath, new EmbeddedKeyStoreOptions { RootKey = RootKeySource.FromPassphrase(static () => Passphrase) });
        await FailsAsync(FieldCryptError.KeyStoreCorrupt, () => spoilt.ChangeRootKeyAsync(new PassphraseRootKey(held[2], PassphraseRootKey.MinimumIterations)));

        foreach (KeyMaterial key in held)
            key.Buffer.ShouldAllBe(static b => b == 0);
    }

    [Theory]
    [InlineData(209_999)]
    [InlineData(10_000_001)]
    public void Iterations_out_of_range_are_refused_before_a_passphrase_is_copied(int iterations)
        => Should.Throw<FieldCryptException>(() => RootKeySource.FromPassphrase(Passphrase.AsSpan(), iterations)).Error.ShouldBe(FieldCryptError.InvalidArgument);

    private static void Restrict(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
