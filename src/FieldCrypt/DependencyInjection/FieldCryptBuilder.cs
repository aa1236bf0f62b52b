using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FieldCrypt;

/// <summary>
/// What <c>AddFieldCrypt</c> configures: key backends, branch key store, audit sinks and settings of one key ring. Each
/// backend package adds its own <c>Use…</c> extension method. Not thread-safe.
/// </summary>
public sealed class FieldCryptBuilder
{
    private readonly List<Func<IServiceProvider, IKeyBackend>> _backends = [];
    private Func<IServiceProvider, IBranchKeyStore>? _branchKeyStore;

    internal FieldCryptBuilder(IServiceCollection services) => Services = services;

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The settings.</summary>
    public KeyRingOptions Options { get; } = new();

    /// <summary>Adds a key backend. The first makes keys; every one wraps them, so that each alone opens them.</summary>
    /// <param name="factory">Makes the backend; the service provider disposes what it makes itself only.</param>
    public FieldCryptBuilder UseBackend(Func<IServiceProvider, IKeyBackend> factory)
    {
        _backends.Add(factory);
        return this;
    }

    /// <summary>Sets where branch keys are kept; the last call counts.</summary>
    /// <param name="factory">Makes the store.</param>
    public FieldCryptBuilder UseBranchKeyStore(Func<IServiceProvider, IBranchKeyStore> factory)
    {
        _branchKeyStore = factory;
        return this;
    }

    /// <summary>Adds an audit sink: a singleton of the application's services, which dispose it.</summary>
    /// <param name="factory">Makes the sink.</param>
    public FieldCryptBuilder UseAudit(Func<IServiceProvider, IAuditSink> factory)
    {
        Services.AddSingleton(factory);
        return this;
    }

    /// <summary>Takes each new record's data key from the backend itself: one call per record.</summary>
    public FieldCryptBuilder UseDirectDataKeys()
    {
        Options.DataKeys = DataKeyMode.Direct;
        return this;
    }

    /// <summary>Changes the settings.</summary>
    /// <param name="configure">Changes them.</param>
    public FieldCryptBuilder Configure(Action<KeyRingOptions> configure)
    {
        configure(Options);
        return this;
    }

    internal KeyRing Build(IServiceProvider services)
    {
        IKeyBackend[] backends = [.. _backends.Select(factory => factory(services))];
        IBranchKeyStore? store = _branchKeyStore?.Invoke(services) ?? backends.OfType<IBranchKeyStore>().FirstOrDefault();
        return new KeyRing(Options, backends, store, [.. services.GetServices<IAuditSink>()], services.GetService<ILoggerFactory>());
    }
}
