namespace FieldCrypt.Tests.EmbeddedKeys;

/// <summary>The life of a key-encryption key, from creation to destruction.</summary>
public sealed class KeyLifeTests : StoreTest
{
    private static readonly byte[] s_payload = [1, 2, 3, 4];

    [Fact]
    public async Task A_key_has_description_tags_and_aliases()
    {
        using EmbeddedKeyStore store = Open();
        EmbeddedKey key = await store.CreateKeyAsync("alias/cards", "Cards of the shop", new Dictionary<string, string> { ["owner"] = "payments" });
        key.Aliases.ShouldBe(["alias/cards"]);
        key.Description.ShouldBe("Cards of the shop");
        key.Tags.ShouldHaveSingleItem().ShouldBe(new("owner", "payments"));
        key.RotationPeriod.ShouldBe(TimeSpan.FromDays(365));
        key.NextRotationAt.ShouldBe(Time.GetUtcNow() + TimeSpan.FromDays(365));

        await store.SetAliasAsync("alias/pans", key.KeyId);
        await store.TagKeyAsync("alias/pans", new Dictionary<string, string> { ["owner"] = "shop", ["env"] = "test" });
        await store.UntagKeyAsync("alias/pans", ["env", "unknown"]);
        await store.UpdateKeyDescriptionAsync("alias/cards", "");
        await store.DeleteAliasAsync("alias/cards");

        using EmbeddedKeyStore reopened = Open();
        EmbeddedKey again = await reopened.DescribeKeyAsync("alias/pans");
        again.KeyId.ShouldBe(key.KeyId);
        again.Aliases.ShouldBe(["alias/pans"]);
        again.Description.ShouldBeEmpty();
        again.Tags.ShouldHaveSingleItem().ShouldBe(new("owner", "shop"));
        (await reopened.ListKeysAsync()).Count.ShouldBe(2);
        await FailsAsync(FieldCryptError.KeyNotFound, () => reopened.DescribeKeyAsync("alias/cards"));
    }

    [Fact]
    public async Task An_unknown_key_is_told_with_those_there_are()
    {
        using EmbeddedKeyStore store = Open();
        foreach (string name in new[] { "alias/typo", Guid.NewGuid().ToString(), "no id at all" })
        {
            FieldCryptException exception = await FailsAsync(FieldCryptError.KeyNotFound, () => store.EncryptAsync(name, s_payload, Finance));
            exception.KeyId.ShouldBe(name);
            exception.Message.ShouldContain(name);
            exception.Message.ShouldContain($"it has {Alias}");
        }
    }

    [Fact]
    public async Task Aliases_tags_and_descriptions_out_of_bounds_are_refused()
    {
        using EmbeddedKeyStore store = Open();
        foreach (string alias in new[] { "cards", "alias/", "alias/with space", "alias/" + new string('a', 251) })
            await FailsAsync(FieldCryptError.InvalidArgument, () => store.CreateKeyAsync(alias));
        (await FailsAsync(FieldCryptError.InvalidArgument, () => store.CreateKeyAsync(Alias))).Message.ShouldContain("SetAliasAsync");
        await FailsAsync(FieldCryptError.InvalidArgument, () => store.CreateKeyAsync(description: new string('d', 8193)));
        await FailsAsync(FieldCryptError.InvalidArgument, () => store.TagKeyAsync(Alias, new Dictionary<string, string> { [""] = "value" }));
        await FailsAsync(FieldCryptError.InvalidArgument, () => store.TagKeyAsync(Alias, new Dictionary<string, string> { ["name"] = new string('v', 257) }));
        await FailsAsync(FieldCryptError.InvalidArgument, () => store.TagKeyAsync(Alias, Enumerable.Range(0, 51).ToDictionary(static i => $"tag{i}", static i => "")));
        (await store.ListKeysAsync()).ShouldHaveSingleItem().Tags.ShouldBeEmpty();
    }

    [Fact]
    public async Task Rotation_makes_a_version_and_older_ones_go_on_decrypting()
    {
        using EmbeddedKeyStore store = Open();
        var ciphertexts = new List<byte[]>();
        for (int version = 1; version <= 4; version++)
        {
            ciphertexts.Add(await store.EncryptAsync(Alias, s_payload, Finance));
            (await store.RotateKeyAsync(Alias)).CurrentVersion.ShouldBe(version + 1);
        }

        ciphertexts.Select(static bytes => bytes[20]).ShouldBe([1, 2, 3, 4]);
        foreach (byte[] ciphertext in ciphertexts)
            await DecryptsAsync(store, ciphertext);
    }

    [Fact]
    public async Task The_first_use_after_the_cryptoperiod_rotates()
    {
        using EmbeddedKeyStore store = Open(static options => options.RotationPeriod = TimeSpan.FromDays(30));
        byte[] first = await store.EncryptAsync(Alias, s_payload, Finance);

        await PassAsync(store, TimeSpan.FromDays(30) - TimeSpan.FromMilliseconds(1));
        (await store.EncryptAsync(Alias, s_payload, Finance))[20].ShouldBe((byte)1);
        Time.Advance(TimeSpan.FromMilliseconds(1));
        await DecryptsAsync(store, first);
        (await store.DescribeKeyAsync(Alias)).CurrentVersion.ShouldBe(1, "reading is no use that rotates");
        (await store.EncryptAsync(Alias, s_payload, Finance))[20].ShouldBe((byte)2);
        (await store.EncryptAsync(Alias, s_payload, Finance))[20].ShouldBe((byte)2);
        await DecryptsAsync(store, first);
    }

    [Fact]
    public async Task Of_many_uses_at_the_end_of_a_cryptoperiod_one_rotates()
    {
        using EmbeddedKeyStore first = Open();
        using EmbeddedKeyStore second = Open();
        await PassAsync(first, TimeSpan.FromDays(400));
        await Task.WhenAll(Enumerable.Range(0, 64).Select(i => (i % 2 == 0 ? first : second).EncryptAsync(Alias, s_payload, Finance)));
        (await first.DescribeKeyAsync(Alias)).CurrentVersion.ShouldBe(2);
    }

    [Fact]
    public async Task A_cryptoperiod_can_be_changed_and_taken_away()
    {
        using EmbeddedKeyStore store = Open();
        (await store.SetRotationPeriodAsync(Alias, null)).NextRotationAt.ShouldBeNull();
        await PassAsync(store, TimeSpan.FromDays(4000));
        (await store.EncryptAsync(Alias, s_payload, Finance))[20].ShouldBe((byte)1);
        await store.SetRotationPeriodAsync(Alias, TimeSpan.FromHours(1));
        (await store.EncryptAsync(Alias, s_payload, Finance))[20].ShouldBe((byte)2);
        await FailsAsync(FieldCryptError.InvalidArgument, () => store.SetRotationPeriodAsync(Alias, TimeSpan.FromMinutes(59)));
    }

    [Fact]
    public async Task A_disabled_key_does_nothing_until_it_is_enabled()
    {
        using EmbeddedKeyStore store = Open();
        byte[] ciphertext = await store.EncryptAsync(Alias, s_payload, Finance);
        (await store.DisableKeyAsync(Alias)).State.ShouldBe(KeyState.Disabled);

        (await FailsAsync(FieldCryptError.KeyDisabled, () => store.EncryptAsync(Alias, s_payload, Finance))).Message.ShouldContain("EnableKeyAsync");
        await FailsAsync(FieldCryptError.KeyDisabled, () => store.DecryptAsync(ciphertext, Finance));
        await FailsAsync(FieldCryptError.KeyDisabled, () => store.GenerateDataKeyAsync(Alias, Finance));
        await FailsAsync(FieldCryptError.KeyDisabled, () => store.RotateKeyAsync(Alias));

        await store.EnableKeyAsync(Alias);
        await DecryptsAsync(store, ciphertext);
    }

    [Fact]
    public async Task A_scheduled_deletion_can_be_cancelled_until_it_is_due()
    {
        using EmbeddedKeyStore store = Open();
        byte[] ciphertext = await store.EncryptAsync(Alias, s_payload, Finance);
        EmbeddedKey scheduled = await store.ScheduleKeyDeletionAsync(Alias, TimeSpan.FromDays(7));
        scheduled.State.ShouldBe(KeyState.PendingDeletion);
        scheduled.DeletionAt.ShouldBe(Time.GetUtcNow() + TimeSpan.FromDays(7));

        await PassAsync(store, TimeSpan.FromDays(7) - TimeSpan.FromMilliseconds(1));
        (await FailsAsync(FieldCryptError.KeyPendingDeletion, () => store.DecryptAsync(ciphertext, Finance))).Message.ShouldContain("CancelKeyDeletionAsync");
        await FailsAsync(FieldCryptError.KeyPendingDeletion, () => store.EnableKeyAsync(Alias));
        (await store.CancelKeyDeletionAsync(Alias)).State.ShouldBe(KeyState.Disabled);
        await store.EnableKeyAsync(Alias);
        await DecryptsAsync(store, ciphertext);
        await FailsAsync(FieldCryptError.InvalidArgument, () => store.CancelKeyDeletionAsync(Alias));
    }

    [Fact]
    public async Task A_due_deletion_destroys_the_key_for_good_and_no_other()
    {
        using EmbeddedKeyStore store = Open();
        EmbeddedKey other = await store.CreateKeyAsync("alias/other");
        byte[] kept = await store.EncryptAsync("alias/other", s_payload, Finance);
        byte[] lost = await store.EncryptAsync(Alias, s_payload, Finance);
        await store.RotateKeyAsync(Alias);
        byte[][] wrapped = WrappedKeys();
        wrapped.Length.ShouldBe(3);
        await store.ScheduleKeyDeletionAsync(Alias);

        await PassAsync(store, TimeSpan.FromDays(30));

        (await store.ListKeysAsync()).Single(static key => key.Aliases.Contains(Alias)).State.ShouldBe(KeyState.Destroyed);
        FieldCryptException exception = await FailsAsync(FieldCryptError.KeyDestroyed, () => store.DecryptAsync(lost, Finance));
        exception.Message.ShouldContain("on purpose");
        foreach (Func<Task> call in new Func<Task>[] { () => store.CancelKeyDeletionAsync(Alias), () => store.EnableKeyAsync(Alias), () => store.RotateKeyAsync(Alias), () => store.EncryptAsync(Alias, s_payload, Finance) })
            await FailsAsync(FieldCryptError.KeyDestroyed, call);
        await DecryptsAsync(store, kept);

        wrapped.Count(bytes => File.ReadAllBytes(StorePath).AsSpan().IndexOf(bytes) >= 0).ShouldBe(1, "only the other key's bytes are still in the file");
        WrappedKeys().ShouldHaveSingleItem();
        other.KeyId.ShouldBe((await store.DescribeKeyAsync("alias/other")).KeyId);
    }

    [Theory]
    [InlineData(6.99)]
    [InlineData(30.01)]
    public async Task A_waiting_period_is_7_to_30_days(double days)
    {
        using EmbeddedKeyStore store = Open();
        await FailsAsync(FieldCryptError.InvalidArgument, () => store.ScheduleKeyDeletionAsync(Alias, TimeSpan.FromDays(days)));
        (await store.DescribeKeyAsync(Alias)).State.ShouldBe(KeyState.Enabled);
    }

    [Fact]
    public async Task Destroying_a_version_makes_exactly_what_it_encrypted_unreadable()
    {
        using EmbeddedKeyStore store = Open();
        var ciphertexts = new List<byte[]>();
        for (int i = 0; i < 3; i++)
        {
            ciphertexts.Add(await store.EncryptAsync(Alias, s_payload, Finance));
            if (i < 2)
                await store.RotateKeyAsync(Alias);
        }

        byte[] destroyedBytes = WrappedKeys()[1];
        (await store.DestroyKeyVersionAsync(Alias, 2)).Versions.Select(static version => version.IsDestroyed).ShouldBe([false, true, false]);

        await DecryptsAsync(store, ciphertexts[0]);
        await DecryptsAsync(store, ciphertexts[2]);
        (await FailsAsync(FieldCryptError.KeyDestroyed, () => store.DecryptAsync(ciphertexts[1], Finance))).Message.ShouldContain("version 2 destroyed on purpose");
        File.ReadAllBytes(StorePath).AsSpan().IndexOf(destroyedBytes).ShouldBe(-1);
        await FailsAsync(FieldCryptError.KeyDestroyed, () => store.DestroyKeyVersionAsync(Alias, 2));
        await FailsAsync(FieldCryptError.KeyNotFound, () => store.DestroyKeyVersionAsync(Alias, 4));
        (await FailsAsync(FieldCryptError.InvalidArgument, () => store.DestroyKeyVersionAsync(Alias, 3))).Message.ShouldContain("Rotate the key first");
    }

    [Fact]
    public async Task Administration_leaves_a_trace_with_its_outcome_and_no_key_byte()
    {
        var sink = new RecordingAuditSink();
        using EmbeddedKeyStore store = Open(options =>
        {
            options.AuditSinks = [sink];
            options.Principal = "alice";
            options.RotationPeriod = TimeSpan.FromDays(30);
        });
        string keyId = (await store.DescribeKeyAsync(Alias)).KeyId;
        await store.DisableKeyAsync(Alias);
        await FailsAsync(FieldCryptError.KeyDisabled, () => store.EncryptAsync(Alias, s_payload, Finance));
        await store.EnableKeyAsync(Alias);
        await PassAsync(store, TimeSpan.FromDays(31));
        byte[] ciphertext = await store.EncryptAsync(Alias, s_payload, Finance);
        (await store.DecryptAsync(ciphertext, Finance)).Dispose();
        await store.ScheduleKeyDeletionAsync(Alias);
        await PassAsync(store, TimeSpan.FromDays(31));
        await store.ListKeysAsync();

        sink.Events.ShouldAllBe(static auditEvent => auditEvent.Principal == "alice");
        sink.Events.Select(auditEvent => $"{auditEvent.Operation} {auditEvent.KeyId.Replace(keyId, "KEY", StringComparison.Ordinal)} {auditEvent.KeyVersion} {auditEvent.Context} {auditEvent.Outcome}").ShouldBe(
        [
            "DisableKey embedded:alias/fieldcrypt   Intent",
            "DisableKey embedded:KEY 1  Success",
            "Encrypt embedded:alias/fieldcrypt  Department=finance KeyDisabled",
            "EnableKey embedded:alias/fieldcrypt   Intent",
            "EnableKey embedded:KEY 1  Success",
            "ConfirmClock embedded:keys.fck   Intent",
            "ConfirmClock embedded:keys.fck   Success",
            "RotateKey embedded:KEY 2  Intent",
            "RotateKey embedded:KEY 2  Success",
            "Encrypt embedded:KEY 2 Department=finance Success",
            "Decrypt embedded:KEY 2 Department=finance Success",
            "ScheduleKeyDeletion embedded:alias/fieldcrypt   Intent",
            "ScheduleKeyDeletion embedded:KEY 2  Success",
            "ConfirmClock embedded:keys.fck   Intent",
            "ConfirmClock embedded:keys.fck   Success",
            "DeleteKey embedded:KEY 2  Intent",
            "DeleteKey embedded:KEY 2  Success",
        ]);
    }

    [Fact]
    public async Task A_change_is_seen_by_others_at_once()
    {
        using EmbeddedKeyStore first = Open();
        using EmbeddedKeyStore second = Open();
        byte[] ciphertext = await first.EncryptAsync(Alias, s_payload, Finance);
        await DecryptsAsync(second, ciphertext);
        await first.DisableKeyAsync(Alias);
        await FailsAsync(FieldCryptError.KeyDisabled, () => second.DecryptAsync(ciphertext, Finance));
    }

    private static async Task DecryptsAsync(EmbeddedKeyStore store, byte[] ciphertext)
    {
        using KeyMaterial plaintext = await store.DecryptAsync(ciphertext, Finance);
        plaintext.Span.ToArray().ShouldBe(s_payload);
    }

    private byte[][] WrappedKeys() => Rows("SELECT wrapped FROM kek_version WHERE wrapped IS NOT NULL ORDER BY key_id, version", static row => row.GetFieldValue<byte[]>(0));
}
