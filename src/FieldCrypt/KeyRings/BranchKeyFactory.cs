using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace FieldCrypt;

/// <summary>Makes branch keys and opens stored ones, with backends and store, traced, logged and audited. Thread-safe.</summary>
internal sealed class BranchKeyFactory(AuthenticatedBranchKeys store, BackendSet backends, AuditTrail audit, TimeProvider time, string keyRing, ILogger logger)
{
    /// <summary>The newest branch key of a context.</summary>
    public async Task<BranchKeyRecord?> FindNewestAsync(EncryptionContext context)
        => await store.FindNewestAsync(context, CancellationToken.None).ConfigureAwait(false);

    /// <summary>Makes a context's next branch key.</summary>
    /// <param name="id">The id of the new key.</param>
    /// <param name="context">The context.</param>
    /// <param name="newest">Its branch key of highest generation, if it has one.</param>
    /// <param name="operation">For the audit trail.</param>
    /// <param name="reason">One of <see cref="BranchKeyReason"/>.</param>
    /// <returns>The newest branch key; with the key in clear, unless it is another process's.</returns>
    public async Task<(BranchKeyRecord Record, BranchKey? Key)> CreateAsync(BranchKeyId id, EncryptionContext context, BranchKeyRecord? newest, string operation, string reason)
    {
        using Activity? activity = FieldCryptActivities.Start(FieldCryptActivities.CreateBranchKey, keyRing);
        int generation = (newest?.Generation ?? 0) + 1;
        var change = new AuditedChange(operation, id.ToString(), generation.ToString(CultureInfo.InvariantCulture), context);
        BranchKey? made = null;
        try
        {
            return await audit.ChangeAsync(change, async _ =>
            {
                (BranchKeyRecord record, made) = await AddAsync(id, context, generation, reason).ConfigureAwait(false);
                change.Outcome = made is null ? AuditOutcome.Unchanged : AuditOutcome.Success;
                return (record, made);
            }).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            made?.Release();
            activity.Fail(AuditOutcome.Of(exception));
            throw;
        }
    }

    private async Task<(BranchKeyRecord Record, BranchKey? Key)> AddAsync(BranchKeyId id, EncryptionContext context, int generation, string reason)
    {
        var record = new BranchKeyRecord { Id = id, Context = context, Generation = generation, CreatedAt = time.GetUtcNow(), WrappedKeys = [] };
        (KeyMaterial material, IReadOnlyList<WrappedKey> wrappedKeys) = await backends.GenerateAsync(BranchKeyBinding.ContextOf(record), CancellationToken.None).ConfigureAwait(false);
        record = record with { WrappedKeys = wrappedKeys };
        if (!await TryAddAsync(record, material).ConfigureAwait(false))
            return (await FindOtherAsync(record).ConfigureAwait(false), null);

        FieldCryptMeter.BranchKeysCreated.Add(1, new("key_ring", keyRing), new KeyValuePair<string, object?>("reason", reason));
        KeyRingLog.BranchKeyCreated(logger, record.Id, record.Generation, context, reason);
        return (record, new BranchKey(record.Id, context, material));
    }

    /// <summary>Opens a stored branch key.</summary>
    /// <exception cref="FieldCryptException">It is not there, may not be used, or its backend fails.</exception>
    public async Task<BranchKey> OpenAsync(BranchKeyId id, EncryptionContext? context)
    {
        using Activity? activity = FieldCryptActivities.Start(FieldCryptActivities.OpenBranchKey, keyRing, id);
        try
        {
            BranchKeyRecord record = await store.FindAsync(id, context, CancellationToken.None).ConfigureAwait(false) ?? throw BranchKeyErrors.NotFound(id);
            if (record.Purpose != BranchKeyPurpose.RecordKeys)
                throw BranchKeyErrors.NotARecordKey(record);
            BranchKeyErrors.ThrowIfUnusable(record);
            KeyMaterial material = await UnwrapAsync(record, CancellationToken.None).ConfigureAwait(false);
            KeyRingLog.BranchKeyOpened(logger, id, record.Generation, record.Context);
            return new BranchKey(id, record.Context, material);
        }
        catch (FieldCryptException exception)
        {
            activity.Fail(exception.Error.ToString());
            KeyRingLog.BranchKeyOpenFailed(logger, id, exception.Error.ToString(), exception);
            throw;
        }
    }

    /// <summary>Unwraps a branch key anew, whatever its lease; the caller disposes it.</summary>
    public Task<KeyMaterial> UnwrapAsync(BranchKeyRecord record, CancellationToken cancellationToken)
        => backends.UnwrapAsync(record.WrappedKeys, BranchKeyBinding.ContextOf(record), cancellationToken);

    private async Task<bool> TryAddAsync(BranchKeyRecord record, KeyMaterial material)
    {
        bool added = false;
        try
        {
            return added = await store.TryAddAsync(record, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            if (!added)
                material.Dispose();
        }
    }

    /// <summary>Another process was first: its key is the one both use.</summary>
    private async Task<BranchKeyRecord> FindOtherAsync(BranchKeyRecord refused)
        => await FindNewestAsync(refused.Context).ConfigureAwait(false)
            ?? throw new FieldCryptException(FieldCryptError.KeyStoreCorrupt, $"The branch key store refuses generation {refused.Generation} of context \"{refused.Context}\" as present, yet finds none. Check the store.");
}
