namespace FieldCrypt;

/// <summary>Looks at backends and branch keys, changing nothing. Thread-safe.</summary>
internal sealed class KeyRingInspection(BackendSet backends, AuthenticatedBranchKeys? store, KeyRingOptions options)
{
    public async Task<KeyRingStatus> RunAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<KeyBackendStatus> statuses = await backends.DescribeAsync(cancellationToken).ConfigureAwait(false);
        BranchKeyList records = new([], [], []);
        FieldCryptException? storeFailure = null;
        try
        {
            if (store is not null)
                records = await store.ListAsync(opensKeys: false, cancellationToken).ConfigureAwait(false);
        }
        catch (FieldCryptException exception)
        {
            storeFailure = exception;
        }

        BranchKeyRecord? trial = records.Where(static record => record.State == BranchKeyState.Enabled).MaxBy(static record => record.CreatedAt);
        FieldCryptException? openFailure = trial is null ? null : await TryOpenAsync(trial, cancellationToken).ConfigureAwait(false);
        return new KeyRingStatus(statuses, StatusOf(records, statuses), storeFailure, trial?.Id, openFailure) { PassedOver = records.Failures };
    }

    /// <summary>What every backend tells of its key.</summary>
    /// <exception cref="FieldCryptException">One of them does not answer.</exception>
    public async Task<IReadOnlyList<KeyBackendStatus>> DescribeAllAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<KeyBackendStatus> statuses = await backends.DescribeAsync(cancellationToken).ConfigureAwait(false);
        if (statuses.FirstOrDefault(static status => status.Failure is not null) is { Failure: { } failure })
            throw failure;
        return statuses;
    }

    /// <summary>The branch keys and sets that are not wrapped as they would be now.</summary>
    public async Task<BranchKeyList> FindRewrapDueAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<KeyBackendStatus> statuses = await DescribeAllAsync(cancellationToken).ConfigureAwait(false);
        BranchKeyList all = await store!.ListAsync(opensKeys: false, cancellationToken).ConfigureAwait(false);
        return new BranchKeyList(
            [.. all.Records.Where(record => IsRewrapDue(record, statuses))],
            [.. all.Sets.Where(set => !IsCurrent(set.Record.WrappedKeys, statuses))],
            all.Failures);
    }

    /// <summary>The branch keys under which new records are written.</summary>
    public static HashSet<BranchKeyId> ActiveIds(IEnumerable<BranchKeyRecord> records) => [.. records
        .Where(static record => record.Purpose == BranchKeyPurpose.RecordKeys)
        .GroupBy(static record => record.Context)
        .Select(static group => group.MaxBy(static record => record.Generation)!)
        .Where(static record => record.State == BranchKeyState.Enabled)
        .Select(static record => record.Id)];

    private List<BranchKeyStatus> StatusOf(IReadOnlyList<BranchKeyRecord> records, IReadOnlyList<KeyBackendStatus> statuses)
    {
        HashSet<BranchKeyId> active = ActiveIds(records);
        return [.. records.Select(record =>
        {
            bool isActive = active.Contains(record.Id);
            DateTimeOffset dueAt = record.CreatedAt + options.BranchKeyCryptoperiod;
            bool isDue = isActive && (dueAt <= options.TimeProvider.GetUtcNow() || record.Uses >= options.BranchKeyMaximumUses);
            return new BranchKeyStatus(record, isActive, dueAt, isDue, IsRewrapDue(record, statuses));
        })];
    }

    private async Task<FieldCryptException?> TryOpenAsync(BranchKeyRecord record, CancellationToken cancellationToken)
    {
        try
        {
            record = await store!.FindAsync(record.Id, record.Context, cancellationToken).ConfigureAwait(false) ?? throw BranchKeyErrors.NotFound(record.Id);
            (await backends.UnwrapAsync(record.WrappedKeys, BranchKeyBinding.ContextOf(record), cancellationToken).ConfigureAwait(false)).Dispose();
            return null;
        }
        catch (FieldCryptException exception)
        {
            return exception;
        }
    }

    private static bool IsRewrapDue(BranchKeyRecord record, IReadOnlyList<KeyBackendStatus> statuses)
        => record.State != BranchKeyState.Destroyed && !IsCurrent(record.WrappedKeys, statuses);

    /// <summary>Whether a key is wrapped as it would be now.</summary>
    public static bool IsCurrent(IReadOnlyList<WrappedKey> wrappedKeys, IReadOnlyList<KeyBackendStatus> statuses)
        => wrappedKeys.Count == statuses.Count && statuses.All(status => status.Key is null || wrappedKeys.Any(wrapped => IsCurrent(wrapped, status.Key)));

    /// <summary>A version may be followed by a slash and the wrapping mechanism; an empty one tells nothing.</summary>
    private static bool IsCurrent(WrappedKey wrapped, KeyDescription key)
        => wrapped.Provider == key.Provider
            && wrapped.KeyId == key.KeyId
            && (key.KeyVersion.Length == 0 || wrapped.KeyVersion.Length == 0 || wrapped.KeyVersion == key.KeyVersion || wrapped.KeyVersion.StartsWith(key.KeyVersion + "/", StringComparison.Ordinal));
}
