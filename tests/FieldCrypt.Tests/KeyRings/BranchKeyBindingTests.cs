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
