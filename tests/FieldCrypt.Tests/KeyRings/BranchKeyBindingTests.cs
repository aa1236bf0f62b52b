using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.KeyRings;

/// <summary>Wrapped bytes of a key open as that key only: at its id, generation, purpose and context.</summary>
public class BranchKeyBindingTests
{
    private static readonly BranchKeyRecord s_record = new()
    {
        Id = BranchKeyId.Parse("0102030405060708"),
        Context = Columns.Finance,
        Generation = 2,
        CreatedAt = DateTimeOffset.UnixEpoch,
        WrappedKeys = [],
    };

    public static TheoryData<string> Moves => ["id", "generation", "purpose", "context", "direct"];

    [Fact]
    public void The_pairs_are_those_of_the_format_page()
        => BranchKeyBinding.ContextOf(s_record).ToString()
            .ShouldBe("Department=finance,fieldcrypt:branch-key-id=0102030405060708,fieldcrypt:generation=2,fieldcrypt:purpose=record-keys");

    [Fact]
    public void The_set_of_the_format_pages_example_has_its_bytes()
    {
        BranchKeyRecord key = s_record with
        {
            Generation = 1,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(1767323045000),
            WrappedKeys = [new WrappedKey("embedded", "11223344-5566-4778-8990-aabbccddeeff", "2", [9, 8, 7])],
        };
        var setKey = new BranchKeySetKey(Columns.Finance, KeyMaterial.CopyOf(Convert.FromHexString("a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf")));

        BranchKeySetRecord set = setKey.Sign(1, [BranchKeySetMember.Of(key)], []);

        Convert.ToHexStringLower(set.Members).ShouldBe("010203040506070800000000010000000000294dd7359461c4717f01facf7af2231eec989a8d4143e5e1510e9a7c404ca171");
        Convert.ToHexStringLower(set.Mac).ShouldBe("5ab45d2897cdf2ca74f3a931676d01223ff7e3a860f0fea78d4d6ecc2ec135ba");
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "format.md"));
        page.ShouldContain("231eec989a8d4143e5e1510e9a7c404ca171");
        page.ShouldContain("5ab45d2897cdf2ca74f3a931676d01223ff7e3a860f0fea78d4d6ecc2ec135ba");
        BranchKeyBinding.SetContextOf(Columns.Finance).ToString().ShouldBe("Department=finance,fieldcrypt:purpose=branch-key-set");
        setKey.Release();
    }

    [Theory]
    [MemberData(nameof(Moves))]
    public async Task Moved_wrapped_bytes_do_not_open(string move)
    {
        var backend = new MemoryKeyBackend();
        using DataKey made = await backend.GenerateDataKeyAsync(BranchKeyBinding.ContextOf(s_record), default);

        EncryptionContext elsewhere = move switch
        {
            "id" => BranchKeyBinding.ContextOf(s_record with { Id = BranchKeyId.Random() }),
            "generation" => BranchKeyBinding.ContextOf(s_record with { Generation = 3 }),
            "purpose" => BranchKeyBinding.ContextOf(s_record with { Purpose = BranchKeyPurpose.BlindIndexes }),
            "context" => BranchKeyBinding.ContextOf(s_record with { Context = Columns.Hr }),
            _ => s_record.Context,
        };

        (await Should.ThrowAsync<FieldCryptException>(backend.UnwrapKeyAsync(made.Wrapped, elsewhere, default).AsTask())).Error.ShouldBe(FieldCryptError.AuthenticationFailed);
    }
}
