using FieldCrypt;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds FieldCrypt's health check and key maintenance to a hosted application.</summary>
public static class FieldCryptHostingExtensions
{
    /// <summary>Adds a health check of the application's <see cref="KeyRing"/>; see <see cref="KeyRingHealthCheck"/>.</summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="failureStatus">The status when keys cannot be had; <see langword="null"/> for unhealthy.</param>
    /// <param name="tags">Tags to filter checks by.</param>
    /// <param name="timeout">How long the check may take; <see langword="null"/> for no limit beyond the key ring's own.</param>
    public static IHealthChecksBuilder AddFieldCrypt(this IHealthChecksBuilder builder, string name = "fieldcrypt", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(name, static services => new KeyRingHealthCheck(services.GetRequiredService<KeyRing>()), failureStatus, tags, timeout));
    }

    /// <summary>Adds a background service that rewraps branch keys when that is due; see <see cref="KeyMaintenanceService"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Changes the settings.</param>
    public static IServiceCollection AddFieldCryptMaintenance(this IServiceCollection services, Action<KeyMaintenanceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = new KeyMaintenanceOptions();
        configure?.Invoke(options);
        services.AddSingleton(provider => new KeyMaintenanceService(provider.GetRequiredService<KeyRing>(), options, provider.GetRequiredService<ILogger<KeyMaintenanceService>>(), provider.GetService<TimeProvider>()));
        return services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<KeyMaintenanceService>());
    }
}
