using FieldCrypt.Tests.EmbeddedKeys;

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

    [Fact]
    public async Task The_worked_example_of_the_format_is_intact()
    {
        // Bodies and hashes of docs/format-audit.md, made by another implementation.
        File.WriteAllText(_folder.AuditPath, """
            {"seq":0,"format":1,"chain":"sha256","id":"00000000-0000-0000-0000-000000000000","time":"2026-01-01T00:00:00.0000000Z","previous":"","hash":"cb1b886134e9ad6c9304cf65ee9ba2289e29c1a7fc950391df53b0e61a01f55a"}
            {"seq":1,"time":"2026-01-01T00:00:01.0000000Z","principal":"p","operation":"Encrypt","keyId":"k","keyVersion":"1","context":"","outcome":"Success","hash":"6c8cf5c2593838ffcb81eda668179287bbaa3e18abfd1e5f978e42fc2be9d615"}

            """.ReplaceLineEndings("\n"));
        AuditVerification verified = await AuditFileVerifier.VerifyAsync(_folder.AuditPath);
        verified.Problem.ShouldBeNull();
        verified.Head.ShouldBe(new AuditHead(1, "6c8cf5c2593838ffcb81eda668179287bbaa3e18abfd1e5f978e42fc2be9d615"));
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
