using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace FieldCrypt.Tests.EmbeddedKeys;

/// <summary>Key rings over the embedded key store, from set-up to crypto-shredding.</summary>
public sealed class KeyRingOverEmbeddedStoreTests : StoreTest
{
    private static readonly EncryptedColumn<string> s_pan = new("Card", "Pan", Finance, ValueEncodings.String);

    [Fact]
    public async Task One_line_sets_up_everything_and_values_live_through_rotations_and_restarts()
    {
        var envelopes = new List<byte[]>();
        await using (ServiceProvider services = Services())
        {
            KeyRing ring = services.GetRequiredService<KeyRing>();
            envelopes.Add(await EncryptAsync(ring, "value 0"));
            await services.GetRequiredService<EmbeddedKeyStore>().RotateKeyAsync(Alias);
            envelopes.Add(await EncryptAsync(ring, "value 1"));
            await ring.BranchKeys!.RotateAsync(Finance);
            envelopes.Add(await EncryptAsync(ring, "value 2"));
            (await ring.BranchKeys.RewrapAsync()).Rewrapped.ShouldBe(2);
            (await ring.BranchKeys.ListAsync()).SelectMany(static key => key.WrappedKeys).ShouldAllBe(static wrapped => wrapped.Provider == "embedded" && wrapped.KeyVersion == "2");
        }

        await using (ServiceProvider services = Services())
        {
            KeyRing ring = services.GetRequiredService<KeyRing>();
            for (int i = 0; i < envelopes.Count; i++)
                (await ring.DecryptAsync(s_pan, envelopes[i])).ShouldBe($"value {i}");
        }
    }

    [Fact]
    public async Task A_blind_index_key_lives_through_restarts()
    {
        byte[] first = await IndexAsync();
        (await IndexAsync()).ShouldBe(first);

        async Task<byte[]> IndexAsync()
        {
            await using ServiceProvider services = Services();
            BlindIndexKey key = await services.GetRequiredService<KeyRing>().HoldBlindIndexKeyAsync(Finance, CancellationToken.None);
            byte[] index = new BlindIndex<string>(s_pan, ValueEncodings.String).Compute("4111", key);
            key.Release();
            return index;
        }
    }

    [Fact]
    public async Task Destroying_a_branch_key_makes_exactly_its_values_unreadable()
    {
        await using ServiceProvider services = Services();
        KeyRing ring = services.GetRequiredService<KeyRing>();
        byte[] older = await EncryptAsync(ring, "older");
        BranchKeyRecord newer = await ring.BranchKeys!.RotateAsync(Finance);
        byte[] newest = await EncryptAsync(ring, "newest");
        BranchKeyId destroyed = (await ring.BranchKeys.ListAsync())[0].Id;

        await ring.BranchKeys.DestroyAsync(destroyed);

        (await FailsAsync(FieldCryptError.KeyDestroyed, () => ring.DecryptAsync(s_pan, older).AsTask())).Message.ShouldContain("on purpose");
        (await ring.DecryptAsync(s_pan, newest)).ShouldBe("newest");
        newer.Id.ShouldNotBe(destroyed);
        byte[] id = new byte[BranchKeyId.Length];
        destroyed.Write(id);
        Rows("SELECT branch_key_id FROM branch_key WHERE length(wrapped_keys) = 0", static row => row.GetFieldValue<byte[]>(0)).ShouldHaveSingleItem().ShouldBe(id);
    }

    [Fact]
    public async Task A_destroyed_branch_keys_bytes_are_gone_from_the_file()
    {
        await using ServiceProvider services = Services();
        KeyRing ring = services.GetRequiredService<KeyRing>();
        await EncryptAsync(ring, "value");
        BranchKeyRecord record = (await ring.BranchKeys!.ListAsync())[0];
        byte[] wrapped = record.WrappedKeys[0].Ciphertext;
        File.ReadAllBytes(StorePath).AsSpan().IndexOf(wrapped.AsSpan(53, 64)).ShouldBeGreaterThan(0);

        await ring.BranchKeys.DestroyAsync(record.Id);

        File.ReadAllBytes(StorePath).AsSpan().IndexOf(wrapped.AsSpan(53, 64)).ShouldBe(-1);
    }

    [Fact]
    public async Task Destroying_a_key_version_spares_branch_keys_that_were_rewrapped()
    {
        await using ServiceProvider services = Services();
        KeyRing ring = services.GetRequiredService<KeyRing>();
        EmbeddedKeyStore store = services.GetRequiredService<EmbeddedKeyStore>();
        byte[] envelope = await EncryptAsync(ring, "value");
        await store.RotateKeyAsync(Alias);
        await ring.BranchKeys!.RewrapAsync();
        await store.DestroyKeyVersionAsync(Alias, 1);
        ring.Dispose();

        using KeyRing next = new(new KeyRingOptions(), [store.GetBackend()], store.BranchKeys);
        (await next.DecryptAsync(s_pan, envelope)).ShouldBe("value");
    }

    [Fact]
    public async Task A_disabled_key_stops_new_leases_and_comes_back()
    {
        await using ServiceProvider services = Services();
        EmbeddedKeyStore store = services.GetRequiredService<EmbeddedKeyStore>();
        byte[] envelope;
        using (KeyRing ring = new(new KeyRingOptions(), [store.GetBackend()], store.BranchKeys))
            envelope = await EncryptAsync(ring, "value");
        await store.DisableKeyAsync(Alias);
        using (KeyRing ring = new(new KeyRingOptions(), [store.GetBackend()], store.BranchKeys))
            await FailsAsync(FieldCryptError.KeyDisabled, () => ring.DecryptAsync(s_pan, envelope).AsTask());
        await store.EnableKeyAsync(Alias);
        using (KeyRing ring = new(new KeyRingOptions(), [store.GetBackend()], store.BranchKeys))
            (await ring.DecryptAsync(s_pan, envelope)).ShouldBe("value");
    }

    [Fact]
    public async Task Direct_mode_takes_each_records_key_from_the_store()
    {
        await using ServiceProvider services = Services(static keys => keys.UseDirectDataKeys());
        KeyRing ring = services.GetRequiredService<KeyRing>();
        byte[][] envelopes = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => EncryptAsync(ring, $"value {i}")));
        await services.GetRequiredService<EmbeddedKeyStore>().RotateKeyAsync(Alias);
        for (int i = 0; i < envelopes.Length; i++)
            (await ring.DecryptAsync(s_pan, envelopes[i])).ShouldBe($"value {i}");
    }

    [Fact]
    public async Task A_wrong_root_key_stops_the_first_use_with_what_to_do()
    {
        CreateStore();
        File.WriteAllText(Folder.KeyFilePath, Convert.ToBase64String(new byte[32]));
        await using ServiceProvider services = Services();
        FieldCryptException exception = await FailsAsync(FieldCryptError.KeyStoreRootKeyWrong, () => EncryptAsync(services.GetRequiredService<KeyRing>(), "value"));
        exception.Message.ShouldContain(Folder.KeyFilePath);
    }

    [Fact]
    public async Task A_busy_store_recovers_by_itself()
    {
        CreateStore();
        await using ServiceProvider services = Services(configureStore: static options => options.BusyTimeout = TimeSpan.FromMilliseconds(20));
        KeyRing ring = services.GetRequiredService<KeyRing>();
        using (var connection = new SqliteConnection($"Data Source={StorePath};Pooling=False"))
        {
            connection.Open();
            using SqliteTransaction held = connection.BeginTransaction();
            (await FailsAsync(FieldCryptError.KeyStoreUnavailable, () => EncryptAsync(ring, "value"))).IsTransient.ShouldBeTrue();
        }

        (await ring.DecryptAsync(s_pan, await EncryptAsync(ring, "value"))).ShouldBe("value");
    }

    [Fact]
    public async Task Branch_keys_alone_may_lie_in_a_file_beside_another_backend()
    {
        using EmbeddedKeyStore elsewhere = EmbeddedKeyStore.Open(Folder["elsewhere.fck"]);
        byte[] envelope = [];
        for (int i = 0; i < 2; i++)
        {
            await using ServiceProvider services = new ServiceCollection()
                .AddFieldCrypt(keys => keys.UseBackend(_ => elsewhere.GetBackend()).UseEmbeddedBranchKeyStore(Folder["branch.fck"]))
                .BuildServiceProvider();
            KeyRing ring = services.GetRequiredService<KeyRing>();
            if (i == 0)
                envelope = await EncryptAsync(ring, "value");
            (await ring.DecryptAsync(s_pan, envelope)).ShouldBe("value");
            (await ring.BranchKeys!.ListAsync()).ShouldHaveSingleItem();
        }

        (await elsewhere.BranchKeys.ListAsync(default)).Keys.ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_stores_at_once_each_open_what_both_wrapped()
    {
        byte[] envelope;
        await using (ServiceProvider services = new ServiceCollection()
            .AddFieldCrypt(keys => keys.UseEmbeddedKeyStore(StorePath).UseEmbeddedKeyStore(Folder["second.fck"]).UseEmbeddedBranchKeyStore(Folder["branch.fck"]))
            .BuildServiceProvider())
        {
            services.GetServices<EmbeddedKeyStore>().Select(static store => store.Path).ShouldBe([StorePath, Folder["second.fck"]]);
            envelope = await EncryptAsync(services.GetRequiredService<KeyRing>(), "value");
        }

        foreach (string path in new[] { StorePath, Folder["second.fck"] })
        {
            await using ServiceProvider services = new ServiceCollection()
                .AddFieldCrypt(keys => keys.UseEmbeddedKeyStore(path, static options => options.CreateIfMissing = false).UseEmbeddedBranchKeyStore(Folder["branch.fck"]))
                .BuildServiceProvider();
            (await services.GetRequiredService<KeyRing>().DecryptAsync(s_pan, envelope)).ShouldBe("value");
        }
    }

    [Fact]
    public async Task Settings_may_come_from_the_applications_services()
    {
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton("a passphrase of the application")
            .AddFieldCrypt(keys => keys.UseEmbeddedKeyStore(StorePath, static (services, options) =>
            {
                options.UsePassphrase(services.GetRequiredService<string>);
                options.KeyAlias = "alias/cards";
                options.RotationPeriod = TimeSpan.FromDays(90);
            }))
            .BuildServiceProvider();
        KeyRing ring = services.GetRequiredService<KeyRing>();
        await EncryptAsync(ring, "value");
        (await ring.Backends[0].DescribeKeyAsync(default)).State.ShouldBe(KeyState.Enabled);
        EmbeddedKey key = await services.GetRequiredService<EmbeddedKeyStore>().DescribeKeyAsync("alias/cards");
        key.RotationPeriod.ShouldBe(TimeSpan.FromDays(90));
        File.Exists(Folder.KeyFilePath).ShouldBeFalse();
    }

    private ServiceProvider Services(Action<FieldCryptBuilder>? configure = null, Action<EmbeddedKeyStoreOptions>? configureStore = null) => new ServiceCollection()
        .AddFieldCrypt(keys =>
        {
            keys.UseEmbeddedKeyStore(StorePath, configureStore).UseAuditFile(Folder.AuditPath);
            configure?.Invoke(keys);
        })
        .BuildServiceProvider();

    private static async Task<byte[]> EncryptAsync(KeyRing ring, string value)
    {
        using RecordKey key = await ring.CreateRecordKeyAsync(Finance);
        return s_pan.Encrypt(value, key);
    }
}
