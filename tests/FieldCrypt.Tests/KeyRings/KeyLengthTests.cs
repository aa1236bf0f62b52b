using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.KeyRings;

/// <summary>A key that is not 256 bits long is never used, whoever wrapped it.</summary>
public class KeyLengthTests
{
    public static TheoryData<int> OtherLengths => [1, 16, 31, 33, 64];

    [Theory]
    [MemberData(nameof(OtherLengths))]
    public async Task A_branch_key_of_another_length_is_refused(int length)
    {
        using var keys = new TestRing();
        byte[] envelope = await keys.EncryptAsync(Columns.Pan, "4111111111111111");
        BranchKeyRecord record = (await keys.Store.ListAsync(CancellationToken.None)).Keys.Single();
        using KeyMaterial other = KeyMaterial.Random(length);
        WrappedKey wrapped = await keys.Backend.WrapKeyAsync(other, BranchKeyBinding.ContextOf(record), CancellationToken.None);
        (await keys.Store.TryPutSignedAsync(record with { WrappedKeys = [wrapped], Revision = record.Revision + 1 }, keys.Backend)).ShouldBeTrue();
        keys.Ring.EndLeases();

        await RefusedAsync(keys.Ring.DecryptAsync(Columns.Pan, envelope).AsTask(), length);
        await RefusedAsync(keys.EncryptAsync(Columns.Pan, "4111111111111111"), length);
    }

    [Theory]
    [MemberData(nameof(OtherLengths))]
    public async Task A_direct_data_key_of_another_length_is_refused(int length)
    {
        using var keys = new TestRing(static options => options.DataKeys = DataKeyMode.Direct);
        using KeyMaterial other = KeyMaterial.Random(length);
        var section = new DirectKeySection(Columns.Finance, [await keys.Backend.WrapKeyAsync(other, Columns.Finance, CancellationToken.None)]);
        using RecordKey key = DirectKey.CreateRecordKey(section, other);

        await RefusedAsync(keys.Ring.DecryptAsync(Columns.Pan, Columns.Pan.Encrypt("4111111111111111", key)).AsTask(), length);
    }

    [Theory]
    [InlineData(DataKeyMode.Hierarchical)]
    [InlineData(DataKeyMode.Direct)]
    public async Task A_backend_that_makes_keys_of_another_length_writes_nothing(DataKeyMode mode)
    {
        using var keys = new TestRing(options => options.DataKeys = mode, backends: new MemoryKeyBackend { KeyLength = 16 });

        await RefusedAsync(keys.EncryptAsync(Columns.Pan, "4111111111111111"), 16);
        (await keys.Store.ListAsync(CancellationToken.None)).Keys.ShouldBeEmpty();
    }

    private static async Task RefusedAsync(Task call, int length)
    {
        var exception = await Should.ThrowAsync<FieldCryptException>(call);
        exception.Error.ShouldBe(FieldCryptError.AuthenticationFailed);
        exception.Message.ShouldContain($"{length} bytes");
    }
}
