using System.Diagnostics;
using System.Text.Json;
using FieldCrypt.Tests.EmbeddedKeys;

namespace FieldCrypt.Tests.Audit;

/// <summary>Events are kept in order, on the disk when the call returns, whoever else writes; or the call fails.</summary>
public sealed class AuditFileTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_event_is_a_line_with_all_that_it_says()
    {
        AuditEvent auditEvent = Event(1) with { Context = "Department=\"fin\nance\",Ä=ü", Outcome = "KeyDisabled", KeyVersion = "3" };
        using (var audit = new AuditFile(_folder.AuditPath))
            await audit.WriteAsync(auditEvent, default);

        string[] lines = File.ReadAllLines(_folder.AuditPath);
        lines.Length.ShouldBe(2);
        JsonElement first = JsonDocument.Parse(lines[0]).RootElement;
        first.GetProperty("seq").GetInt64().ShouldBe(0);
        first.GetProperty("chain").GetString().ShouldBe("sha256");
        JsonElement second = JsonDocument.Parse(lines[1]).RootElement;
        second.GetProperty("seq").GetInt64().ShouldBe(1);
        second.GetProperty("time").GetDateTimeOffset().ShouldBe(auditEvent.Time);
        second.GetProperty("principal").GetString().ShouldBe(auditEvent.Principal);
        second.GetProperty("operation").GetString().ShouldBe(auditEvent.Operation);
        second.GetProperty("keyId").GetString().ShouldBe(auditEvent.KeyId);
        second.GetProperty("keyVersion").GetString().ShouldBe("3");
        second.GetProperty("context").GetString().ShouldBe(auditEvent.Context);
        second.GetProperty("outcome").GetString().ShouldBe("KeyDisabled");
    }

    [Fact]
    public async Task A_line_is_in_the_file_when_its_call_returns()
    {
        using var audit = new AuditFile(_folder.AuditPath);
        for (int i = 1; i <= 20; i++)
        {
            await audit.WriteAsync(Event(i), default);
            File.ReadAllLines(_folder.AuditPath).Length.ShouldBe(i + 1);
        }
    }

    [Fact]
    public async Task Many_threads_write_one_chain()
    {
        using (var audit = new AuditFile(_folder.AuditPath))
            await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => Task.Run(async () => await audit.WriteAsync(Event(i), default))));

        AuditVerification verified = await AuditFileVerifier.VerifyAsync(_folder.AuditPath);
        verified.Problem.ShouldBeNull();
        verified.Lines.ShouldBe(2001);
        KeyIds().Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(0, 2000).Select(static i => $"embedded:{i}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task One_writers_events_keep_their_order()
    {
        using (var audit = new AuditFile(_folder.AuditPath))
            await Task.WhenAll(Enumerable.Range(0, 500).Select(i => audit.WriteAsync(Event(i), default).AsTask()));
        KeyIds().ShouldBe(Enumerable.Range(0, 500).Select(static i => $"embedded:{i}"));
    }

    [Fact]
    public async Task A_file_is_continued_by_the_next_process()
    {
        for (int i = 0; i < 3; i++)
        {
            using var audit = new AuditFile(_folder.AuditPath);
            await audit.WriteAsync(Event(i), default);
            await audit.WriteAsync(Event(i), default);
        }

        (await AuditFileVerifier.VerifyAsync(_folder.AuditPath)).ShouldSatisfyAllConditions(
            static verified => verified.IsIntact.ShouldBeTrue(),
            static verified => verified.Lines.ShouldBe(7));
    }

    [Fact]
    public async Task Several_processes_write_one_chain()
    {
        using Worker first = Worker.Start("audit", _folder.AuditPath, "first", "150");
        using Worker second = Worker.Start("audit", _folder.AuditPath, "second", "150");
        using (var audit = new AuditFile(_folder.AuditPath, new AuditFileOptions { LockTimeout = TimeSpan.FromMinutes(1) }))
        {
            for (int i = 0; i < 150; i++)
                await audit.WriteAsync(Event(i), default);
        }

        await Task.WhenAll(first.FinishAsync(), second.FinishAsync());
        first.Values("event").Length.ShouldBe(150, string.Join('\n', first.Lines));
        second.Values("event").Length.ShouldBe(150, string.Join('\n', second.Lines));
        AuditVerification verified = await AuditFileVerifier.VerifyAsync(_folder.AuditPath);
        verified.Problem.ShouldBeNull();
        verified.Lines.ShouldBe(451);
    }

    [Fact]
    public async Task A_killed_process_leaves_a_chain_with_every_event_it_was_promised()
    {
        for (int round = 0; round < 4; round++)
        {
            string path = _folder[$"audit{round}.jsonl"];
            using Worker worker = Worker.Start("audit", path, "killed", "1000000");
            while (worker.Values("event").Length < 5 + 7 * round)
                await Task.Delay(1);
            await worker.KillAsync();

            using (var audit = new AuditFile(path))
                await audit.WriteAsync(Event(1), default);
            AuditVerification verified = await AuditFileVerifier.VerifyAsync(path);
            verified.Problem.ShouldBeNull();
            verified.Lines.ShouldBeGreaterThanOrEqualTo(worker.Values("event").Length + 2);
        }
    }

    [Fact]
    public async Task An_unfinished_line_is_removed_and_that_is_recorded()
    {
        using (var audit = new AuditFile(_folder.AuditPath))
            await audit.WriteAsync(Event(1), default);
        File.AppendAllText(_folder.AuditPath, "{\"seq\":2,\"time\":\"2026-");
        (await AuditFileVerifier.VerifyAsync(_folder.AuditPath)).Problem.ShouldNotBeNull().ShouldContain("is not finished");

        using (var audit = new AuditFile(_folder.AuditPath))
            await audit.WriteAsync(Event(2), default);

        string[] lines = File.ReadAllLines(_folder.AuditPath);
        lines.Length.ShouldBe(4);
        lines[2].ShouldContain("\"operation\":\"RecoverAuditFile\"");
        lines[2].ShouldContain("Removed an unfinished line of 22 bytes");
        (await AuditFileVerifier.VerifyAsync(_folder.AuditPath)).IsIntact.ShouldBeTrue();
    }

    [Fact]
    public async Task A_full_disk_fails_the_call_and_leaves_a_whole_chain()
    {
        if (!OperatingSystem.IsLinux())
            return; // The worker limits its file sizes by Linux's setrlimit.
        using Worker worker = await Worker.Start("audit-fill", _folder.AuditPath, "20000").FinishAsync();

        worker.Values("error").ShouldHaveSingleItem().ShouldStartWith($"AuditUnavailable The audit file {_folder.AuditPath} cannot be written");
        AuditVerification verified = await AuditFileVerifier.VerifyAsync(_folder.AuditPath);
        verified.Problem.ShouldBeNull();
        verified.Lines.ShouldBe(worker.Values("event").Length + 1);
        using var audit = new AuditFile(_folder.AuditPath);
        await audit.WriteAsync(Event(1), default);
    }

    [Fact]
    public async Task A_missing_folder_fails_the_call()
    {
        using var audit = new AuditFile(_folder["nowhere/audit.jsonl"]);
        FieldCryptException exception = await Should.ThrowAsync<FieldCryptException>(() => audit.WriteAsync(Event(1), default).AsTask());
        exception.Error.ShouldBe(FieldCryptError.AuditUnavailable);
        exception.IsTransient.ShouldBeTrue();
        exception.Message.ShouldContain("nowhere/audit.jsonl cannot be written");
    }

    [Fact]
    public async Task A_file_that_is_none_is_not_written_to()
    {
        File.WriteAllText(_folder.AuditPath, "my own notes\n");
        using var audit = new AuditFile(_folder.AuditPath);
        (await Should.ThrowAsync<FieldCryptException>(() => audit.WriteAsync(Event(1), default).AsTask())).Message.ShouldContain("move it away");
        File.ReadAllText(_folder.AuditPath).ShouldBe("my own notes\n");
    }

    [Fact]
    public async Task Lines_cut_while_a_process_writes_are_noticed_by_it()
    {
        using var audit = new AuditFile(_folder.AuditPath);
        for (int i = 0; i < 3; i++)
            await audit.WriteAsync(Event(i), default);
        string[] lines = File.ReadAllLines(_folder.AuditPath);
        File.WriteAllLines(_folder.AuditPath, lines[..^1]);

        (await Should.ThrowAsync<FieldCryptException>(() => audit.WriteAsync(Event(3), default).AsTask())).Message.ShouldContain("has lost lines");
    }

    [Fact]
    public async Task A_file_moved_away_is_followed_by_one_that_names_its_head()
    {
        using var audit = new AuditFile(_folder.AuditPath);
        await audit.WriteAsync(Event(1), default);
        AuditHead head = (await audit.ReadHeadAsync()).ShouldNotBeNull();
        File.Move(_folder.AuditPath, _folder["older.jsonl"]);
        await audit.WriteAsync(Event(2), default);

        File.ReadAllLines(_folder.AuditPath)[0].ShouldContain($"\"previous\":\"{head.Hash}\"");
        (await AuditFileVerifier.VerifyAsync(_folder.AuditPath)).IsIntact.ShouldBeTrue();
        (await AuditFileVerifier.VerifyAsync(_folder["older.jsonl"])).Head.ShouldBe(head);
    }

    [Theory]
    [InlineData(FileShare.None)]
    [InlineData(FileShare.Read)]
    [InlineData(FileShare.ReadWrite)]
    [InlineData(FileShare.ReadWrite | FileShare.Delete)]
    public async Task A_reader_that_holds_the_file_keeps_no_writer_waiting(FileShare share)
    {
        using (var first = new AuditFile(_folder.AuditPath))
            await first.WriteAsync(Event(1), default);
        using var audit = new AuditFile(_folder.AuditPath, new AuditFileOptions { LockTimeout = TimeSpan.Zero });
        if (OperatingSystem.IsWindows())
            await audit.WriteAsync(Event(2), default); // There a share mode holds for who comes after.
        FileStream? reader = null;
        try
        {
            reader = new FileStream(_folder.AuditPath, FileMode.Open, FileAccess.Read, share);
        }
        catch (IOException) when (OperatingSystem.IsWindows())
        {
            // A reader that lets nobody write is kept out there.
        }

        await audit.WriteAsync(Event(3), default);
        (await AuditFileVerifier.VerifyAsync(_folder.AuditPath)).IsIntact.ShouldBeTrue();
        (await audit.ReadHeadAsync()).ShouldNotBeNull();
        reader?.Dispose();
    }

    [Fact]
    public async Task A_reader_with_a_lock_of_the_system_keeps_no_writer_waiting()
    {
        if (!OperatingSystem.IsLinux())
            return; // flock(1)
        using (var first = new AuditFile(_folder.AuditPath))
            await first.WriteAsync(Event(1), default);
        using Process locker = Process.Start(new ProcessStartInfo("flock", [_folder.AuditPath, "sh", "-c", "echo held; read line"]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        (await locker.StandardOutput.ReadLineAsync()).ShouldBe("held");
        using (var audit = new AuditFile(_folder.AuditPath, new AuditFileOptions { LockTimeout = TimeSpan.Zero }))
            await audit.WriteAsync(Event(2), default);
        (await AuditFileVerifier.VerifyAsync(_folder.AuditPath)).Lines.ShouldBe(3);
        await locker.StandardInput.WriteLineAsync();
        await locker.WaitForExitAsync();
    }

    [Fact]
    public async Task Reading_all_the_time_neither_disturbs_writers_nor_sees_a_false_problem()
    {
        using var audit = new AuditFile(_folder.AuditPath, new AuditFileOptions { LockTimeout = TimeSpan.FromMinutes(1) });
        await audit.WriteAsync(Event(0), default);
        Task writing = Task.Run(async () =>
        {
            for (int i = 1; i <= 100; i++)
                await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => audit.WriteAsync(Event(i), default).AsTask()));
        });
        do
            (await AuditFileVerifier.VerifyAsync(_folder.AuditPath)).Problem.ShouldBeNull();
        while (!writing.IsCompleted);
        await writing;
        (await AuditFileVerifier.VerifyAsync(_folder.AuditPath)).Lines.ShouldBe(2002);
    }

    [Fact]
    public async Task Texts_too_long_are_cut_with_a_mark_and_no_line_is_longer_than_its_bound()
    {
        // Each code unit takes six bytes when it is escaped.
        string longText = string.Concat(Enumerable.Repeat("\U0001F511", 100_000));
        using (var audit = new AuditFile(_folder.AuditPath))
        {
            await audit.WriteAsync(new AuditEvent { Time = DateTimeOffset.UnixEpoch, Principal = longText, Operation = longText, KeyId = longText, KeyVersion = longText, Context = longText, Outcome = longText, ChangeId = longText }, default);
            await audit.WriteAsync(Event(1) with { Context = new string('x', 4096), KeyId = new string('y', 4097) }, default);
        }

        (await AuditFileVerifier.VerifyAsync(_folder.AuditPath)).Lines.ShouldBe(3);
        string[] lines = File.ReadAllLines(_folder.AuditPath);
        lines.ShouldAllBe(static line => line.Length < AuditLine.MaximumLength);
        JsonElement cut = JsonDocument.Parse(lines[1]).RootElement;
        cut.GetProperty("context").GetString()!.ShouldBe(longText[..4094] + "…");
        cut.GetProperty("principal").GetString()!.ShouldBe(longText[..1022] + "…");
        JsonElement fits = JsonDocument.Parse(lines[2]).RootElement;
        fits.GetProperty("context").GetString().ShouldBe(new string('x', 4096));
        fits.GetProperty("keyId").GetString().ShouldBe(new string('y', 4095) + "…");
    }

    [Fact]
    public async Task A_line_longer_than_its_bound_is_refused()
    {
        using (var audit = new AuditFile(_folder.AuditPath))
            await audit.WriteAsync(Event(1), default);
        File.AppendAllText(_folder.AuditPath, new string('x', AuditLine.MaximumLength) + "\n");
        (await AuditFileVerifier.VerifyAsync(_folder.AuditPath)).ShouldSatisfyAllConditions(
            static verified => verified.ProblemLine.ShouldBe(3),
            static verified => verified.Problem.ShouldNotBeNull().ShouldContain("longer than any line"));
    }

    [Fact]
    public async Task A_disposed_file_has_written_everything_and_takes_nothing_more()
    {
        var audit = new AuditFile(_folder.AuditPath);
        ValueTask[] writes = [.. Enumerable.Range(0, 50).Select(i => audit.WriteAsync(Event(i), default))];
        audit.Dispose();
        audit.Dispose();
        File.ReadAllLines(_folder.AuditPath).Length.ShouldBe(51);
        foreach (ValueTask write in writes)
            await write;
        Should.Throw<ObjectDisposedException>(() => audit.WriteAsync(Event(1), default).AsTask());
    }

    internal static AuditEvent Event(int i) => new()
    {
        Time = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero) + TimeSpan.FromMilliseconds(i),
        Principal = "alice",
        Operation = "GenerateDataKey",
        KeyId = $"embedded:{i}",
        Context = "Department=finance",
        Outcome = "Success",
    };

    private IEnumerable<string> KeyIds() => File.ReadAllLines(_folder.AuditPath).Skip(1).Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("keyId").GetString()!);
}
