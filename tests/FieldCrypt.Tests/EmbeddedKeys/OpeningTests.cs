using Microsoft.Data.Sqlite;

namespace FieldCrypt.Tests.EmbeddedKeys;

/// <summary>A store opens, is made whole, or says what is wrong; nothing is made anew where something is missing.</summary>
public sealed class OpeningTests : StoreTest
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task A_new_store_comes_with_its_key_file_and_a_first_key_and_leaves_nothing_else()
    {
        using (EmbeddedKeyStore store = Open())
        {
            EmbeddedKey key = (await store.ListKeysAsync()).ShouldHaveSingleItem();
            key.Aliases.ShouldBe([Alias]);
            key.State.ShouldBe(KeyState.Enabled);
            key.CurrentVersion.ShouldBe(1);
            key.CreatedAt.ShouldBe(Time.GetUtcNow());
            Guid.Parse(key.KeyId).ToString().ShouldBe(key.KeyId);
        }

        Directory.GetFiles(Folder.Root).Order().ShouldBe([StorePath, Folder.KeyFilePath]);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(StorePath).ShouldBe(OwnerOnly);
            File.GetUnixFileMode(Folder.KeyFilePath).ShouldBe(OwnerOnly);
        }
    }

    [Fact]
    public async Task A_store_is_made_only_when_first_used()
    {
        using var store = new EmbeddedKeyStore(StorePath);
        File.Exists(StorePath).ShouldBeFalse();
        await store.ListKeysAsync();
        File.Exists(StorePath).ShouldBeTrue();
    }

    [Fact]
    public void A_missing_store_is_not_made_where_that_was_not_wanted()
    {
        OpenFails(FieldCryptError.KeyStoreNotFound, options => options.CreateIfMissing = false).Message.ShouldContain("CreateIfMissing");
        Directory.GetFiles(Folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        FieldCryptException exception = Should.Throw<FieldCryptException>(() => EmbeddedKeyStore.Open(Folder["nowhere/keys.fck"]));
        exception.Error.ShouldBe(FieldCryptError.KeyStoreNotFound);
        exception.Message.ShouldContain("no folder");
    }

    [Fact]
    public void A_key_file_whose_store_is_gone_is_not_given_a_new_one()
    {
        CreateStore();
        byte[] keyFile = File.ReadAllBytes(Folder.KeyFilePath);
        File.Delete(StorePath);

        OpenFails(FieldCryptError.KeyStoreNotFound).Message.ShouldContain("Restore it from a backup");

        File.Exists(StorePath).ShouldBeFalse();
        File.ReadAllBytes(Folder.KeyFilePath).ShouldBe(keyFile);
    }

    [Fact]
    public void A_key_file_given_beforehand_is_taken_where_that_is_wanted()
    {
        File.WriteAllText(Folder["given.key"], Convert.ToBase64String(new byte[32]));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Folder["given.key"], OwnerOnly);
        void GivenKey(EmbeddedKeyStoreOptions options) => options.UseKeyFile(Folder["given.key"]);

        OpenFails(FieldCryptError.KeyStoreNotFound, GivenKey);
        CreateStore(options =>
        {
            GivenKey(options);
            options.AcceptExistingKeyFile = true;
        });
        CreateStore(GivenKey);
    }

    [Fact]
    public void A_store_whose_key_file_is_gone_is_not_opened_with_a_new_one()
    {
        CreateStore();
        File.Delete(Folder.KeyFilePath);

        OpenFails(FieldCryptError.KeyStoreRootKeyUnavailable).Message.ShouldContain($"no key file {Folder.KeyFilePath}. Restore");

        File.Exists(Folder.KeyFilePath).ShouldBeFalse();
    }

    [Fact]
    public void Another_stores_key_file_opens_nothing()
    {
        CreateStore();
        EmbeddedKeyStore.Open(Folder["other.fck"]).Dispose();
        string otherKey = File.ReadAllText(Folder["other.fck.key"]);
        File.WriteAllText(Folder.KeyFilePath, otherKey);

        FieldCryptException exception = OpenFails(FieldCryptError.KeyStoreRootKeyWrong);

        exception.Message.ShouldContain(Folder.KeyFilePath);
        exception.ToString().ShouldNotContain(otherKey.Split('\n')[1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no key store at all, but a text that somebody saved under this name")]
    [InlineData("SQLite format 3\0but nothing behind it")]
    public void A_file_that_is_no_key_store_is_left_as_it_is(string content)
    {
        CreateStore();
        File.WriteAllText(StorePath, content);

        OpenFails(FieldCryptError.KeyStoreCorrupt).Message.ShouldContain("from a backup");

        File.ReadAllText(StorePath).ShouldBe(content);
    }

    [Fact]
    public void A_database_of_another_kind_is_refused()
    {
        CreateStore();
        File.Delete(StorePath);
        Sql("CREATE TABLE something (id INTEGER)");

        OpenFails(FieldCryptError.KeyStoreCorrupt).Message.ShouldContain("SQLite database of another kind");
    }

    [Fact]
    public void A_store_of_a_newer_release_is_told_apart()
    {
        CreateStore();
        Sql("PRAGMA user_version = 2");

        OpenFails(FieldCryptError.KeyStoreVersionUnsupported).Message.ShouldContain("Update this application");
    }

    [Fact]
    public void A_truncated_file_is_refused_at_any_length()
    {
        CreateStore();
        byte[] whole = File.ReadAllBytes(StorePath);
        for (int length = 0; length < whole.Length; length += 512)
        {
            File.WriteAllBytes(StorePath, whole[..length]);
            OpenFails(FieldCryptError.KeyStoreCorrupt);
        }

        File.WriteAllBytes(StorePath, whole);
        CreateStore();
    }

    [Fact]
    public async Task A_byte_changed_anywhere_is_noticed_or_changes_nothing()
    {
        CreateStore();
        byte[] whole = File.ReadAllBytes(StorePath);
        byte[] ciphertext;
        using (EmbeddedKeyStore store = Open())
            ciphertext = await store.EncryptAsync(Alias, new byte[] { 1, 2, 3 }, Finance);

        int noticed = 0;
        var random = new Random(20261124);
        for (int i = 0; i < 400; i++)
        {
            byte[] changed = [.. whole];
            changed[random.Next(changed.Length)] ^= (byte)random.Next(1, 256);
            File.WriteAllBytes(StorePath, changed);
            try
            {
                using EmbeddedKeyStore store = Open();
                using KeyMaterial plaintext = await store.DecryptAsync(ciphertext, Finance);
                plaintext.Span.ToArray().ShouldBe([1, 2, 3]);
            }
            catch (FieldCryptException exception)
            {
                exception.Error.ShouldBeOneOf(FieldCryptError.KeyStoreCorrupt, FieldCryptError.KeyStoreRootKeyWrong, FieldCryptError.KeyStoreVersionUnsupported, FieldCryptError.KeyStoreUnavailable);
                noticed++;
            }
        }

        noticed.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_store_deleted_while_open_is_neither_written_to_nor_made_anew()
    {
        using EmbeddedKeyStore store = Open();
        File.Delete(StorePath);

        (await FailsAsync(FieldCryptError.KeyStoreNotFound, () => store.CreateKeyAsync())).Message.ShouldContain("gone");

        File.Exists(StorePath).ShouldBeFalse();
    }

    [Fact]
    public async Task A_backup_put_in_place_while_open_is_taken_up()
    {
        using EmbeddedKeyStore store = Open();
        File.Copy(StorePath, Folder["backup.fck"]);
        await store.CreateKeyAsync("alias/later");
        await Task.Delay(20);
        File.Move(Folder["backup.fck"], StorePath, overwrite: true);

        await FailsAsync(FieldCryptError.KeyNotFound, () => store.DescribeKeyAsync("alias/later"));
        await store.CreateKeyAsync("alias/again");

        using EmbeddedKeyStore second = Open();
        (await second.ListKeysAsync()).SelectMany(static key => key.Aliases).Order().ShouldBe(["alias/again", Alias]);
    }

    [Fact]
    public async Task A_store_held_by_another_is_waited_for_and_then_refused()
    {
        CreateStore();
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = StorePath, Pooling = false }.ConnectionString);
        connection.Open();
        using EmbeddedKeyStore store = Open(options => options.BusyTimeout = TimeSpan.FromMilliseconds(50));
        using (SqliteTransaction held = connection.BeginTransaction())
        {
            FieldCryptException exception = await FailsAsync(FieldCryptError.KeyStoreUnavailable, () => store.CreateKeyAsync());
            exception.IsTransient.ShouldBeTrue();
            exception.Message.ShouldContain("BusyTimeout");
        }

        await store.CreateKeyAsync();
    }

    [Fact]
    public void An_interrupted_creation_is_begun_anew()
    {
        File.WriteAllText(StorePath + ".new", "half a store");
        File.WriteAllText(Folder.KeyFilePath + ".new", "half a key");
        File.WriteAllText(StorePath + ".lock", "");

        CreateStore();

        Directory.GetFiles(Folder.Root).Order().ShouldBe([StorePath, Folder.KeyFilePath]);
        CreateStore(options => options.CreateIfMissing = false);
    }

    [Fact]
    public void A_creation_interrupted_before_its_last_step_is_finished()
    {
        CreateStore();
        File.Move(Folder.KeyFilePath, Folder.KeyFilePath + ".new");

        CreateStore(options => options.CreateIfMissing = false);

        Directory.GetFiles(Folder.Root).Order().ShouldBe([StorePath, Folder.KeyFilePath]);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Should.Throw<FieldCryptException>(() => new EmbeddedKeyStore(StorePath, new() { KeyAlias = "cards" })).Message.ShouldContain("alias/cards");
        Should.Throw<FieldCryptException>(() => new EmbeddedKeyStore(StorePath, new() { RotationPeriod = TimeSpan.FromMinutes(1) })).Error.ShouldBe(FieldCryptError.InvalidArgument);
        Should.Throw<FieldCryptException>(() => new EmbeddedKeyStore(StorePath, new() { BusyTimeout = TimeSpan.FromSeconds(-1) })).Error.ShouldBe(FieldCryptError.InvalidArgument);
        Should.Throw<FieldCryptException>(() => new EmbeddedKeyStore(StorePath, new() { Principal = " " })).Error.ShouldBe(FieldCryptError.InvalidArgument);
    }
}
