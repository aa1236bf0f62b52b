namespace FieldCrypt;

/// <summary>Looks at backends and branch keys, changing nothing. Thread-safe.</summary>
internal sealed class KeyRingInspection(BackendSet backends, IBranchKeyStore? store, KeyRingOptions options)
{
    public async Task<KeyRingStatus> RunAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<KeyBackendStatus> statuses = await backends.DescribeAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<BranchKeyRecord> records = [];
        FieldCryptException? storeFailure = null;
        try
        {
            if (store is not null)
                records = await store.ListAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (FieldCryptException exception)
        {
            storeFailure = exception;
        }

        BranchKeyRecord? trial = records.Where(static record => record.State == BranchKeyState.Enabled).MaxBy(static record => record.CreatedAt);
        FieldCryptException? openFailure = trial is null ? null : await TryOpenAsync(trial, cancellationToken).ConfigureAwait(false);
        return new KeyRingStatus(statuses, StatusOf(records, statuses), storeFailure, trial?.Id, openFailure);
    }

    /// <summary>The branch keys that are not wrapped as they would be now.</summary>
    public async Task<IReadOnlyList<BranchKeyRecord>> FindRewrapDueAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<KeyBackendStatus> statuses = await backends.DescribeAsync(cancellationToken).ConfigureAwait(false);
        if (statuses.FirstOrDefault(static status => status.Failure is not null) is { Failure: { } failure })
            throw failure;
        return [.. (await store!.ListAsync(cancellationToken).ConfigureAwait(false)).Where(record => IsRewrapDue(record, statuses))];
    }

    private List<BranchKeyStatus> StatusOf(IReadOnlyList<BranchKeyRecord> records, IReadOnlyList<KeyBackendStatus> statuses)
    {
        HashSet<BranchKeyId> newest = [.. records
            .Where(static record => record.Purpose == BranchKeyPurpose.RecordKeys)
            .GroupBy(static record => record.Context)
            .Select(static group => group.MaxBy(static record => record.Generation)!.Id)];
        return [.. records.Select(record =>
        {
            bool isActive = record.State == BranchKeyState.Enabled && newest.Contains(record.Id);
            DateTimeOffset dueAt = record.CreatedAt + options.BranchKeyCryptoperiod;
            bool isDue = isActive && (dueAt <= options.TimeProvider.GetUtcNow() || record.Uses >= options.BranchKeyMaximumUses);
            return new BranchKeyStatus(record, isActive, dueAt, isDue, IsRewrapDue(record, statuses));
        })];
    }

    private async Task<FieldCryptException?> TryOpenAsync(BranchKeyRecord record, CancellationToken cancellationToken)
    {
        try
        {
            (await backends.UnwrapAsync(record.WrappedKeys, record.Context, cancellationToken).ConfigureAwait(false)).Dispose();
            return null;
        }
        catch (FieldCryptException exception)
        {
            return exception;
        }
    }

    private static bool IsRewrapDue(BranchKeyRecord record, IReadOnlyList<KeyBackendStatus> statuses)
        => record.State != BranchKeyState.Destroyed
            && (record.WrappedKeys.Count != statuses.Count || !statuses.All(status => status.Key is null || record.WrappedKeys.Any(wrapped => IsCurrent(wrapped, status.Key))));

    /// <summary>A version may be followed by a slash and the wrapping mechanism; an empty one tells nothing.</summary>
    private static bool IsCurrent(WrappedKey wrapped, KeyDescription key)
        => wrapped.Provider == key.Provider
            && wrapped.KeyId == key.KeyId
            && (key.KeyVersion.Length == 0 || wrapped.KeyVersion.Length == 0 || wrapped.KeyVersion == key.KeyVersion || wrapped.KeyVersion.StartsWith(key.KeyVersion + "/", StringComparison.Ordinal));
}
