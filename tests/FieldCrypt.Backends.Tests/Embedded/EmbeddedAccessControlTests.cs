namespace FieldCrypt.Backends.Tests;

public sealed class EmbeddedAccessControlTests : KeyAccessControlConformance
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fieldcrypt-test-");
    private EmbeddedKeyStore _store = null!;
    private string _keyId = "";

    protected override IKeyAccessControl Access => _store;

    protected override string Key => "alias/fieldcrypt";

    protected override string KeyId => _keyId;

    protected override string UnknownKey => "00000000-1111-4222-8333-444444444444";

    public override async ValueTask InitializeAsync()
    {
        _store = EmbeddedKeyStore.Open(Path.Combine(_folder.FullName, "keys.fck"), new EmbeddedKeyStoreOptions { Principal = Administrator });
        _keyId = (await _store.DescribeKeyAsync(Key)).KeyId;
    }

    public override async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
