using Microsoft.Extensions.DependencyInjection;

namespace FieldCrypt.EntityFrameworkCore.Infrastructure;

/// <summary>Puts our service around the one that the database provider registered.</summary>
internal static class ServiceDecorator
{
    /// <summary>Replaces the last registration by one that wraps what it makes, with the same lifetime.</summary>
    public static void Decorate<TService>(IServiceCollection services, Func<IServiceProvider, TService, TService> decorate)
        where TService : class
    {
        for (int i = services.Count - 1; i >= 0; i--)
        {
            ServiceDescriptor inner = services[i];
            if (inner.ServiceType != typeof(TService) || inner.IsKeyedService)
                continue;

            Func<IServiceProvider, object> create = FactoryOf(inner);
            services[i] = ServiceDescriptor.Describe(typeof(TService), provider => decorate(provider, (TService)create(provider)), inner.Lifetime);
            return;
        }

        throw new FieldCryptException(FieldCryptError.NotConfigured,
            "UseFieldCrypt found no relational database provider. Call it after the provider: options.UseSqlite(...).UseFieldCrypt(services).");
    }

    private static Func<IServiceProvider, object> FactoryOf(ServiceDescriptor inner)
    {
        if (inner.ImplementationFactory is { } factory)
            return factory;
        if (inner.ImplementationInstance is { } instance)
            return _ => instance;
        ObjectFactory create = ActivatorUtilities.CreateFactory(inner.ImplementationType!, Type.EmptyTypes);
        return provider => create(provider, null);
    }
}
