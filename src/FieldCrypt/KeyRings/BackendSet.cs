using System.Diagnostics;

namespace FieldCrypt;

/// <summary>
/// The configured backends as one: the first makes keys and all wrap them, so that each alone opens them. A stored key goes
/// only to a backend that trusts the key-encryption key it names. Every call is bounded in time, measured and audited.
/// Thread-safe.
/// </summary>
internal sealed class BackendSet(IReadOnlyList<IKeyBackend> backends, TimeSpan timeout, TimeProvider time, AuditTrail audit, string keyRing = "")
{
    public IReadOnlyList<IKeyBackend> Backends => backends;

    /// <summary>Makes a key, wrapped under every backend's key-encryption key.</summary>
    public async Task<(KeyMaterial Key, IReadOnlyList<WrappedKey> WrappedKeys)> GenerateAsync(EncryptionContext context, CancellationToken cancellationToken)
    {
        IKeyBackend first = backends[0];
        DataKey dataKey = await CallAsync(first, "GenerateDataKey", first.KeyName, context,
            async token => RequireLength(await first.GenerateDataKeyAsync(context, token).ConfigureAwait(false)), static made => NameOf(made.Wrapped), cancellationToken).ConfigureAwait(false);
        try
        {
            var wrappedKeys = new List<WrappedKey> { dataKey.Wrapped };
            wrappedKeys.AddRange(await WrapAsync(dataKey.Plaintext, context, backends.Skip(1), cancellationToken).ConfigureAwait(false));
            return (dataKey.Plaintext, wrappedKeys);
        }
        catch
        {
            dataKey.Dispose();
            throw;
        }
    }

    /// <summary>Opens a key by the first backend that can.</summary>
    public Task<KeyMaterial> UnwrapAsync(IReadOnlyList<WrappedKey> wrappedKeys, EncryptionContext context, CancellationToken cancellationToken)
        => ByFirstAbleAsync("UnwrapKey", wrappedKeys, context, (backend, wrapped) => CallAsync(backend, "UnwrapKey", wrapped.KeyId, context,
            async token => RequireLength(await backend.UnwrapKeyAsync(wrapped, context, token).ConfigureAwait(false), wrapped), _ => NameOf(wrapped), cancellationToken));

    /// <summary>
    /// Wraps a wrapped key anew under every backend's key-encryption key. One backend alone that rewraps inside its place
    /// does so, and the key is never in clear here; several must all wrap the same key, so it is unwrapped first.
    /// </summary>
    public async Task<IReadOnlyList<WrappedKey>> RewrapAsync(IReadOnlyList<WrappedKey> wrappedKeys, EncryptionContext context, CancellationToken cancellationToken)
    {
        if (backends is [{ CanRewrapKeys: true }])
        {
            return [await ByFirstAbleAsync("RewrapKey", wrappedKeys, context, (backend, wrapped) => CallAsync(backend, "RewrapKey", wrapped.KeyId, context,
                token => backend.RewrapKeyAsync(wrapped, context, token), NameOf, cancellationToken)).ConfigureAwait(false)];
        }

        using KeyMaterial key = await UnwrapAsync(wrappedKeys, context, cancellationToken).ConfigureAwait(false);
        return await WrapAsync(key, context, backends, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks every backend for its key; a look is no use of it, and leaves no trace in the audit trail.</summary>
    public async Task<IReadOnlyList<KeyBackendStatus>> DescribeAsync(CancellationToken cancellationToken)
    {
        var statuses = new List<KeyBackendStatus>();
        foreach (IKeyBackend backend in backends)
        {
            try
            {
                KeyDescription key = await CallAsync(backend, "DescribeKey", backend.KeyName, EncryptionContext.Empty,
                    backend.DescribeKeyAsync, static key => (key.KeyId, key.KeyVersion), cancellationToken, isUse: false).ConfigureAwait(false);
                statuses.Add(new KeyBackendStatus(backend.Provider, backend.KeyName, key, null));
            }
            catch (FieldCryptException exception)
            {
                statuses.Add(new KeyBackendStatus(backend.Provider, backend.KeyName, null, exception));
            }
        }

        return statuses;
    }

    /// <summary>Tries each wrapping with each backend of its kind that trusts it, until one succeeds.</summary>
    private async Task<T> ByFirstAbleAsync<T>(string operation, IReadOnlyList<WrappedKey> wrappedKeys, EncryptionContext context, Func<IKeyBackend, WrappedKey, Task<T>> call)
    {
        FieldCryptException? failure = null;
        FieldCryptException? refusal = null;
        foreach (WrappedKey wrapped in wrappedKeys)
        {
            foreach (IKeyBackend backend in backends)
            {
                if (backend.Provider != wrapped.Provider)
                    continue;
                if (backend.Trusts(wrapped) == KeyTrust.NotTrusted)
                {
                    refusal ??= TrustedKeys.NotTrusted(backend, wrapped);
                    continue;
                }

                try
                {
                    return await call(backend, wrapped).ConfigureAwait(false);
                }
                catch (FieldCryptException exception) when (exception.Error == FieldCryptError.KeyNotTrusted)
                {
                    refusal ??= exception;
                }
                catch (FieldCryptException exception)
                {
                    // Another wrapping may do. What may pass is told before what will not.
                    failure = failure is { IsTransient: true } ? failure : exception;
                }
            }
        }

        if (failure is null && refusal is not null)
        {
            WrappedKey wrapped = wrappedKeys.First(wrapped => backends.Any(backend => backend.Provider == wrapped.Provider));
            await AuditAsync(operation, wrapped.Provider, wrapped.KeyId, wrapped.KeyVersion, context, refusal.Error.ToString()).ConfigureAwait(false);
        }

        throw failure ?? refusal ?? new FieldCryptException(FieldCryptError.KeyNotFound,
            $"The key is wrapped by {string.Join(", ", wrappedKeys)}, and no such key backend is set up (there is: {string.Join(", ", backends.Select(static backend => backend.Provider))}). Add that backend to AddFieldCrypt.")
        { KeyId = wrappedKeys.Count == 0 ? null : wrappedKeys[0].KeyId };
    }

    private async Task<IReadOnlyList<WrappedKey>> WrapAsync(KeyMaterial key, EncryptionContext context, IEnumerable<IKeyBackend> by, CancellationToken cancellationToken)
    {
        var wrappedKeys = new List<WrappedKey>();
        foreach (IKeyBackend backend in by)
        {
            wrappedKeys.Add(await CallAsync(backend, "WrapKey", backend.KeyName, context,
                token => backend.WrapKeyAsync(key, context, token), NameOf, cancellationToken).ConfigureAwait(false));
        }

        return wrappedKeys;
    }

    private async Task<T> CallAsync<T>(
        IKeyBackend backend,
        string operation,
        string keyId,
        EncryptionContext context,
        Func<CancellationToken, ValueTask<T>> call,
        Func<T, (string KeyId, string KeyVersion)> nameOf,
        CancellationToken cancellationToken,
        bool isUse = true)
    {
        using Activity? activity = FieldCryptActivities.StartBackendCall(operation, backend.Provider, keyRing);
        long start = time.GetTimestamp();
        string outcome = AuditOutcome.Success;
        string keyVersion = "";
        T? result = default;
        using var bounded = new CancellationTokenSource(timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(bounded.Token, cancellationToken);
        try
        {
            result = await call(linked.Token).AsTask().WaitOrDisposeAsync(linked.Token).ConfigureAwait(false);
            (keyId, keyVersion) = nameOf(result);
            return result;
        }
        catch (OperationCanceledException exception) when (bounded.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            outcome = nameof(FieldCryptError.BackendTimeout);
            throw new FieldCryptException(FieldCryptError.BackendTimeout,
                $"The key backend {backend.Provider} did not answer {operation} for key {StoredText.Clean(keyId, StoredText.MaximumKeyId)} within {timeout.TotalSeconds:0.###} s. Nothing was written; try again when it is reachable.", exception)
            { KeyId = keyId };
        }
        catch (FieldCryptException exception)
        {
            outcome = exception.Error.ToString();
            throw;
        }
        catch (OperationCanceledException)
        {
            outcome = "Cancelled";
            throw;
        }
        catch (Exception exception)
        {
            outcome = nameof(FieldCryptError.BackendUnavailable);
            throw new FieldCryptException(FieldCryptError.BackendUnavailable,
                $"The key backend {backend.Provider} failed {operation} for key {StoredText.Clean(keyId, StoredText.MaximumKeyId)} ({exception.GetType().Name}). Nothing was written; see the inner exception, and try again when it is reachable.", exception)
            { KeyId = keyId };
        }
        finally
        {
            if (outcome != AuditOutcome.Success)
                activity.Fail(outcome);
            var tags = new TagList([new("key_ring", keyRing), new("operation", operation), new("provider", backend.Provider)]);
            FieldCryptMeter.BackendDuration.Record(time.GetElapsedTime(start).TotalSeconds, tags);
            tags.Add("outcome", outcome);
            FieldCryptMeter.BackendCalls.Add(1, tags);

            // A refused key was not used; another backend may be the one that it belongs to.
            if (isUse && outcome != nameof(FieldCryptError.KeyNotTrusted))
                await AuditResultAsync().ConfigureAwait(false);
        }

        async Task AuditResultAsync()
        {
            try
            {
                await AuditAsync(operation, backend.Provider, keyId, keyVersion, context, outcome).ConfigureAwait(false);
            }
            catch
            {
                // No key without its trace.
                (result as IDisposable)?.Dispose();
                throw;
            }
        }
    }

    private ValueTask AuditAsync(string operation, string provider, string keyId, string keyVersion, EncryptionContext context, string outcome)
        => audit.WriteAsync(operation, $"{provider}:{StoredText.Clean(keyId, StoredText.MaximumKeyId)}", StoredText.Clean(keyVersion, 255), context.WithoutReserved(), outcome);

    private static DataKey RequireLength(DataKey made)
    {
        RequireLength(made.Plaintext, made.Wrapped);
        return made;
    }

    /// <summary>A key of another length was not wrapped by FieldCrypt, whatever it is: nothing is derived from it.</summary>
    private static KeyMaterial RequireLength(KeyMaterial key, WrappedKey wrapped)
    {
        if (key.Length == EnvelopeFormat.DataKeyLength)
            return key;
        int length = key.Length;
        key.Dispose();
        throw new FieldCryptException(FieldCryptError.AuthenticationFailed,
            $"The key backend opened a key of {length} bytes, wrapped by {wrapped}, where {EnvelopeFormat.DataKeyLength} are expected: it was not wrapped by FieldCrypt. It is not used; restore the envelope or the branch key store from a backup.")
        { KeyId = wrapped.KeyId };
    }

    private static (string KeyId, string KeyVersion) NameOf(WrappedKey wrapped) => (wrapped.KeyId, wrapped.KeyVersion);
}
