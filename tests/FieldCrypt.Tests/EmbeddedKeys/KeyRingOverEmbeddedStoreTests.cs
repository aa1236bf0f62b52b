using Microsoft.Extensions.DependencyInjection;

namespace FieldCrypt.Tests.EmbeddedKeys;

public sealed class KeyRingOverEmbeddedStoreTests : IDisposable
{
    private static readonly EncryptionContext s_finance = EncryptionContext.Parse("Department=finance");

    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_line_sets_up_everything_and_values_live_through_rotations_and_restarts()
    {
        byte[] first;
        byte[] afterKekRotation;
        byte[] afterBranchKeyRotation;
        await using (ServiceProvider services = Services())
        {
            KeyRing ring = services.GetRequiredService<KeyRing>();
            first = await EncryptAsync(ring, "first");
            await services.GetRequiredService<EmbeddedKeyStore>().RotateKeyAsync("alias/fieldcrypt");
            afterKekRotation = await EncryptAsync(ring, "second");
            await ring.BranchKeys!.RotateAsync(s_finance);
            afterBranchKeyRotation = await EncryptAsync(ring, "third");
        }

        await using (ServiceProvider services = Services())
        {
            KeyRing ring = services.GetRequiredService<KeyRing>();
            (await DecryptAsync(ring, first)).ShouldBe("first");
            (await DecryptAsync(ring, afterKekRotation)).ShouldBe("second");
            (await DecryptAsync(ring, afterBranchKeyRotation)).ShouldBe("third");
        }
    }

    private ServiceProvider Services() => new ServiceCollection()
        .AddFieldCrypt(keys => keys.UseEmbeddedKeyStore(_folder.StorePath).UseAuditFile(_folder.AuditPath))
        .BuildServiceProvider();

    private static readonly EncryptedColumn<string> s_column = new("Card", "Pan", s_finance, ValueEncodings.String);

    private static async Task<byte[]> EncryptAsync(KeyRing ring, string value)
    {
        using RecordKey key = await ring.CreateRecordKeyAsync(s_finance);
        return s_column.Encrypt(value, key);
    }

    private static async Task<string> DecryptAsync(KeyRing ring, byte[] envelope) => await ring.DecryptAsync(s_column, envelope);
}
