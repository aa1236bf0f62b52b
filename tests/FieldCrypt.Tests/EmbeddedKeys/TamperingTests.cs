namespace FieldCrypt.Tests.EmbeddedKeys;

/// <summary>Whoever can write the file but has not the root key changes nothing unnoticed.</summary>
public sealed class TamperingTests : StoreTest
{
    [Theory]
    [InlineData("UPDATE kek SET state = 0")]
    [InlineData("UPDATE kek SET rotation_period = NULL")]
    [InlineData("UPDATE kek SET description = 'harmless'")]
    [InlineData("UPDATE kek SET created_at = created_at + 1")]
    [InlineData("UPDATE kek SET deletion_at = 0")]
    [InlineData("UPDATE alias SET key_id = (SELECT key_id FROM alias WHERE alias = 'alias/other') WHERE alias = 'alias/fieldcrypt'")]
    [InlineData("UPDATE alias SET alias = 'alias/moved' WHERE alias = 'alias/other'")]
    [InlineData("DELETE FROM alias")]
    [InlineData("DELETE FROM kek WHERE key_id = (SELECT key_id FROM alias WHERE alias = 'alias/other')")]
    [InlineData("DELETE FROM kek_version WHERE version = 2")]
    [InlineData("DELETE FROM kek_version WHERE version = 1")]
    [InlineData("DELETE FROM kek_version")]
    [InlineData("UPDATE kek_version SET wrapped = NULL WHERE version = 1")]
    [InlineData("UPDATE kek_version SET wrapped = (SELECT wrapped FROM kek_version WHERE version = 2) WHERE version = 1")]
    [InlineData("UPDATE kek_version SET created_at = created_at + 1")]
    [InlineData("UPDATE kek_tag SET value = 'other'")]
    [InlineData("INSERT INTO kek_tag VALUES ((SELECT key_id FROM alias LIMIT 1), 'new', 'tag')")]
    [InlineData("UPDATE store SET revision = revision + 1")]
    [InlineData("UPDATE store SET created_at = 0")]
    [InlineData("UPDATE store SET mac = zeroblob(32)")]
    [InlineData("UPDATE store SET mac = zeroblob(0)")]
    [InlineData("DELETE FROM store")]
    [InlineData("UPDATE kek SET key_id = 'x' || key_id")]
    [InlineData("DROP TABLE kek_version")]
    [InlineData("UPDATE kek SET state = 9")]
    public async Task A_changed_row_is_refused(string sql)
    {
        using (EmbeddedKeyStore store = Open())
        {
            await store.CreateKeyAsync("alias/other", tags: new Dictionary<string, string> { ["owner"] = "payments" });
            await store.RotateKeyAsync(Alias);
            await store.DisableKeyAsync("alias/other");
        }

        Sql(sql);

        OpenFails(FieldCryptError.KeyStoreCorrupt).Message.ShouldContain("restore it from a backup");
    }

    [Theory]
    [InlineData("CREATE TRIGGER keep AFTER UPDATE ON branch_key BEGIN INSERT INTO kek_tag VALUES ('a', hex(old.wrapped_keys), ''); END")]
    [InlineData("CREATE VIEW seen AS SELECT * FROM kek_version")]
    public void A_trigger_or_view_is_refused(string sql)
    {
        CreateStore();
        Sql(sql);
        OpenFails(FieldCryptError.KeyStoreCorrupt).Message.ShouldContain("trigger or view");
    }

    [Fact]
    public async Task A_row_changed_while_a_store_is_open_has_no_effect_and_stops_the_next_change()
    {
        using EmbeddedKeyStore store = Open();
        await store.DisableKeyAsync(Alias);
        Sql("UPDATE kek SET state = 0; UPDATE store SET revision = revision + 1");

        await FailsAsync(FieldCryptError.KeyStoreCorrupt, () => store.EncryptAsync(Alias, new byte[] { 1 }, Finance));
        await FailsAsync(FieldCryptError.KeyStoreCorrupt, () => store.CreateKeyAsync());
    }

    [Fact]
    public async Task A_store_copied_whole_from_before_is_authentic_and_lacks_what_came_after()
    {
        using (EmbeddedKeyStore store = Open())
        {
            File.Copy(StorePath, Folder["before.fck"]);
            await store.RotateKeyAsync(Alias);
        }

        byte[] ciphertext;
        using (EmbeddedKeyStore store = Open())
            ciphertext = await store.EncryptAsync(Alias, new byte[] { 1 }, Finance);
        File.Move(Folder["before.fck"], StorePath, overwrite: true);

        using EmbeddedKeyStore older = Open();
        (await FailsAsync(FieldCryptError.KeyNotFound, () => older.DecryptAsync(ciphertext, Finance))).Message.ShouldContain("an older copy");
    }
}
