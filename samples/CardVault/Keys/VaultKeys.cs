using FieldCrypt;

namespace CardVault.Keys;

/// <summary>A choice of <c>--keys</c>: how it is set up, how its key is made, and how it is rotated. All else is the same for each.</summary>
internal abstract class VaultKeys
{
    /// <summary>What the run shows.</summary>
    public abstract string Description { get; }

    /// <summary>Sets up backend and branch key store.</summary>
    public abstract void SetUp(FieldCryptBuilder keys);

    /// <summary>Makes the key-encryption key unless it is there; called only with <c>--create-key</c>.</summary>
    public abstract Task CreateKeyAsync(CancellationToken cancellationToken);

    /// <summary>Makes a new version of the key-encryption key, which wraps from now on.</summary>
    public abstract Task RotateAsync(KeyRing keyRing, CancellationToken cancellationToken);

    public static VaultKeys Create(CardVaultOptions options) => options.Keys switch
    {
        "aws" => new AwsVaultKeys(options),
        "pkcs11" => new Pkcs11VaultKeys(options),
        _ => new EmbeddedVaultKeys(options),
    };
}
