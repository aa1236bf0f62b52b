using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace FieldCrypt;

/// <summary>
/// A key backend whose transient failures are tried again, few times and jittered, and which fails at once while its
/// place is down (circuit breaker). What another attempt cannot change (a refused PIN, denied access, a disabled key, a
/// changed ciphertext) is never tried again and does not count against the circuit. Thread-safe.
/// </summary>
public sealed class ResilientKeyBackend : IKeyBackend
{
    private readonly IKeyBackend _inner;
    private readonly KeyBackendResilience _options;
    private readonly ResiliencePipeline _pipeline;

    /// <summary>Makes a backend that calls another.</summary>
    /// <param name="inner">The backend called; not disposed.</param>
    /// <param name="options">The settings; copied.</param>
    /// <param name="timeProvider">The clock; by default the system's.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.InvalidArgument"/>: an option is out of range.</exception>
    public ResilientKeyBackend(IKeyBackend inner, KeyBackendResilience? options = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        _inner = inner;
        _options = (options ?? new KeyBackendResilience()) with { };
        _options.Validate();
        _pipeline = BuildPipeline(_options, inner.Provider, timeProvider ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public string Provider => _inner.Provider;

    /// <inheritdoc/>
    public string KeyName => _inner.KeyName;

    /// <inheritdoc/>
    public ValueTask<DataKey> GenerateDataKeyAsync(EncryptionContext context, CancellationToken cancellationToken)
        => CallAsync("GenerateDataKey", token => _inner.GenerateDataKeyAsync(context, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<WrappedKey> WrapKeyAsync(KeyMaterial key, EncryptionContext context, CancellationToken cancellationToken)
        => CallAsync("WrapKey", token => _inner.WrapKeyAsync(key, context, token), cancellationToken);

    /// <inheritdoc/>
    public KeyTrust Trusts(WrappedKey wrapped) => _inner.Trusts(wrapped);

    /// <inheritdoc/>
    public ValueTask<KeyMaterial> UnwrapKeyAsync(WrappedKey wrapped, EncryptionContext context, CancellationToken cancellationToken)
        => CallAsync("UnwrapKey", token => _inner.UnwrapKeyAsync(wrapped, context, token), cancellationToken);

    /// <inheritdoc/>
    public bool CanRewrapKeys => _inner.CanRewrapKeys;

    /// <inheritdoc/>
    public ValueTask<WrappedKey> RewrapKeyAsync(WrappedKey wrapped, EncryptionContext context, CancellationToken cancellationToken)
        => CallAsync("RewrapKey", token => _inner.RewrapKeyAsync(wrapped, context, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<KeyDescription> DescribeKeyAsync(CancellationToken cancellationToken)
        => CallAsync("DescribeKey", _inner.DescribeKeyAsync, cancellationToken);

    private async ValueTask<T> CallAsync<T>(string operation, Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            // An attempt ends in time even if the backend does not watch its token, and a key that it returns later is zeroed.
            return await _pipeline.ExecuteAsync(
                static async (call, token) => await call(token).AsTask().WaitOrDisposeAsync(token).ConfigureAwait(false), call, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutRejectedException exception)
        {
            throw new FieldCryptException(FieldCryptError.BackendTimeout,
                $"The key backend {Provider} did not answer {operation} for key {KeyName} in {_options.MaximumAttempts} attempts of {_options.AttemptTimeout.TotalSeconds:0.###} s. Nothing was written; try again when it is reachable.", exception)
            { KeyId = KeyName };
        }
        catch (BrokenCircuitException exception)
        {
            throw new FieldCryptException(FieldCryptError.BackendUnavailable,
                $"The key backend {Provider} failed too often lately, so {operation} for key {KeyName} was not tried (circuit open for {_options.BreakDuration.TotalSeconds:0.###} s). Nothing was written; it recovers by itself, try again.", exception)
            { KeyId = KeyName };
        }
    }

    private static bool IsTransient(Exception? exception) => exception is FieldCryptException { IsTransient: true } or TimeoutRejectedException;

    private static ResiliencePipeline BuildPipeline(KeyBackendResilience options, string provider, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (options.MaximumAttempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = static arguments => ValueTask.FromResult(IsTransient(arguments.Outcome.Exception)),
                MaxRetryAttempts = options.MaximumAttempts - 1,
                Delay = options.BaseDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                OnRetry = _ =>
                {
                    FieldCryptMeter.BackendRetries.Add(1, new KeyValuePair<string, object?>("provider", provider));
                    return default;
                },
            });
        }

        return builder
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = static arguments => ValueTask.FromResult(IsTransient(arguments.Outcome.Exception)),
                FailureRatio = options.FailureRatio,
                MinimumThroughput = options.MinimumThroughput,
                SamplingDuration = options.SamplingDuration,
                BreakDuration = options.BreakDuration,
            })
            .AddTimeout(options.AttemptTimeout)
            .Build();
    }
}
