using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FieldCrypt;

/// <summary>
/// Rewraps branch keys in the background once a key-encryption key was rotated or a backend was added, so that older
/// versions of it can be retired (PCI DSS 3.7.5). No value is touched; several processes may run it at once. A failure is
/// logged and tried again at the next look.
/// </summary>
public sealed partial class KeyMaintenanceService : BackgroundService
{
    private readonly KeyRing _keyRing;
    private readonly KeyMaintenanceOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<KeyMaintenanceService> _logger;

    /// <summary>Makes the service.</summary>
    /// <param name="keyRing">The key ring.</param>
    /// <param name="options">The settings; copied.</param>
    /// <param name="logger">The logger.</param>
    /// <param name="timeProvider">The clock; <see langword="null"/> for the system's.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.InvalidArgument"/>: an option is out of range.</exception>
    public KeyMaintenanceService(KeyRing keyRing, KeyMaintenanceOptions options, ILogger<KeyMaintenanceService> logger, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(keyRing);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _keyRing = keyRing;
        _options = options with { };
        _logger = logger;
        _time = timeProvider ?? TimeProvider.System;
    }

    /// <summary>Looks once and rewraps what is due. A key that is damaged or cannot be opened is logged and stops no other.</summary>
    /// <param name="cancellationToken">Cancels between two keys.</param>
    /// <returns>How many branch keys were rewrapped; 0 without a branch key store.</returns>
    /// <exception cref="FieldCryptException">A backend or the store failed; keys done before stay done.</exception>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken = default)
    {
        if (_keyRing.BranchKeys is null)
            return 0;
        BranchKeyRewrapResult result = await _keyRing.BranchKeys.RewrapDueAsync(cancellationToken).ConfigureAwait(false);
        if (result.Rewrapped > 0)
            Rewrapped(_logger, result.Rewrapped);
        foreach (BranchKeyFailure failure in result.PassedOver)
            PassedOver(_logger, failure.Id?.ToString() ?? "unknown", failure.Cause.Error.ToString(), failure.Cause);
        return result.Rewrapped;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_options.Interval, _time);
        do
        {
            try
            {
                await RunOnceAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (FieldCryptException exception)
            {
                Failed(_logger, exception.Error.ToString(), exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    [LoggerMessage(20, LogLevel.Information, "{Count} branch keys were rewrapped under the current key-encryption keys", EventName = "BranchKeysRewrapped")]
    private static partial void Rewrapped(ILogger logger, int count);

    [LoggerMessage(22, LogLevel.Warning, "Branch key {Id} was passed over when branch keys were rewrapped: {Error}", EventName = "BranchKeyPassedOver")]
    private static partial void PassedOver(ILogger logger, string id, string error, Exception exception);

    [LoggerMessage(21, LogLevel.Warning, "Branch keys could not be rewrapped: {Error}. It is tried again at the next look", EventName = "RewrapFailed")]
    private static partial void Failed(ILogger logger, string error, Exception exception);
}
