using FieldCrypt;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace CardVault.Vault;

/// <summary>Rotates the key-encryption key, rewraps the branch keys under its new version, and rotates those too. No row is touched.</summary>
internal static class KeyRotation
{
    public static async Task RotateAsync(ServiceProvider services, CancellationToken cancellationToken)
    {
        KeyRing keyRing = services.GetRequiredService<KeyRing>();
        EmbeddedKeyBackend backend = keyRing.Backends.OfType<EmbeddedKeyBackend>().Single();
        await backend.Store.RotateKeyAsync(backend.KeyName, cancellationToken);
        int rewrapped = await keyRing.BranchKeys!.RewrapAsync(cancellationToken);
        KeyDescription kek = await backend.DescribeKeyAsync(cancellationToken);
        foreach (EncryptionContext context in (await keyRing.BranchKeys.ListAsync(cancellationToken)).Select(static key => key.Context).Distinct())
            await keyRing.BranchKeys.RotateAsync(context);

        AnsiConsole.MarkupLineInterpolated($"Rotated the key-encryption key to version {kek.KeyVersion}, rewrapped {rewrapped} branch key(s), made the next generation. Rows touched: 0.");
        AnsiConsole.WriteLine();
    }
}
