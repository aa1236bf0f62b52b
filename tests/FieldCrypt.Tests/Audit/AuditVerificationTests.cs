using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using FieldCrypt.Tests.EmbeddedKeys;
using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.Audit;

/// <summary>Verification shows every kind of change, and says what it cannot show.</summary>
public sealed class AuditVerificationTests : IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly KeyMaterial _key = KeyMaterial.Random(32);

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    public static TheoryData<string, Func<string[], string[]>, long> Changes => new()
    {
        { "edited", static lines => With(lines, 3, lines[3].Replace("alice", "mallory", StringComparison.Ordinal)), 4 },
        { "first line edited", static lines => With(lines, 0, lines[0].Replace("\"previous\":\"\"", "\"previous\":\"00\"", StringComparison.Ordinal)), 1 },
        { "removed", static lines => [.. lines[..3], .. lines[4..]], 4 },
        { "first removed", static lines => lines[1..], 1 },
        { "swapped", static lines => With(With(lines, 3, lines[4]), 4, lines[3]), 4 },
        { "doubled", static lines => [.. lines[..4], .. lines[3..]], 5 },
        { "inserted", static lines => [.. lines[..4], "{\"seq\":4,\"hash\":\"" + new string('0', 64) + "\"}", .. lines[4..]], 5 },
        { "emptied", static lines => With(lines, 3, ""), 4 },
        { "no JSON", static lines => With(lines, 3, "{ " + lines[3]), 4 },
        { "carriage return", static lines => With(lines, 3, lines[3] + "\r"), 4 },
        { "hash zeroed", static lines => With(lines, 3, lines[3][..^66] + new string('0', 64) + "\"}"), 4 },
        { "cut within", static lines => With(lines, 3, lines[3][..^10]), 4 },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_change_shows_at_its_line(string what, Func<string[], string[]> change, long line)
    {
        await WriteAsync(6, key: null);
        File.WriteAllText(_folder.AuditPath, string.Concat(change(File.ReadAllLines(_folder.AuditPath)).Select(static text => text + "\n")));

        AuditVerification verified = await AuditFileVerifier.VerifyAsync(_folder.AuditPath);

        verified.IsIntact.ShouldBeFalse(what);
        verified.ProblemLine.ShouldBe(line, verified.Problem);
        verified.Problem.ShouldNotBeNull().ShouldStartWith($"Line {line} ");
        verified.Lines.ShouldBe(line - 1);
    }

    [Fact]
    public async Task A_change_of_any_byte_shows()
    {
        await WriteAsync(3, key: null);
        byte[] whole = File.ReadAllBytes(_folder.AuditPath);
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] changed = [.. whole];
            changed[i] ^= 1;
            File.WriteAllBytes(_folder.AuditPath, changed);
            (await AuditFileVerifier.VerifyAsync(_folder.AuditPath)).IsIntact.ShouldBeFalse($"byte {i}");
        }
    }

    [Fact]
    public async Task Lines_cut_from_the_end_show_only_against_a_known_head()
    {
        await WriteAsync(6, key: null);
        AuditHead head = (await AuditFileVerifier.VerifyAsync(_folder.AuditPath)).Head.ShouldNotBeNull();
        File.WriteAllLines(_folder.AuditPath, File.ReadAllLines(_folder.AuditPath)[..^2]);

        (await AuditFileVerifier.VerifyAsync(_folder.AuditPath)).IsIntact.ShouldBeTrue("a chain alone cannot tell");
        (await AuditFileVerifier.VerifyAsync(_folder.AuditPath, knownHead: head)).Problem.ShouldNotBeNull().ShouldContain("cut from the end");
    }

    [Fact]
    public async Task A_chain_made_anew_shows_against_a_known_head()
    {
        await WriteAsync(6, key: null);
        AuditHead head = (await AuditFileVerifier.VerifyAsync(_folder.AuditPath)).Head.ShouldNotBeNull();
        File.Delete(_folder.AuditPath);
        await WriteAsync(8, key: null);

        (await AuditFileVerifier.VerifyAsync(_folder.AuditPath)).IsIntact.ShouldBeTrue("a chain without key can be made anew");
        (await AuditFileVerifier.VerifyAsync(_folder.AuditPath, knownHead: head)).Problem.ShouldNotBeNull().ShouldContain("made anew");
    }

    [Fact]
    public async Task A_known_head_may_lie_before_the_end()
    {
        await WriteAsync(3, key: null);
        AuditHead head = (await AuditFileVerifier.VerifyAsync(_folder.AuditPath)).Head.ShouldNotBeNull();
        await WriteAsync(3, key: null);
        AuditVerification verified = await AuditFileVerifier.VerifyAsync(_folder.AuditPath, knownHead: head);
        verified.Problem.ShouldBeNull();
        verified.Lines.ShouldBe(7);
    }

    [Fact]
    public async Task A_chain_under_a_key_is_verified_with_that_key_only()
    {
        await WriteAsync(4, _key);
        using KeyMaterial other = KeyMaterial.Random(32);

        (await AuditFileVerifier.VerifyAsync(_folder.AuditPath, _key)).IsIntact.ShouldBeTrue();
        (await AuditFileVerifier.VerifyAsync(_folder.AuditPath, other)).Problem.ShouldNotBeNull().ShouldContain("does not fit its hash");
        (await AuditFileVerifier.VerifyAsync(_folder.AuditPath)).Problem.ShouldNotBeNull().ShouldContain("give the key");

        File.Delete(_folder.AuditPath);
        await WriteAsync(4, key: null);
        (await AuditFileVerifier.VerifyAsync(_folder.AuditPath, _key)).Problem.ShouldNotBeNull().ShouldContain("chain without key");
    }

    [Fact]
    public async Task An_empty_file_and_a_missing_one_are_told_apart()
    {
        File.WriteAllText(_folder.AuditPath, "");
        (await AuditFileVerifier.VerifyAsync(_folder.AuditPath)).Problem.ShouldNotBeNull().ShouldContain("empty");
        File.Delete(_folder.AuditPath);
        (await Should.ThrowAsync<FieldCryptException>(() => AuditFileVerifier.VerifyAsync(_folder.AuditPath))).Error.ShouldBe(FieldCryptError.AuditUnavailable);
    }

    [Fact]
    public async Task A_long_file_is_verified_while_it_is_written()
    {
        using var audit = new AuditFile(_folder.AuditPath);
        await Task.WhenAll(Enumerable.Range(0, 5000).Select(i => audit.WriteAsync(AuditFileTests.Event(i), default).AsTask()));
        Task writing = Task.Run(async () =>
        {
            for (int i = 0; i < 20; i++)
                await audit.WriteAsync(AuditFileTests.Event(i), default);
        });
        AuditVerification verified = await AuditFileVerifier.VerifyAsync(_folder.AuditPath);
        await writing;
        verified.Problem.ShouldBeNull();
        verified.Lines.ShouldBeInRange(5001, 5021);
    }

    [Theory]
    [InlineData("Without key", 2, false)]
    [InlineData("Under a key", 3, true)]
    public void The_worked_examples_of_the_format_page_are_intact_and_recomputed(string section, int count, bool keyed)
    {
        // Made by another implementation.
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "format-audit.md")).ReplaceLineEndings("\n");
        string text = page[page.IndexOf($"### {section}\n", StringComparison.Ordinal)..];
        string[] lines = [.. text.Split('\n').Skip(1).TakeWhile(static line => !line.StartsWith('#')).Where(static line => line.StartsWith("    {")).Select(static line => line.Trim())];
        lines.Length.ShouldBe(count);
        byte[] key = Convert.FromHexString(Regex.Match(page, "Chain key, 32 bytes: `([0-9a-f]{64})`").Groups[1].Value);
        byte[] hash = new byte[32];
        foreach (string line in lines)
        {
            byte[] input = [.. hash, .. Encoding.UTF8.GetBytes(line[..^75])];
            hash = keyed ? HMACSHA256.HashData(key, input) : SHA256.HashData(input);
            line[^66..^2].ShouldBe(Convert.ToHexStringLower(hash));
        }

        using KeyMaterial chainKey = KeyMaterial.CopyOf(key);
        AuditVerification verified = AuditFileVerifier.Verify(Encoding.UTF8.GetBytes(string.Concat(lines.Select(static line => line + "\n"))), keyed ? chainKey : null);
        verified.Problem.ShouldBeNull();
        verified.Head.ShouldBe(new AuditHead(count - 1, Convert.ToHexStringLower(hash)));
        if (keyed)
        {
            page.ShouldContain($"the {lines[2].Length - 75} bytes from");
            verified.UnfinishedChanges.Single().Operation.ShouldBe("DisableKey");
        }
    }

    [Theory]
    [InlineData("format", "\"format\":1", "\"format\":2", "another format")]
    [InlineData("format as text", "\"format\":1", "\"format\":\"1\"", "")]
    [InlineData("chain", "\"sha256\"", "\"sha1\"", "does not know")]
    [InlineData("previous too short", "\"previous\":\"\"", "\"previous\":\"00\"", "")]
    [InlineData("previous in upper case", "\"previous\":\"\"", "\"previous\":\"AB00000000000000000000000000000000000000000000000000000000000000\"", "")]
    [InlineData("twice", "\"seq\":0", "\"seq\":0,\"seq\":0", "")]
    [InlineData("no time", "\"time\"", "\"when\"", "")]
    public void A_first_line_of_another_form_is_refused_though_its_hash_fits(string what, string from, string to, string problem)
    {
        string body = """{"seq":0,"format":1,"chain":"sha256","id":"00000000-0000-0000-0000-000000000000","time":"2026-01-01T00:00:00.0000000Z","previous":"" """.TrimEnd();
        byte[] Line(string text) => [.. Encoding.UTF8.GetBytes(text), .. AuditLine.Suffix(SHA256.HashData([.. new byte[32], .. Encoding.UTF8.GetBytes(text)]))];
        AuditFileVerifier.Verify(Line(body)).Problem.ShouldBeNull();

        AuditVerification verified = AuditFileVerifier.Verify(Line(body.Replace(from, to, StringComparison.Ordinal)));

        verified.ProblemLine.ShouldBe(1, what);
        verified.Problem.ShouldNotBeNull().ShouldContain(problem);
    }

    [Fact]
    public async Task Hashes_in_upper_case_are_refused()
    {
        await WriteAsync(3, key: null);
        string[] lines = File.ReadAllLines(_folder.AuditPath);
        File.WriteAllText(_folder.AuditPath, string.Concat(lines.Select((line, i) => (i == 2 ? line[..^66] + line[^66..^2].ToUpperInvariant() + line[^2..] : line) + "\n")));
        (await AuditFileVerifier.VerifyAsync(_folder.AuditPath)).ProblemLine.ShouldBe(3);
    }

    [Fact]
    public async Task Intents_without_outcome_are_listed()
    {
        using (var audit = new AuditFile(_folder.AuditPath))
        {
            foreach ((string change, string outcome) in ((string, string)[])[("a", AuditOutcome.Intent), ("b", AuditOutcome.Intent), ("c", AuditOutcome.Intent), ("b", "KeyNotFound"), ("a", AuditOutcome.Success), ("", "Success")])
                await audit.WriteAsync(AuditFileTests.Event(1) with { ChangeId = change, Outcome = outcome, Operation = $"Change{change}" }, default);
        }

        AuditVerification verified = await AuditFileVerifier.VerifyAsync(_folder.AuditPath);
        verified.Problem.ShouldBeNull();
        AuditEvent left = verified.UnfinishedChanges.ShouldHaveSingleItem();
        left.ShouldBe(AuditFileTests.Event(1) with { ChangeId = "c", Outcome = AuditOutcome.Intent, Operation = "Changec" });
    }

    [Fact]
    public async Task A_process_killed_within_a_change_leaves_its_intent()
    {
        using Worker worker = Worker.Start("audit-change", _folder.AuditPath);
        while (worker.Values("changing").Length == 0)
            await Task.Delay(5);
        await worker.KillAsync();
        AuditVerification verified = await AuditFileVerifier.VerifyAsync(_folder.AuditPath);
        verified.Problem.ShouldBeNull();
        verified.UnfinishedChanges.ShouldHaveSingleItem().Operation.ShouldBe("DisableKey");
    }

    [Fact]
    public void A_key_that_is_too_short_is_refused()
    {
        using KeyMaterial shortKey = KeyMaterial.Random(31);
        Should.Throw<FieldCryptException>(() => new AuditFile(_folder.AuditPath, new AuditFileOptions { ChainKey = shortKey })).Error.ShouldBe(FieldCryptError.InvalidArgument);
    }

    private static string[] With(string[] lines, int index, string line) => [.. lines[..index], line, .. lines[(index + 1)..]];

    private async Task WriteAsync(int count, KeyMaterial? key)
    {
        using var audit = new AuditFile(_folder.AuditPath, new AuditFileOptions { ChainKey = key });
        for (int i = 0; i < count; i++)
            await audit.WriteAsync(AuditFileTests.Event(i), default);
    }
}
