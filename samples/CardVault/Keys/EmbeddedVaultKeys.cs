using FieldCrypt;
using Microsoft.Extensions.DependencyInjection;

namespace CardVault.Keys;

/// <summary>The embedded key store: one file, made at first use.</summary>
internal sealed class EmbeddedVaultKeys(CardVaultOptions options) : VaultKeys
{
    public override string Description => $"embedded key store {options.KeyStore}";

    public override void SetUp(FieldCryptBuilder keys) => keys.UseEmbeddedKeyStore(options.KeyStore);

    public override Task CreateKeyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task RotateAsync(KeyRing keyRing, CancellationToken cancellationToken)
    {
        EmbeddedKeyBackend backend = keyRing.Backends.OfType<EmbeddedKeyBackend>().Single();
        return backend.Store.RotateKeyAsync(backend.KeyName, cancellationToken);
    }
}
