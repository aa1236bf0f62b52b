using Microsoft.Extensions.Time.Testing;

namespace FieldCrypt.TestKit;

/// <summary>
/// Whoever can write the branch key store, and has no key, can make values unreadable and no more: never a forged value,
/// never a destroyed or disabled key back, never a record under a key of theirs. Derive for each store.
/// </summary>
public abstract class BranchKeyAttackConformance
{
    private const string Finance = "Department=finance";

    private static readonly EncryptionContext s_finance = EncryptionContext.Parse(Finance);
    private static readonly EncryptionContext s_hr = EncryptionContext.Parse("Department=hr");
    private static readonly EncryptedColumn<string> s_pan = new("Card", "Pan", s_finance, ValueEncodings.String);
    private static readonly EncryptedColumn<string> s_salary = new("Person", "Salary", s_hr, ValueEncodings.String);

    private readonly MemoryKeyBackend _backend = new();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.Parse("2026-01-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
    private readonly Dictionary<int, byte[]> _envelopes = [];
    private byte[] _salary = [];

    /// <summary>What is done to the rows as they are, given the rows as they were when generations 1 and 2 were enabled and 3 was not made, and what comes of it.</summary>
    private static readonly Dictionary<string, (Action<StoredRows, StoredRows> Act, (string Operation, FieldCryptError Error)[] Expected)> s_attacks = new()
    {
        ["a disabled key is enabled"] = ((now, _) => now.Key(2)["state"] = Like(now.Key(2)["state"], 0), [("read 2", FieldCryptError.KeyStoreCorrupt)]),
        ["the row of a disabled key from before is put back"] = ((now, old) => Put(now, old, 2), [("read 2", FieldCryptError.BranchKeyStoreRolledBack)]),
        ["the row of a destroyed key from before is put back"] = ((now, old) => Put(now, old, 1), [("read 1", FieldCryptError.BranchKeyStoreRolledBack)]),
        ["the wrapped bytes of a destroyed key are put back"] = ((now, old) => now.Key(1)["wrapped"] = old.Key(1)["wrapped"], [("read 1", FieldCryptError.KeyStoreCorrupt)]),
        ["a destroyed key is put back as the newest"] = ((now, old) => now.Keys.Add(new(old.Key(1)) { ["id"] = Other(old.Key(1)["id"]), ["generation"] = Like(old.Key(1)["generation"], 4) }), []),
        ["the wrapped bytes of a destroyed key are put in the newest"] = ((now, old) => now.Key(3)["wrapped"] = old.Key(1)["wrapped"], Newest(FieldCryptError.KeyStoreCorrupt)),
        ["the newest key's row is deleted"] = ((now, _) => now.Keys.Remove(now.Key(3)), Newest(FieldCryptError.BranchKeyMissing)),
        ["a destroyed key's row is deleted"] = ((now, _) => now.Keys.Remove(now.Key(1)), [("read 1", FieldCryptError.KeyDestroyed)]),
        ["a disabled key's row is deleted"] = ((now, _) => now.Keys.Remove(now.Key(2)), [("read 2", FieldCryptError.BranchKeyMissing)]),
        ["all rows are deleted"] = ((now, _) => now.Keys.Clear(), [.. Newest(FieldCryptError.BranchKeyMissing), ("read hr", FieldCryptError.BranchKeyMissing)]),
        ["the generation is changed"] = ((now, _) => now.Key(3)["generation"] = Like(now.Key(3)["generation"], 8), Newest(FieldCryptError.KeyStoreCorrupt)),
        ["the generation is out of range"] = ((now, _) => now.Key(3)["generation"] = Like(now.Key(3)["generation"], -3), Newest(FieldCryptError.KeyStoreCorrupt)),
        ["the purpose is changed"] = ((now, _) => now.Key(3)["purpose"] = Like(now.Key(3)["purpose"], 1), Newest(FieldCryptError.KeyStoreCorrupt)),
        ["the state is out of range"] = ((now, _) => now.Key(3)["state"] = Like(now.Key(3)["state"], 9), Newest(FieldCryptError.KeyStoreCorrupt)),
        ["the age is changed"] = ((now, _) => now.Key(3)["created"] = Like(now.Key(3)["created"], 1), Newest(FieldCryptError.KeyStoreCorrupt)),
        ["the age is out of range"] = ((now, _) => now.Key(3)["created"] = Like(now.Key(3)["created"], long.MaxValue), Newest(FieldCryptError.KeyStoreCorrupt)),
        ["the count of uses is out of range"] = ((now, _) => now.Key(3)["uses"] = Like(now.Key(3)["uses"], -1), Newest(FieldCryptError.KeyStoreCorrupt)),
        ["the revision is changed"] = ((now, _) => now.Key(3)["revision"] = Like(now.Key(3)["revision"], 5), Newest(FieldCryptError.BranchKeyStoreRolledBack)),
        ["the context is no context"] = ((now, _) => now.Key(3)["context"] = "malformed", Newest(FieldCryptError.KeyStoreCorrupt)),
        ["the wrapped keys are none"] = ((now, _) => now.Key(3)["wrapped"] = new byte[] { 9, 9 }, Newest(FieldCryptError.KeyStoreCorrupt)),
        ["wrapped keys are swapped"] = ((now, _) => (now.Key(3)["wrapped"], now.Key(2)["wrapped"]) = (now.Key(2)["wrapped"], now.Key(3)["wrapped"]), [("read 2", FieldCryptError.KeyStoreCorrupt), .. Newest(FieldCryptError.KeyStoreCorrupt)]),
        ["ids are swapped"] = ((now, _) => SwapIds(now.Key(3), now.Key(2)), Newest(FieldCryptError.BranchKeyStoreRolledBack)),
        ["the set is deleted"] = ((now, _) => now.Sets.Remove(now.Set(Finance)), [("read 1", FieldCryptError.BranchKeyStoreRolledBack), .. Newest(FieldCryptError.BranchKeyStoreRolledBack)]),
        ["the set from before is put back"] = ((now, old) => PutSet(now, old), Newest(FieldCryptError.BranchKeyStoreRolledBack)),
        ["the set's MAC is changed"] = ((now, _) => now.Set(Finance)["mac"] = new byte[32], Newest(FieldCryptError.KeyStoreCorrupt)),
        ["the set's revision is changed"] = ((now, _) => now.Set(Finance)["revision"] = Like(now.Set(Finance)["revision"], 99), Newest(FieldCryptError.KeyStoreCorrupt)),
        ["the set's members are cut"] = ((now, _) => now.Set(Finance)["members"] = ((byte[])now.Set(Finance)["members"]!)[..^50], Newest(FieldCryptError.KeyStoreCorrupt)),
        ["the set's members are none"] = ((now, _) => now.Set(Finance)["members"] = Array.Empty<byte>(), Newest(FieldCryptError.KeyStoreCorrupt)),
        ["the set's key is another's"] = ((now, _) => now.Set(Finance)["wrapped"] = now.Set("Department=hr")["wrapped"], Newest(FieldCryptError.KeyStoreCorrupt)),
        ["the set is another context's"] = ((now, _) => (now.Set(Finance)["members"], now.Set(Finance)["mac"]) = (now.Set("Department=hr")["members"], now.Set("Department=hr")["mac"]), Newest(FieldCryptError.KeyStoreCorrupt)),
    };

    public static TheoryData<string> Attacks => [.. s_attacks.Keys];

    /// <summary>Opens the store under test, as one more process would.</summary>
    protected abstract ValueTask<IBranchKeyStore> OpenAsync();

    protected abstract Task<StoredRows> ReadRowsAsync();

    protected abstract Task WriteRowsAsync(StoredRows rows);

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task Attack_is_refused_by_name_or_without_effect(string attack)
    {
        (StoredRows old, BranchKeyId newest) = await PrepareAsync();
        StoredRows now = await ReadRowsAsync();
        s_attacks[attack].Act(now, old.Copy());
        await WriteRowsAsync(now);

        Dictionary<string, FieldCryptError> failures = await UseAsync(newest);

        foreach ((string operation, FieldCryptError error) in s_attacks[attack].Expected)
            failures.GetValueOrDefault(operation, (FieldCryptError)(-1)).ShouldBe(error, operation);
        if (!attack.StartsWith("all ", StringComparison.Ordinal))
            failures.ShouldNotContainKey("read hr", "another context's keys are not concerned");
    }

    [Fact]
    public async Task Without_attack_keys_are_as_they_were_left()
        => await Attack_is_refused_by_name_or_without_effect_Async(static (_, _) => { }, [("read 1", FieldCryptError.KeyDestroyed), ("read 2", FieldCryptError.KeyDisabled)]);

    [Fact]
    public async Task A_planted_row_and_what_cites_it_are_told()
    {
        (StoredRows old, BranchKeyId newest) = await PrepareAsync();
        StoredRows now = await ReadRowsAsync();
        s_attacks["a destroyed key is put back as the newest"].Act(now, old);
        await WriteRowsAsync(now);

        using KeyRing ring = Ring(await OpenAsync());
        BranchKeyList list = await ring.BranchKeys!.ListAsync();

        list.Records.Count.ShouldBe(5, "three of finance, its index key, and one of hr");
        BranchKeyFailure failure = list.Failures.ShouldHaveSingleItem();
        failure.Cause.Error.ShouldBeOneOf(FieldCryptError.BranchKeyStoreRolledBack, FieldCryptError.KeyStoreCorrupt);
        byte[] crafted = [.. _envelopes[1]];
        failure.Id!.Value.Write(crafted.AsSpan(4));
        (await Should.ThrowAsync<FieldCryptException>(ring.DecryptAsync(s_pan, crafted).AsTask())).Error.ShouldBe(failure.Cause.Error);
        (await WriteAsync(ring)).ShouldBe(newest);
    }

    [Fact]
    public async Task A_whole_older_copy_shows_to_who_has_seen_a_newer_one_and_to_nobody_else()
    {
        (StoredRows old, BranchKeyId newest) = await PrepareAsync();
        using KeyRing seen = Ring(await OpenAsync());
        (await WriteAsync(seen)).ShouldBe(newest);
        await WriteRowsAsync(old);

        seen.EndLeases();
        (await Should.ThrowAsync<FieldCryptException>(WriteAsync(seen))).Error.ShouldBe(FieldCryptError.BranchKeyStoreRolledBack);
        (await Should.ThrowAsync<FieldCryptException>(seen.DecryptAsync(s_pan, _envelopes[1]).AsTask())).Error.ShouldBe(FieldCryptError.BranchKeyStoreRolledBack);

        // What nobody can know who sees the store for the first time: docs/threat-model.md says so.
        using KeyRing fresh = Ring(await OpenAsync());
        (await fresh.DecryptAsync(s_pan, _envelopes[1])).ShouldBe("value 1");
    }

    [Fact]
    public async Task One_bad_row_stops_no_other()
    {
        (_, _) = await PrepareAsync();
        StoredRows now = await ReadRowsAsync();
        now.Key(3)["wrapped"] = new byte[] { 9, 9 };
        now.Keys.Remove(now.Key(2));
        await WriteRowsAsync(now);
        using KeyRing ring = Ring(await OpenAsync());

        BranchKeyList list = await ring.BranchKeys!.ListAsync();
        list.Records.Select(static key => $"{key.Context} {key.Purpose} {key.Generation}").ShouldBe(["Department=finance RecordKeys 1", "Department=finance BlindIndexes 1", "Department=hr RecordKeys 1"]);
        list.Failures.Select(static failure => failure.Cause.Error).Order().ShouldBe(new[] { FieldCryptError.KeyStoreCorrupt, FieldCryptError.BranchKeyMissing }.Order());
        BranchKeyRewrapResult result = await ring.BranchKeys.RewrapAsync();
        (result.Rewrapped, result.PassedOver.Count).ShouldBe((2, 2));
        KeyRingStatus status = await ring.InspectAsync();
        (status.BranchKeys.Count, status.PassedOver.Count, status.StoreFailure, status.OpenFailure).ShouldBe((3, 2, null, null));
        (await ring.DecryptAsync(s_salary, _salary)).ShouldBe("52000");
    }

    [Fact]
    public async Task A_set_that_was_lost_is_made_anew_from_the_rows_that_open()
    {
        (_, BranchKeyId newest) = await PrepareAsync();
        StoredRows now = await ReadRowsAsync();
        now.Sets.Remove(now.Set(Finance));
        now.Key(2)["wrapped"] = now.Key(3)["wrapped"];
        await WriteRowsAsync(now);
        using KeyRing ring = Ring(await OpenAsync());
        (await Should.ThrowAsync<FieldCryptException>(WriteAsync(ring))).Message.ShouldContain("RepairAsync");

        BranchKeyList repaired = await ring.BranchKeys!.RepairAsync(s_finance);

        repaired.Records.Select(static key => $"{key.Purpose} {key.Generation} {key.State}").ShouldBe(["RecordKeys 1 Destroyed", "RecordKeys 3 Enabled", "BlindIndexes 1 Enabled"]);
        repaired.Failures.ShouldHaveSingleItem().Cause.Error.ShouldBe(FieldCryptError.AuthenticationFailed);
        _clock.Advance(TimeSpan.FromMinutes(1));
        (await WriteAsync(ring)).ShouldBe(newest);
        (await ring.DecryptAsync(s_pan, _envelopes[3])).ShouldBe("value 3");
        (await ring.BranchKeys.RotateAsync(s_finance)).Generation.ShouldBe(4);
        (await Should.ThrowAsync<FieldCryptException>(ring.BranchKeys.RepairAsync(EncryptionContext.Parse("Department=none")))).Error.ShouldBe(FieldCryptError.KeyNotFound);
    }

    [Fact]
    public async Task Processes_that_change_keys_at_once_agree()
    {
        KeyRing[] rings = [Ring(await OpenAsync()), Ring(await OpenAsync()), Ring(await OpenAsync())];
        await Task.WhenAll(rings.Select(ring => Task.Run(async () =>
        {
            for (int i = 0; i < 4; i++)
                await ring.BranchKeys!.RotateAsync(s_finance);
            (await ring.HoldBlindIndexKeyAsync(s_finance, default)).Release();
        })));

        BranchKeyList list = await rings[0].BranchKeys!.ListAsync();
        list.Failures.ShouldBeEmpty();
        int newest = list.Count(static key => key.Purpose == BranchKeyPurpose.RecordKeys);
        newest.ShouldBeInRange(4, 12);
        list.Where(static key => key.Purpose == BranchKeyPurpose.RecordKeys).Select(static key => key.Generation).ShouldBe(Enumerable.Range(1, newest));
        BranchKeyId[] written = await Task.WhenAll(rings.Select(WriteAsync));
        written.Distinct().ShouldHaveSingleItem().ShouldBe(list.Single(key => key.Purpose == BranchKeyPurpose.RecordKeys && key.Generation == newest).Id);
        foreach (KeyRing ring in rings)
            ring.Dispose();
    }

    private async Task Attack_is_refused_by_name_or_without_effect_Async(Action<StoredRows, StoredRows> act, (string Operation, FieldCryptError Error)[] expected)
    {
        (StoredRows old, BranchKeyId newest) = await PrepareAsync();
        StoredRows now = await ReadRowsAsync();
        act(now, old);
        await WriteRowsAsync(now);
        (await UseAsync(newest)).Select(static pair => (pair.Key, pair.Value)).ShouldBe(expected);
    }

    /// <summary>Generation 1 is destroyed, 2 disabled, 3 the newest; beside them finance's index key and a key of hr.</summary>
    private async Task<(StoredRows Old, BranchKeyId Newest)> PrepareAsync()
    {
        using KeyRing ring = Ring(await OpenAsync());
        _salary = await EncryptAsync(ring, s_salary, "52000");
        (await ring.HoldBlindIndexKeyAsync(s_finance, default)).Release();
        _envelopes[1] = await EncryptAsync(ring, s_pan, "value 1");
        BranchKeyId first = Envelope.Parse(_envelopes[1]).KeyId;
        BranchKeyId second = (await ring.BranchKeys!.RotateAsync(s_finance)).Id;
        _envelopes[2] = await EncryptAsync(ring, s_pan, "value 2");
        StoredRows old = await ReadRowsAsync();
        BranchKeyId third = (await ring.BranchKeys.RotateAsync(s_finance)).Id;
        _envelopes[3] = await EncryptAsync(ring, s_pan, "value 3");
        await ring.BranchKeys.DisableAsync(second);
        await ring.BranchKeys.DestroyAsync(first);
        return (old, third);
    }

    /// <summary>Reads and writes in a new process; what succeeds is right.</summary>
    private async Task<Dictionary<string, FieldCryptError>> UseAsync(BranchKeyId newest)
    {
        var failures = new Dictionary<string, FieldCryptError>();
        using KeyRing ring = Ring(await OpenAsync());
        foreach ((int generation, byte[] envelope) in _envelopes)
            await TryAsync($"read {generation}", async () => (await ring.DecryptAsync(s_pan, envelope)).ShouldBe($"value {generation}", generation < 3 ? throw new InvalidOperationException("its key is destroyed or disabled") : null));
        await TryAsync("read hr", async () => (await ring.DecryptAsync(s_salary, _salary)).ShouldBe("52000"));
        await TryAsync("write", async () => (await WriteAsync(ring)).ShouldBe(newest));
        return failures;

        async Task TryAsync(string operation, Func<Task> use)
        {
            try
            {
                await use();
            }
            catch (FieldCryptException exception)
            {
                failures.Add(operation, exception.Error);
            }
        }
    }

    private static async Task<BranchKeyId> WriteAsync(KeyRing ring) => Envelope.Parse(await EncryptAsync(ring, s_pan, "new")).KeyId;

    private static async Task<byte[]> EncryptAsync(KeyRing ring, EncryptedColumn<string> column, string value)
    {
        using RecordKey key = await ring.CreateRecordKeyAsync(column.Context);
        return column.Encrypt(value, key);
    }

    private KeyRing Ring(IBranchKeyStore store) => new(new KeyRingOptions { TimeProvider = _clock, Name = $"attack-{Guid.NewGuid():N}" }, [_backend], store);

    private static (string, FieldCryptError)[] Newest(FieldCryptError error) => [("read 3", error), ("write", error)];

    /// <summary>A number of the type that the store gave.</summary>
    private static object Like(object? stored, long number) => stored is int ? (object)(int)number : number;

    private static object Other(object? id) => id switch
    {
        byte[] bytes => (byte[])[.. bytes[..^1], (byte)~bytes[^1]],
        long number => ~number,
        BranchKeyId known => new BranchKeyId(~known.Value),
        _ => throw new NotSupportedException($"{id}"),
    };

    private static void Put(StoredRows now, StoredRows old, int generation)
    {
        now.Keys.Remove(now.Key(generation));
        now.Keys.Add(old.Key(generation));
    }

    private static void PutSet(StoredRows now, StoredRows old)
    {
        now.Sets.Remove(now.Set(Finance));
        now.Sets.Add(old.Set(Finance));
    }

    private static void SwapIds(Dictionary<string, object?> one, Dictionary<string, object?> other)
    {
        // What some stores bind to the id goes with it.
        foreach (string name in one.Keys.Intersect(["id", "uses", "uses_mac"]).ToList())
            (one[name], other[name]) = (other[name], one[name]);
    }
}
