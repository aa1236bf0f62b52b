using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FieldCrypt;

/// <summary>
/// Whether keys can be had: asks every key backend for its key-encryption key, reads the branch key store, and opens one
/// branch key. Healthy if all is well; degraded if a backend, a key or a row of the store is out of order while others open; otherwise
/// the registration's failure status. Its data hold no secret, no context and no key byte. Thread-safe.
/// </summary>
/// <param name="keyRing">The key ring.</param>
public sealed class KeyRingHealthCheck(KeyRing keyRing) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        KeyRingStatus status = await keyRing.InspectAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyDictionary<string, object> data = DataOf(status);
        FieldCryptException? failure = status.StoreFailure ?? status.OpenFailure;
        if (failure is not null || !status.Backends.Any(static backend => backend.IsUsable))
        {
            failure ??= status.Backends.Select(static backend => backend.Failure).FirstOrDefault(static failed => failed is not null);
            return new HealthCheckResult(context.Registration.FailureStatus, failure?.Message ?? "No key backend has a key that can be used.", failure, data);
        }

        string[] unusable = [.. status.Backends.Where(static backend => !backend.IsUsable).Select(static backend => $"{backend.Provider}:{backend.KeyName}")];
        if (unusable.Length == 0 && status.PassedOver is [var passedOver, ..])
            return HealthCheckResult.Degraded($"{status.PassedOver.Count} rows of the branch key store cannot be used; the first: {passedOver.Cause.Message}", passedOver.Cause, data);
        return unusable.Length > 0
            ? HealthCheckResult.Degraded($"Stored values are read, but branch keys cannot be made or rewrapped: {string.Join(", ", unusable)} cannot be used.", status.Backends.First(static backend => !backend.IsUsable).Failure, data)
            : HealthCheckResult.Healthy("Key backends answer and branch keys open.", data);
    }

    private static Dictionary<string, object> DataOf(KeyRingStatus status)
    {
        var data = new Dictionary<string, object>();
        foreach (KeyBackendStatus backend in status.Backends)
        {
            data[$"backend {backend.Provider}:{backend.KeyName}"] = backend.Key is { } key
                ? string.Create(CultureInfo.InvariantCulture, $"{key.State}, version {(key.KeyVersion.Length == 0 ? "untold" : key.KeyVersion)}")
                : backend.Failure!.Error.ToString();
        }

        data["branch keys"] = status.BranchKeys.Count;
        data["branch keys passed over"] = status.PassedOver.Count;
        data["branch keys due"] = status.BranchKeys.Count(static key => key.IsDue);
        data["branch keys to rewrap"] = status.BranchKeys.Count(static key => key.IsRewrapDue);
        if (status.BranchKeys.FirstOrDefault(key => key.Key.Id == status.Opened) is { } opened)
        {
            data["opened branch key"] = opened.Key.Id.ToString();
            data["opened branch key made"] = opened.Key.CreatedAt;
            data["opened branch key due"] = opened.DueAt;
        }

        return data;
    }
}
