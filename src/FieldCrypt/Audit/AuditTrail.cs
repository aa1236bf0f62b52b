namespace FieldCrypt;

/// <summary>
/// Hands events to every sink, stamped with time and principal: of a use of a key one event after it, of an
/// administrative change an intent before it and its outcome after it. Where the intent cannot be written nothing is
/// changed. For administrations of keys, also those outside this library. Thread-safe.
/// </summary>
public sealed class AuditTrail
{
    private readonly IReadOnlyList<IAuditSink> _sinks;
    private readonly string _principal;
    private readonly TimeProvider _time;

    /// <summary>Makes a trail.</summary>
    /// <param name="sinks">Where events go, in this order; none keeps no trail.</param>
    /// <param name="principal">Who acts; <see langword="null"/> takes the default of a key ring.</param>
    /// <param name="time">The clock; <see langword="null"/> for the system's.</param>
    public AuditTrail(IReadOnlyList<IAuditSink> sinks, string? principal = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(sinks);
        _sinks = [.. sinks];
        _principal = principal ?? AuditPrincipal.Default;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>
    /// Writes the intent, makes the change, and writes its outcome: <see cref="AuditOutcome.Success"/>, what the change set
    /// on its <see cref="AuditedChange"/>, or the name of its error.
    /// </summary>
    /// <typeparam name="T">What the change gives.</typeparam>
    /// <param name="change">What is going to be done.</param>
    /// <param name="apply">Makes the change. What it learns of key, version and context it sets on its argument.</param>
    /// <param name="cancellationToken">Lets the caller go; a change that began is finished, and its outcome recorded.</param>
    /// <exception cref="FieldCryptException">
    /// <see cref="FieldCryptError.AuditUnavailable"/>: the intent cannot be written and nothing was changed, or the change
    /// failed and that cannot be written; <see cref="FieldCryptError.ChangeNotRecorded"/>: the change took effect, yet its
    /// outcome cannot be written. Otherwise what <paramref name="apply"/> throws.
    /// </exception>
    public Task<T> ChangeAsync<T>(AuditedChange change, Func<AuditedChange, Task<T>> apply, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(apply);
        return cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<T>(cancellationToken)
            : RunAsync(change, apply).WaitAsync(cancellationToken);
    }

    /// <inheritdoc cref="ChangeAsync{T}(AuditedChange, Func{AuditedChange, Task{T}}, CancellationToken)"/>
    public Task ChangeAsync(AuditedChange change, Func<AuditedChange, Task> apply, CancellationToken cancellationToken = default)
        => ChangeAsync(change, async made =>
        {
            await apply(made).ConfigureAwait(false);
            return true;
        }, cancellationToken);

    /// <summary>Writes one event about a use of a key, after it.</summary>
    /// <param name="operation">What, for example <c>Decrypt</c>.</param>
    /// <param name="keyId">The key; empty where none is known.</param>
    /// <param name="keyVersion">Its version or generation; empty where there is none.</param>
    /// <param name="context">The encryption context.</param>
    /// <param name="outcome">See <see cref="AuditOutcome"/>.</param>
    /// <param name="by">Who acted; <see langword="null"/> for the trail's principal.</param>
    public ValueTask WriteAsync(string operation, string keyId, string keyVersion, EncryptionContext context, string outcome, string? by = null)
        => WriteAsync(new AuditedChange(operation, keyId, keyVersion, context) { Id = "" }, outcome, by);

    /// <summary>Writes an intent, for changes of many outcomes; see <see cref="EndAsync"/>.</summary>
    /// <param name="change">What is going to be done.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.AuditUnavailable"/>: nothing may be changed.</exception>
    public async Task BeginAsync(AuditedChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        for (int i = 0; i < _sinks.Count; i++)
        {
            try
            {
                await _sinks[i].WriteAsync(ToEvent(change, AuditOutcome.Intent), CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                throw AuditErrors.IntentNotWritten(change, await TakeBackAsync(change, i, exception).ConfigureAwait(false));
            }
        }
    }

    /// <summary>Writes an outcome of a change that took effect as it says.</summary>
    /// <param name="change">What was done.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.ChangeNotRecorded"/>.</exception>
    public async Task EndAsync(AuditedChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        try
        {
            await WriteAsync(change, change.Outcome).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            throw AuditErrors.OutcomeNotWritten(change, exception);
        }
    }

    private async Task<T> RunAsync<T>(AuditedChange change, Func<AuditedChange, Task<T>> apply)
    {
        await BeginAsync(change).ConfigureAwait(false);
        T result;
        try
        {
            result = await apply(change).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await FailAsync(change, exception).ConfigureAwait(false);
            throw;
        }

        await EndAsync(change).ConfigureAwait(false);
        return result;
    }

    private async Task FailAsync(AuditedChange change, Exception failure)
    {
        try
        {
            await WriteAsync(change, AuditOutcome.Of(failure)).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // A change within this one that took effect and could not be recorded says so already, and more.
            if (failure is not FieldCryptException { Error: FieldCryptError.ChangeNotRecorded })
                throw AuditErrors.FailureNotWritten(change, failure, exception);
        }
    }

    /// <summary>Tells the sinks that took an intent which another one did not that nothing comes of it.</summary>
    private async Task<Exception> TakeBackAsync(AuditedChange change, int count, Exception refusal)
    {
        var refusals = new List<Exception> { refusal };
        foreach (IAuditSink sink in _sinks.Take(count))
        {
            try
            {
                await sink.WriteAsync(ToEvent(change, nameof(FieldCryptError.AuditUnavailable)), CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                refusals.Add(exception);
            }
        }

        return refusals.Count == 1 ? refusal : new AggregateException(refusals);
    }

    // Not the caller's token: what happened is recorded even if the caller no longer waits.
    private async ValueTask WriteAsync(AuditedChange change, string outcome, string? by = null)
    {
        if (_sinks.Count == 0)
            return;
        AuditEvent auditEvent = ToEvent(change, outcome, by);
        foreach (IAuditSink sink in _sinks)
            await sink.WriteAsync(auditEvent, CancellationToken.None).ConfigureAwait(false);
    }

    private AuditEvent ToEvent(AuditedChange change, string outcome, string? by = null) => new()
    {
        Time = _time.GetUtcNow(),
        Principal = by ?? _principal,
        Operation = change.Operation,
        KeyId = change.KeyId,
        KeyVersion = change.KeyVersion,
        Context = change.Context.ToString(),
        Outcome = outcome,
        ChangeId = change.Id,
    };
}
