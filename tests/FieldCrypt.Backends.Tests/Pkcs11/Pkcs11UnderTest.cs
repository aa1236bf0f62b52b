using FieldCrypt.Pkcs11;

namespace FieldCrypt.Backends.Tests;

/// <summary>A fresh key on a PKCS#11 token.</summary>
internal sealed class Pkcs11UnderTest : BackendUnderTest
{
    private readonly Pkcs11Backend _backend;
    private readonly Pkcs11Backend _unknown;

    private Pkcs11UnderTest(Pkcs11Options options, Pkcs11KeyAdministration administration)
    {
        Administration = administration;
        Connector = new FaultyConnector(new TokenConnector(options));
        _backend = new Pkcs11Backend(options, Connector);
        options.KeyLabel = $"none-{Guid.NewGuid():N}";
        _unknown = new Pkcs11Backend(options);
    }

    public Pkcs11KeyAdministration Administration { get; }

    public FaultyConnector Connector { get; }

    public override IKeyBackend Backend => _backend;

    public override IKeyBackend UnderUnknownKey => _unknown;

    public override string UnknownKeyId => "pkcs11:token=fieldcrypt;object=none-such;type=secret-key";

    public override Task CallWaits => Connector.CallWaits.Task;

    public static async Task<Pkcs11UnderTest> StartAsync(Pkcs11Options options)
    {
        var administration = new Pkcs11KeyAdministration(options);
        await administration.CreateKeyAsync();
        return new Pkcs11UnderTest(options, administration);
    }

    public override Task RotateAsync() => Administration.RotateKeyAsync();

    public override async Task DisableAsync() => await Administration.DisableVersionAsync("00000001");

    public override async Task EnableAsync() => await Administration.EnableVersionAsync("00000001");

    public override void Stall() => Connector.Stall();

    public override void Resume() => Connector.Resume();

    public override ValueTask DisposeAsync()
    {
        Connector.Resume();
        _backend.Dispose();
        _unknown.Dispose();
        Administration.Dispose();
        return ValueTask.CompletedTask;
    }
}
