using FieldCrypt.Tests.EmbeddedKeys;
using FieldCrypt.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace FieldCrypt.Tests.KeyPolicies;

/// <summary>One store file, opened by several principals, as their own processes would.</summary>
public sealed class KeyStoreAs : IDisposable
{
    public const string Key = "alias/fieldcrypt";

    private readonly StoreFolder _folder = new();
    private readonly List<IDisposable> _open = [];

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.Parse("2026-01-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture));

    public RecordingAuditSink Audit { get; } = new();

    public string Path => _folder.StorePath;

    public EmbeddedKeyStore Open(string principal)
    {
        var store = new EmbeddedKeyStore(Path, new EmbeddedKeyStoreOptions { Principal = principal, AuditSinks = [Audit], TimeProvider = Clock });
        _open.Add(store);
        return store;
    }

    /// <summary>A key ring of a principal, as in a process of its own.</summary>
    public KeyRing Ring(string principal)
    {
        EmbeddedKeyBackend backend = Open(principal).GetBackend();
        var ring = new KeyRing(new KeyRingOptions { Name = $"{principal}-{Guid.NewGuid():N}", Principal = principal, TimeProvider = Clock }, [backend], backend, [Audit]);
        _open.Insert(0, ring);
        return ring;
    }

    public void Dispose()
    {
        foreach (IDisposable open in _open)
            open.Dispose();
        _folder.Dispose();
    }
}
