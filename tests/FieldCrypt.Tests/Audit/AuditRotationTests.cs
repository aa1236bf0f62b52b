using FieldCrypt.Tests.EmbeddedKeys;

namespace FieldCrypt.Tests.Audit;

/// <summary>A file that was renamed and is whole is followed by a new one that names it; one that lost lines is not followed at all.</summary>
public sealed class AuditRotationTests : IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly KeyMaterial _key = KeyMaterial.Random(32);

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    public static TheoryData<string> Losses => ["emptied", "copied and emptied", "cut", "deleted", "deleted and made anew", "replaced by a copy without the last line", "last line edited", "renamed, then emptied", "renamed, then deleted"];

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task Loss_while_a_process_writes_is_no_rotation(string how)
    {
        if (how.Contains("deleted") && !OperatingSystem.IsLinux())
            return; // The system does not tell.
        using var audit = new AuditFile(_folder.AuditPath);
        for (int i = 0; i < 3; i++)
            await audit.WriteAsync(AuditFileTests.Event(i), default);
        string[] lines = File.ReadAllLines(_folder.AuditPath);
        switch (how)
        {
            case "emptied":
                File.WriteAllText(_folder.AuditPath, "");
                break;
            case "copied and emptied":
                File.Copy(_folder.AuditPath, _folder["older.jsonl"]);
                File.WriteAllText(_folder.AuditPath, "");
                break;
            case "cut":
                File.WriteAllLines(_folder.AuditPath, lines[..^1]);
                break;
            case "deleted":
                File.Delete(_folder.AuditPath);
                break;
            case "deleted and made anew":
                File.Delete(_folder.AuditPath);
                using (var other = new AuditFile(_folder.AuditPath))
                    await other.WriteAsync(AuditFileTests.Event(9), default);
                break;
            case "replaced by a copy without the last line":
                File.WriteAllLines(_folder["copy.jsonl"], lines[..^1]);
                File.Move(_folder["copy.jsonl"], _folder.AuditPath, overwrite: true);
                break;
            case "last line edited":
                File.WriteAllText(_folder.AuditPath, string.Join('\n', lines[..^1]) + "\n" + lines[^1][..^4] + (lines[^1][^4] == '0' ? '1' : '0') + lines[^1][^3..] + "\n");
                break;
            case "renamed, then emptied":
                File.Move(_folder.AuditPath, _folder["older.jsonl"]);
                File.WriteAllText(_folder["older.jsonl"], "");
                break;
            case "renamed, then deleted":
                File.Move(_folder.AuditPath, _folder["older.jsonl"]);
                File.Delete(_folder["older.jsonl"]);
                break;
        }

        string? before = File.Exists(_folder.AuditPath) ? File.ReadAllText(_folder.AuditPath) : null;
        for (int i = 0; i < 2; i++)
        {
            FieldCryptException exception = await Should.ThrowAsync<FieldCryptException>(audit.WriteAsync(AuditFileTests.Event(3), default).AsTask());
            exception.Error.ShouldBe(FieldCryptError.AuditUnavailable);
            exception.Message.ShouldContain("has lost lines");
        }

        (File.Exists(_folder.AuditPath) ? File.ReadAllText(_folder.AuditPath) : null).ShouldBe(before);
        if (how is "emptied" or "deleted" or "cut")
        {
            using var startedAnew = new AuditFile(_folder.AuditPath);
            await startedAnew.WriteAsync(AuditFileTests.Event(4), default);
            (await AuditFileVerifier.VerifyAsync(_folder.AuditPath)).IsIntact.ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_rotation_is_verified_as_one(bool makesEmptyFile)
    {
        string[] paths = await RotateAsync(makesEmptyFile);
        AuditVerification verified = await AuditFileVerifier.VerifyAsync(paths);
        verified.Problem.ShouldBeNull();
        verified.Lines.ShouldBe(9);
        verified.PreviousFileHead.ShouldBeEmpty();
        (await AuditFileVerifier.VerifyAsync(paths[1..])).PreviousFileHead.ShouldBe((await AuditFileVerifier.VerifyAsync(paths[0])).Head!.Hash);
    }

    [Fact]
    public async Task A_file_missing_from_a_rotation_or_cut_at_its_end_is_found()
    {
        string[] paths = await RotateAsync(makesEmptyFile: false);
        AuditHead head = (await AuditFileVerifier.VerifyAsync(paths[1])).Head!;

        AuditVerification missing = await AuditFileVerifier.VerifyAsync([paths[0], paths[2]]);
        (missing.ProblemFile, missing.ProblemLine).ShouldBe((paths[2], 1L));
        missing.Problem.ShouldNotBeNull().ShouldContain("a file is missing");
        (await AuditFileVerifier.VerifyAsync([paths[1], paths[0], paths[2]])).ProblemFile.ShouldBe(paths[0]);
        (await AuditFileVerifier.VerifyAsync(paths, knownHead: head)).IsIntact.ShouldBeTrue();
        (await AuditFileVerifier.VerifyAsync([paths[0]], knownHead: head)).IsIntact.ShouldBeFalse();

        File.WriteAllLines(paths[1], File.ReadAllLines(paths[1])[..^1]);
        (await AuditFileVerifier.VerifyAsync(paths)).ProblemFile.ShouldBe(paths[2]);
    }

    [Fact]
    public async Task Several_writers_follow_one_rotation()
    {
        using var first = new AuditFile(_folder.AuditPath);
        using var second = new AuditFile(_folder.AuditPath);
        await first.WriteAsync(AuditFileTests.Event(1), default);
        await second.WriteAsync(AuditFileTests.Event(2), default);
        File.Move(_folder.AuditPath, _folder["1.jsonl"]);

        // The first knows no line of the second's, and names it all the same.
        await first.WriteAsync(AuditFileTests.Event(3), default);
        await second.WriteAsync(AuditFileTests.Event(4), default);

        AuditVerification verified = await AuditFileVerifier.VerifyAsync([_folder["1.jsonl"], _folder.AuditPath]);
        verified.Problem.ShouldBeNull();
        verified.Lines.ShouldBe(6);
    }

    [Fact]
    public async Task A_keyed_chain_is_not_continued_without_key_nor_the_reverse()
    {
        await WriteAsync(_key);
        string keyed = File.ReadAllText(_folder.AuditPath);
        (await Should.ThrowAsync<FieldCryptException>(WriteAsync(key: null))).Message.ShouldContain("is chained by hmac-sha256");
        using KeyMaterial other = KeyMaterial.Random(32);
        (await Should.ThrowAsync<FieldCryptException>(WriteAsync(other))).Message.ShouldContain("under another key");
        File.ReadAllText(_folder.AuditPath).ShouldBe(keyed);

        File.Delete(_folder.AuditPath);
        await WriteAsync(key: null);
        (await Should.ThrowAsync<FieldCryptException>(WriteAsync(_key))).Message.ShouldContain("is chained by sha256");
    }

    [Fact]
    public async Task In_a_rotation_no_file_without_key_comes_after_one_under_a_key()
    {
        string plain = Chain("plain.jsonl", key: null, "");
        string keyed = Chain("keyed.jsonl", _key, await HeadAsync(plain, null));
        string forged = Chain("forged.jsonl", key: null, await HeadAsync(keyed, _key));

        // From without key to a key: the first line under the key names the end of the file without.
        (await AuditFileVerifier.VerifyAsync([plain, keyed], _key)).Problem.ShouldBeNull();
        (await AuditFileVerifier.VerifyAsync([plain, keyed, forged], _key)).Problem.ShouldNotBeNull().ShouldContain("without key");
        (await AuditFileVerifier.VerifyAsync([keyed, forged], _key)).ProblemFile.ShouldBe(forged);
        (await AuditFileVerifier.VerifyAsync([plain], _key)).Problem.ShouldNotBeNull().ShouldContain("without key");
        (await AuditFileVerifier.VerifyAsync([plain, keyed])).Problem.ShouldNotBeNull().ShouldContain("give the key");
    }

    private async Task<string[]> RotateAsync(bool makesEmptyFile)
    {
        string[] paths = [_folder["1.jsonl"], _folder["2.jsonl"], _folder.AuditPath];
        using var audit = new AuditFile(_folder.AuditPath);
        foreach (string path in paths)
        {
            await audit.WriteAsync(AuditFileTests.Event(1), default);
            await audit.WriteAsync(AuditFileTests.Event(2), default);
            if (path == _folder.AuditPath)
                break;
            File.Move(_folder.AuditPath, path);
            if (makesEmptyFile)
                File.WriteAllText(_folder.AuditPath, "");
        }

        return paths;
    }

    private string Chain(string name, KeyMaterial? key, string previous)
    {
        using var chain = new AuditChain(key);
        var lines = new AuditLines(chain);
        lines.Start(DateTimeOffset.UnixEpoch, previous);
        lines.Add(AuditFileTests.Event(1));
        File.WriteAllBytes(_folder[name], lines.Written.ToArray());
        return _folder[name];
    }

    private static async Task<string> HeadAsync(string path, KeyMaterial? key) => (await AuditFileVerifier.VerifyAsync(path, key)).Head!.Hash;

    private async Task WriteAsync(KeyMaterial? key)
    {
        using var audit = new AuditFile(_folder.AuditPath, new AuditFileOptions { ChainKey = key });
        await audit.WriteAsync(AuditFileTests.Event(1), default);
    }
}
