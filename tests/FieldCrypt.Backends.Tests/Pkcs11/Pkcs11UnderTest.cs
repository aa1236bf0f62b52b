using FieldCrypt.Pkcs11;

namespace FieldCrypt.Backends.Tests;

/// <summary>A fresh key on a PKCS#11 token.</summary>
internal sealed class Pkcs11UnderTest : BackendUnderTest
{
    private readonly Pkcs11Backend _backend;
    private readonly Pkcs11Backend _unknown;
    private readonly Pkcs11Options _options;
    private readonly List<IDisposable> _others = [];

    private Pkcs11UnderTest(Pkcs11Options options, Pkcs11KeyAdministration administration)
    {
        Administration = administration;
        _options = options.Validated();
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

    public override IEnumerable<string> Requests => Connector.Labels;

    public override string NameInRequests(string keyId) => KekUri.LabelOf(keyId)!;

    public override async Task<IKeyBackend> UnderOtherKeyAsync()
    {
        // NSS keeps one secret key of a CKA_ID, whatever its label: the other key takes the place of this one's first version.
        await RotateAsync();
        Pkcs11Options options = _options.Validated();
        options.KeyLabel = $"other-{Guid.NewGuid():N}";
        var administration = new Pkcs11KeyAdministration(options);
        _others.Add(administration);
        await administration.CreateKeyAsync();
        return Kept(new Pkcs11Backend(options));
    }

    public override IKeyBackend Trusting(string keyId)
    {
        Pkcs11Options options = _options.Validated();
        options.AdditionalKeys.Add(KekUri.LabelOf(keyId)!);
        return Kept(new Pkcs11Backend(options));
    }

    public override Task RotateAsync() => Administration.RotateKeyAsync();

    public override async Task DisableAsync() => await Administration.DisableVersionAsync("00000001");

    public override async Task EnableAsync() => await Administration.EnableVersionAsync("00000001");

    public override void Stall() => Connector.Stall();

    public override void Resume() => Connector.Resume();

    public override ValueTask DisposeAsync()
    {
        Connector.Resume();
        _others.ForEach(static other => other.Dispose());
        _backend.Dispose();
        _unknown.Dispose();
        Administration.Dispose();
        return ValueTask.CompletedTask;
    }

    private Pkcs11Backend Kept(Pkcs11Backend backend)
    {
        _others.Add(backend);
        return backend;
    }
}
