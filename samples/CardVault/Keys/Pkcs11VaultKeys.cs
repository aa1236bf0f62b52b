using FieldCrypt;
using FieldCrypt.Pkcs11;
using Microsoft.Extensions.DependencyInjection;

namespace CardVault.Keys;

/// <summary>A PKCS#11 token: module, token and PIN by options or environment.</summary>
internal sealed class Pkcs11VaultKeys(CardVaultOptions options) : VaultKeys
{
    public override string Description => $"PKCS#11 token {options.Pkcs11Token}, key {options.Pkcs11Key}, branch keys in {options.KeyStore}";

    public override void SetUp(FieldCryptBuilder keys) => keys.UsePkcs11(Configure).UseEmbeddedBranchKeyStore(options.KeyStore);

    public override async Task CreateKeyAsync(CancellationToken cancellationToken)
    {
        using var administration = new Pkcs11KeyAdministration(Options());
        if ((await administration.ListVersionsAsync(cancellationToken)).Count == 0)
            await administration.CreateKeyAsync(cancellationToken);
    }

    public override async Task RotateAsync(KeyRing keyRing, CancellationToken cancellationToken)
    {
        using var administration = new Pkcs11KeyAdministration(Options());
        await administration.RotateKeyAsync(cancellationToken);
    }

    private Pkcs11Options Options()
    {
        var token = new Pkcs11Options();
        Configure(token);
        return token;
    }

    private void Configure(Pkcs11Options token)
    {
        token.Library = options.Pkcs11Module ?? throw new CardVaultException("--keys pkcs11 needs the path of the PKCS#11 module: --pkcs11-module, or the variable FIELDCRYPT_PKCS11_MODULE.");
        token.TokenLabel = options.Pkcs11Token ?? throw new CardVaultException("--keys pkcs11 needs the token's label: --pkcs11-token, or the variable FIELDCRYPT_PKCS11_TOKEN.");
        token.KeyLabel = options.Pkcs11Key;
        token.KeyLookupInterval = TimeSpan.Zero;
        if (options.Pkcs11PinFile is not null)
            token.Pin = Pkcs11Pin.FromFile(options.Pkcs11PinFile);
    }
}
