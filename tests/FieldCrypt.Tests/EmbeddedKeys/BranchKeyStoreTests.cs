namespace FieldCrypt.Tests.EmbeddedKeys;

/// <summary>A file is a store of branch keys or a key store with a root key, and neither opens as the other.</summary>
public sealed class BranchKeyStoreTests : StoreTest
{
    internal static BranchKeyRecord Record(EncryptionContext context, int generation) => new()
    {
        Id = BranchKeyId.Random(),
        Context = context,
        Generation = generation,
        CreatedAt = new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.Zero),
        WrappedKeys = [new WrappedKey("embedded", "a key", "1", [1, 2, 3]), new WrappedKey("aws-kms", "another", "", [4])],
    };

    [Fact]
    public async Task A_branch_key_store_does_not_open_a_store_with_a_root_key()
    {
        CreateStore();
        using var store = new EmbeddedBranchKeyStore(StorePath);
        (await FailsAsync(FieldCryptError.KeyStoreCorrupt, () => store.ListAsync(default).AsTask())).Message.ShouldContain("UseEmbeddedKeyStore");
    }

    [Fact]
    public async Task An_embedded_key_store_does_not_open_a_store_of_branch_keys()
    {
        using (var store = new EmbeddedBranchKeyStore(StorePath))
            (await store.ListAsync(default)).Keys.ShouldBeEmpty();
        Environment.SetEnvironmentVariable("FIELDCRYPT_TEST_BRANCH", Convert.ToBase64String(new byte[32]));
        OpenFails(FieldCryptError.KeyStoreRootKeyWrong, static options => options.UseEnvironmentVariable("FIELDCRYPT_TEST_BRANCH")).Message.ShouldContain("kind \"none\"");
    }
}
