using CardVault.Keys;
using FieldCrypt;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace CardVault.Vault;

/// <summary>Rotates the key-encryption key, rewraps the branch keys under its new version, and rotates those too. No row is touched.</summary>
internal static class KeyRotation
{
    public static async Task RotateAsync(ServiceProvider services, VaultKeys vaultKeys, CancellationToken cancellationToken)
    {
        KeyRing keyRing = services.GetRequiredService<KeyRing>();
        await vaultKeys.RotateAsync(keyRing, cancellationToken);
        int rewrapped = (await keyRing.BranchKeys!.RewrapAsync(cancellationToken)).Rewrapped;
        foreach (EncryptionContext context in (await keyRing.BranchKeys.ListAsync(cancellationToken)).Select(static key => key.Context).Distinct())
            await keyRing.BranchKeys.RotateAsync(context);

        AnsiConsole.MarkupLineInterpolated($"Rotated the key-encryption key, rewrapped {rewrapped} branch key(s) under its new version, made the next generation. Rows touched: 0.");
        AnsiConsole.WriteLine();
    }
}
