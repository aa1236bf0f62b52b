using FieldCrypt;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Sets up key backends on a network. For authors of key backends.</summary>
public static class RemoteKeysBuilderExtensions
{
    /// <summary>
    /// Adds a remote key backend, whose transient failures are tried again and which fails at once while its place is
    /// down (<see cref="ResilientKeyBackend"/>).
    /// </summary>
    /// <param name="keys">What AddFieldCrypt configures.</param>
    /// <param name="factory">Makes the backend, which stays the caller's to dispose.</param>
    /// <param name="resilience">How often and how long; null takes the defaults.</param>
    public static FieldCryptBuilder UseRemoteBackend(this FieldCryptBuilder keys, Func<IServiceProvider, IKeyBackend> factory, KeyBackendResilience? resilience = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return keys.UseBackend(services => new ResilientKeyBackend(factory(services), resilience, keys.Options.TimeProvider));
    }

    /// <summary>As the other overload, for a backend that the service provider disposes, after the key ring that uses it.</summary>
    /// <typeparam name="T">The backend's type.</typeparam>
    /// <param name="keys">What AddFieldCrypt configures.</param>
    /// <param name="make">Makes the backend; called once for each service provider.</param>
    /// <param name="resilience">How often and how long; null takes the defaults.</param>
    public static FieldCryptBuilder UseRemoteBackend<T>(this FieldCryptBuilder keys, Func<T> make, KeyBackendResilience? resilience = null)
        where T : class, IKeyBackend
    {
        ArgumentNullException.ThrowIfNull(keys);
        // Keyed by an object of its own, so that several backends of one type can be set up.
        object serviceKey = new();
        keys.Services.AddKeyedSingleton(serviceKey, (_, _) => make());
        return keys.UseRemoteBackend(services => services.GetRequiredKeyedService<T>(serviceKey), resilience);
    }
}
