using FieldCrypt;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Sets up the embedded key store.</summary>
public static class EmbeddedKeyStoreBuilderExtensions
{
    /// <summary>
    /// Takes key-encryption keys and branch keys from an embedded key store: nothing to install. With nothing else given
    /// the store is made at first use, its root key in a key file beside it (<c>path.key</c>, mode 0600). The store is
    /// opened by the first key that is needed; it is an <see cref="EmbeddedKeyStore"/> among the application's services.
    /// </summary>
    /// <param name="keys">The builder.</param>
    /// <param name="path">The file; a relative path counts from the current directory.</param>
    /// <param name="configure">Changes the settings: root key, alias, rotation period.</param>
    public static FieldCryptBuilder UseEmbeddedKeyStore(this FieldCryptBuilder keys, string path, Action<EmbeddedKeyStoreOptions>? configure = null)
        => keys.UseEmbeddedKeyStore(path, (_, options) => configure?.Invoke(options));

    /// <inheritdoc cref="UseEmbeddedKeyStore(FieldCryptBuilder, string, Action{EmbeddedKeyStoreOptions}?)"/>
    /// <param name="keys">The builder.</param>
    /// <param name="path">The file; a relative path counts from the current directory.</param>
    /// <param name="configure">Changes the settings with help of the application's services, such as its configuration.</param>
    public static FieldCryptBuilder UseEmbeddedKeyStore(this FieldCryptBuilder keys, string path, Action<IServiceProvider, EmbeddedKeyStoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(configure);

        // Keyed by an object of its own, so that several stores can be set up and each backend finds its own.
        object serviceKey = new();
        keys.Services.AddKeyedSingleton(serviceKey, (services, _) =>
        {
            var options = new EmbeddedKeyStoreOptions
            {
                Principal = keys.Options.Principal,
                TimeProvider = keys.Options.TimeProvider,
                AuditSinks = [.. services.GetServices<IAuditSink>()],
            };
            configure(services, options);
            return new EmbeddedKeyStore(path, options);
        });
        keys.Services.AddSingleton(services => services.GetRequiredKeyedService<EmbeddedKeyStore>(serviceKey));
        return keys.UseBackend(services => services.GetRequiredKeyedService<EmbeddedKeyStore>(serviceKey).GetBackend());
    }

    /// <summary>Keeps branch keys in a single file, beside a key backend that lives elsewhere.</summary>
    /// <param name="keys">The builder.</param>
    /// <param name="path">The file, made where it is missing; a relative path counts from the current directory.</param>
    public static FieldCryptBuilder UseEmbeddedBranchKeyStore(this FieldCryptBuilder keys, string path)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentException.ThrowIfNullOrEmpty(path);
        keys.Services.AddSingleton(_ => new EmbeddedBranchKeyStore(path, timeProvider: keys.Options.TimeProvider));
        return keys.UseBranchKeyStore(services => services.GetRequiredService<EmbeddedBranchKeyStore>());
    }
}
