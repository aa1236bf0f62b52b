using System.Text;
using FieldCrypt.Backends.Tests;
using FieldCrypt.Pkcs11;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

[assembly: AssemblyFixture(typeof(SoftHsm))]

namespace FieldCrypt.Backends.Tests;

/// <summary>SoftHSM2 with private tokens for this run. Where it cannot be had, the tests that use it fail with the reason.</summary>
public sealed class SoftHsm : IAsyncLifetime
{
    public const string UserPin = "1234-user";

    // One token for each test class: SoftHSM now and then fails to make a token object (CKR_GENERAL_ERROR) while another
    // session makes one on the same token.
    public const string KeyWrapToken = "fieldcrypt-kw", GcmToken = "fieldcrypt-gcm", SessionToken = "fieldcrypt-sessions",
        KeyToken = "fieldcrypt-keys", PinToken = "fieldcrypt-pin", PulledToken = "fieldcrypt-pulled",
        ModuleToken = "fieldcrypt-modules", WitnessToken = "fieldcrypt-witness", RingToken = "fieldcrypt-rings", SampleToken = "fieldcrypt-sample";

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"fieldcrypt-softhsm-{Guid.NewGuid():N}");

    /// <summary>
    /// The file for SOFTHSM2_CONF of processes of their own. Their token is in a folder of its own: an object that one
    /// process writes while another starts may stay hidden from the first.
    /// </summary>
    public string SampleConfiguration => Path.Combine(SampleFolder, "softhsm2.conf");

    private string SampleFolder => Folder + "-sample";

    public string Library { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Library = await SetupScript.RunAsync("setup-softhsm.sh", Folder, UserPin, KeyWrapToken, GcmToken, SessionToken, KeyToken, PinToken, PulledToken, ModuleToken, WitnessToken, RingToken);
        await SetupScript.RunAsync("setup-softhsm.sh", SampleFolder, UserPin, SampleToken);
        NativeEnvironment.Set("SOFTHSM2_CONF", Path.Combine(Folder, "softhsm2.conf"));
    }

    /// <summary>Slot and serial number of a token.</summary>
    public (ulong Slot, string Serial) Find(string token)
    {
        Pkcs11Module module = Pkcs11Module.Acquire(Library, null);
        try
        {
            ISlot slot = TokenSlot.Of(module.Library, token);
            return (slot.SlotId, slot.GetTokenInfo().SerialNumber.Trim());
        }
        finally
        {
            module.Release();
        }
    }

    /// <summary>Settings for a key label that no other test uses.</summary>
    public Pkcs11Options Options(string token, Pkcs11WrapMechanism mechanism = Pkcs11WrapMechanism.AesKeyWrap) => new()
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
        foreach (string folder in (string[])[Folder, SampleFolder])
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }

        return ValueTask.CompletedTask;
    }
}
