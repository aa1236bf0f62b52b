namespace FieldCrypt.Tests.EmbeddedKeys;

/// <summary>Several processes on one store, and processes that are killed.</summary>
public sealed class ProcessTests : StoreTest
{
    private static readonly EncryptedColumn<string> s_column = new("Card", "Pan", Finance, ValueEncodings.String);

    [Fact]
    public async Task Processes_that_make_a_store_at_once_agree_on_one_of_everything()
    {
        for (int round = 0; round < 2; round++)
        {
            string path = Folder[$"round{round}.fck"];
            string go = Folder[$"go{round}"];
            Worker[] workers = [.. Enumerable.Range(0, 3).Select(_ => Worker.Start("use", path, "Department=finance", go))];
            try
            {
                await Task.WhenAll(workers.Select(static worker => worker.Ready));
                File.WriteAllText(go, "");
                await Task.WhenAll(workers.Select(static worker => worker.FinishAsync()));

                string[] output = [.. workers.SelectMany(static worker => worker.Lines)];
                output.ShouldAllBe(static line => line.StartsWith("started") || line.StartsWith("ready") || line.StartsWith("envelope") || line.StartsWith("branch-key"));
                workers.SelectMany(static worker => worker.Values("branch-key")).Distinct().Count().ShouldBe(1, string.Join('\n', output));
                Directory.GetFiles(Folder.Root, $"round{round}*").Order().ShouldBe([path, path + ".key"]);

                using EmbeddedKeyStore store = EmbeddedKeyStore.Open(path);
                (await store.ListKeysAsync()).ShouldHaveSingleItem();
                using var ring = new KeyRing(new KeyRingOptions(), [store.GetBackend()], store.BranchKeys);
                foreach (Worker worker in workers)
                    (await ring.DecryptAsync(s_column, Convert.FromHexString(worker.Values("envelope").ShouldHaveSingleItem()))).ShouldBe("a value");
            }
            finally
            {
                foreach (Worker worker in workers)
                    worker.Dispose();
            }
        }
    }

    [Fact]
    public async Task A_process_killed_while_it_makes_a_store_leaves_none_or_a_whole_one()
    {
        var random = new Random(1);
        for (int round = 0; round < 5; round++)
        {
            string path = Folder[$"killed{round}.fck"];
            using Worker worker = Worker.Start("use", path, "Department=finance");
            await worker.Ready;
            await Task.Delay(random.Next(0, 60));
            await worker.KillAsync();

            using EmbeddedKeyStore store = EmbeddedKeyStore.Open(path);
            (await store.ListKeysAsync()).ShouldHaveSingleItem();
            using var ring = new KeyRing(new KeyRingOptions(), [store.GetBackend()], store.BranchKeys);
            foreach (string envelope in worker.Values("envelope"))
                (await ring.DecryptAsync(s_column, Convert.FromHexString(envelope))).ShouldBe("a value");

            // And the next process goes on from there.
            using RecordKey key = await ring.CreateRecordKeyAsync(Finance);
            Directory.GetFiles(Folder.Root, $"killed{round}*").Order().ShouldBe([path, path + ".key"]);
        }
    }

    [Fact]
    public async Task A_process_killed_while_it_changes_a_store_loses_nothing_it_had_done()
    {
        using (EmbeddedKeyStore store = EmbeddedKeyStore.Open(StorePath))
            await store.DescribeKeyAsync(Alias);
        var random = new Random(2);
        for (int round = 0; round < 5; round++)
        {
            using Worker worker = Worker.Start("change", StorePath);
            while (worker.Values("branch-key").Length == 0 && worker.Values("error").Length == 0)
                await Task.Delay(5);
            await Task.Delay(random.Next(0, 30));
            await worker.KillAsync();
            worker.Values("error").ShouldBeEmpty();
            worker.Values("stderr").ShouldBeEmpty();

            using EmbeddedKeyStore store = EmbeddedKeyStore.Open(StorePath);
            IReadOnlyList<EmbeddedKey> keys = await store.ListKeysAsync();
            string[] versions = worker.Values("version");
            keys.Single(static key => key.Aliases.Contains(Alias)).CurrentVersion.ShouldBeGreaterThanOrEqualTo(int.Parse(versions[^1], System.Globalization.CultureInfo.InvariantCulture));
            keys.Select(static key => key.KeyId).ShouldHoldAll(worker.Values("key"));
            IReadOnlyList<BranchKeyRecord> branchKeys = (await store.BranchKeys.ListAsync(default)).Keys;
            branchKeys.Select(static key => key.Id.ToString()).ShouldHoldAll(worker.Values("branch-key"));
            branchKeys.Select(static key => key.Generation).ShouldBe(Enumerable.Range(1, branchKeys.Count));
        }
    }

    [Fact]
    public async Task A_process_killed_at_any_moment_of_a_rotation_leaves_every_value_readable()
    {
        CreateStore();
        var column = new EncryptedColumn<string>("Card", "Pan", Finance, ValueEncodings.String);
        var envelopes = new List<string>();
        var random = new Random(3);
        for (int round = 0; round < 8; round++)
        {
            using Worker worker = Worker.Start("rotate", StorePath);
            while (worker.Values("envelope").Length < 2 && worker.Values("error").Length == 0)
                await Task.Delay(5);
            await Task.Delay(random.Next(0, 60));
            await worker.KillAsync();
            worker.Values("error").ShouldBeEmpty();
            envelopes.AddRange(worker.Values("envelope"));

            using EmbeddedKeyStore store = Open();
            EmbeddedKeyBackend backend = store.GetBackend();
            using var ring = new KeyRing(new KeyRingOptions { Name = $"killed-{round}" }, [backend], backend);
            foreach (string envelope in envelopes)
                (await ring.DecryptAsync(column, Convert.FromHexString(envelope))).ShouldBe("a value");
        }

        envelopes.Count.ShouldBeGreaterThanOrEqualTo(16);
    }

    [Fact]
    public async Task Two_processes_change_one_store_and_nothing_is_lost()
    {
        CreateStore();
        using Worker first = Worker.Start("change", StorePath);
        using Worker second = Worker.Start("change", StorePath);
        await Task.WhenAll(first.Started, second.Started);
        while (first.Values("branch-key").Length < 5 || second.Values("branch-key").Length < 5)
        {
            first.Values("error").Concat(second.Values("error")).ShouldBeEmpty();
            await Task.Delay(20);
        }

        await first.KillAsync();
        await second.KillAsync();
        using EmbeddedKeyStore store = Open();
        IReadOnlyList<EmbeddedKey> keys = await store.ListKeysAsync();
        string[] versions = [.. first.Values("version"), .. second.Values("version")];
        versions.Distinct().Count().ShouldBe(versions.Length, "no two rotations made the same version");
        keys.Select(static key => key.KeyId).ShouldHoldAll([.. first.Values("key"), .. second.Values("key")]);
    }

    [Fact]
    public async Task A_full_disk_changes_nothing_and_is_told()
    {
        if (!OperatingSystem.IsLinux())
            return; // The worker limits its file sizes by Linux's setrlimit.
        CreateStore();
        using Worker worker = await Worker.Start("fill", StorePath, "120000").FinishAsync();

        worker.Values("error").ShouldHaveSingleItem().ShouldStartWith($"KeyStoreUnavailable The key store {StorePath} cannot be used");
        worker.Values("key").Length.ShouldBeGreaterThan(10);
        using EmbeddedKeyStore store = Open();
        (await store.ListKeysAsync()).Select(static key => key.KeyId).ShouldHoldAll(worker.Values("key"));
        await store.CreateKeyAsync();
    }

    [Fact]
    public async Task A_full_store_changes_nothing_and_goes_on_when_there_is_room()
    {
        var made = new List<string>();
        FieldCryptException full;
        using (EmbeddedKeyStore store = Open(static options => options.MaximumPages = 24))
        {
            full = await FailsAsync(FieldCryptError.KeyStoreUnavailable, async () =>
            {
                while (true)
                    made.Add((await store.CreateKeyAsync(description: new string('d', 500))).KeyId);
            });
            await store.EncryptAsync(Alias, new byte[] { 1 }, Finance);
        }

        full.Message.ShouldContain("disk is full");
        full.IsTransient.ShouldBeTrue();
        using EmbeddedKeyStore reopened = Open();
        made.Count.ShouldBeGreaterThan(5);
        (await reopened.ListKeysAsync()).Count.ShouldBe(made.Count + 1);
        await reopened.CreateKeyAsync(description: new string('d', 500));
    }

    [Fact]
    public async Task A_read_only_store_reads_and_refuses_changes()
    {
        if (OperatingSystem.IsWindows())
            return; // Windows has no such file modes.
        using Worker first = await Worker.Start("use", StorePath, "Department=finance").FinishAsync();
        first.Values("envelope").ShouldHaveSingleItem();
        File.SetUnixFileMode(StorePath, UnixFileMode.UserRead);
        try
        {
            using Worker reads = await Worker.StartUnprivileged("use", StorePath, "Department=finance").FinishAsync();
            reads.Values("envelope").ShouldHaveSingleItem();
            using Worker changes = await Worker.StartUnprivileged("use", StorePath, "Department=hr").FinishAsync();
            changes.Values("error").ShouldHaveSingleItem().ShouldContain("read-only. Give this user write permission");
        }
        finally
        {
            File.SetUnixFileMode(StorePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        using EmbeddedKeyStore store = EmbeddedKeyStore.Open(StorePath);
        (await store.BranchKeys.ListAsync(default)).Keys.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_read_only_folder_is_told()
    {
        if (OperatingSystem.IsWindows())
            return; // Windows has no such file modes.
        File.SetUnixFileMode(Folder.Root, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            using Worker worker = await Worker.StartUnprivileged("use", StorePath, "Department=finance").FinishAsync();
            worker.Values("error").ShouldHaveSingleItem().ShouldStartWith($"KeyStoreUnavailable The key store {StorePath} cannot be written");
        }
        finally
        {
            File.SetUnixFileMode(Folder.Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Directory.GetFiles(Folder.Root).ShouldBeEmpty();
    }
}
