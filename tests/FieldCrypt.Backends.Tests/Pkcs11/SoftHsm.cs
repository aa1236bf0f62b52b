using System.Diagnostics;
using System.Text;
using FieldCrypt.Backends.Tests;
using FieldCrypt.Pkcs11;

[assembly: AssemblyFixture(typeof(SoftHsm))]

namespace FieldCrypt.Backends.Tests;

/// <summary>SoftHSM2 with private tokens for this run. Where it cannot be had, the tests that use it fail with the reason.</summary>
public sealed class SoftHsm : IAsyncLifetime
{
    public const string UserPin = "1234-user";

    /// <summary>Tokens of tests that put them out of order.</summary>
    public const string PinToken = "fieldcrypt-pin", PulledToken = "fieldcrypt-pulled", LockedToken = "fieldcrypt-locked";

    private const string SharedToken = "fieldcrypt";

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"fieldcrypt-softhsm-{Guid.NewGuid():N}");

    public string Library { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        using Process process = Process.Start(new ProcessStartInfo("bash",
            [Path.Combine(AppContext.BaseDirectory, "setup-softhsm.sh"), Folder, UserPin, SharedToken, PinToken, PulledToken, LockedToken])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Library = (await process.StandardOutput.ReadToEndAsync()).Trim();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await errors);
        NativeEnvironment.Set("SOFTHSM2_CONF", Path.Combine(Folder, "softhsm2.conf"));
    }

    /// <summary>Settings for a key label that no other test uses.</summary>
    public Pkcs11Options Options(Pkcs11WrapMechanism mechanism = Pkcs11WrapMechanism.AesKeyWrap, string token = SharedToken) => new()
    {
        Library = Library,
        TokenLabel = token,
        Pin = Pkcs11Pin.FromCallback(static () => Encoding.UTF8.GetBytes(UserPin)),
        KeyLabel = $"kek-{Guid.NewGuid():N}",
        WrapMechanism = mechanism,
        KeyLookupInterval = TimeSpan.Zero,
    };

    public ValueTask DisposeAsync()
    {
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
