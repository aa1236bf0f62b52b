using System.Text;
using FieldCrypt.Backends.Tests;
using FieldCrypt.Pkcs11;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

[assembly: AssemblyFixture(typeof(NssToken))]

namespace FieldCrypt.Backends.Tests;

/// <summary>The software token of NSS with a private database for this run: a module of another make than SoftHSM2.</summary>
public sealed class NssToken : IAsyncLifetime
{
    private const string Label = "NSS Certificate DB";
    private const string UserPin = "nss-user-pin";

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"fieldcrypt-nss-{Guid.NewGuid():N}");
    private string _library = "";
    private Pkcs11Module? _module;

    private string Parameters => $"configdir='sql:{_folder}' certPrefix='' keyPrefix='' secmod='secmod.db' flags=";

    public async ValueTask InitializeAsync()
    {
        _library = await SetupScript.RunAsync("setup-nss.sh");
        Directory.CreateDirectory(_folder);

        // Held for the whole run, so that its database is opened once.
        _module = Pkcs11Module.Acquire(_library, Parameters);
        ISlot slot = TokenSlot.Of(_module.Library, Label);
        using ISession session = slot.OpenSession(SessionType.ReadWrite);
        session.Login(CKU.CKU_SO, []);
        session.InitPin(Encoding.UTF8.GetBytes(UserPin));
        session.Logout();
    }

    /// <summary>Settings for a key label that no other test uses.</summary>
    public Pkcs11Options Options(Pkcs11WrapMechanism mechanism) => new()
    {
        Library = _library,
        ModuleParameters = Parameters,
        TokenLabel = Label,
        Pin = Pkcs11Pin.FromCallback(static () => Encoding.UTF8.GetBytes(UserPin)),
        KeyLabel = $"kek-{Guid.NewGuid():N}",
        WrapMechanism = mechanism,
        KeyLookupInterval = TimeSpan.Zero,
    };

    public ValueTask DisposeAsync()
    {
        _module?.Release();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
