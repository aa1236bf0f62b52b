using FieldCrypt;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds FieldCrypt to an application's services.</summary>
public static class FieldCryptServiceCollectionExtensions
{
    /// <summary>Adds a <see cref="KeyRing"/> as a singleton, made when it is first asked for and disposed with the service provider.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets up at least a key backend, for example <c>keys.UseEmbeddedKeyStore("keys.fck")</c>.</param>
    /// <exception cref="InvalidOperationException">FieldCrypt was added already.</exception>
    public static IServiceCollection AddFieldCrypt(this IServiceCollection services, Action<FieldCryptBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        if (services.Any(static service => service.ServiceType == typeof(KeyRing)))
            throw new InvalidOperationException("AddFieldCrypt was called twice. Call it once and add every backend there.");

        var builder = new FieldCryptBuilder(services);
        configure(builder);
        return services.AddSingleton(builder.Build);
    }
}
