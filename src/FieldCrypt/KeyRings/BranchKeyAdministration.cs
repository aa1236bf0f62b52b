using System.Globalization;

namespace FieldCrypt;

/// <summary>
/// The life of branch keys: list, rotate, disable, enable, destroy, rewrap. The audit trail has the intent of every change
/// before it and its outcome after it. Thread-safe.
/// </summary>
public sealed class BranchKeyAdministration
{
    /// <summary>What the audit trail calls a set, which has no id: its context names it.</summary>
    private const string SetName = "branch-key-set";

    private readonly BranchKeyManager _manager;
    private readonly BackendSet _backends;
    private readonly KeyRingInspection _inspection;
    private readonly AuditTrail _audit;
    private readonly BlindIndexKeys _blindIndexKeys;

    internal BranchKeyAdministration(BranchKeyManager manager, BlindIndexKeys blindIndexKeys, BackendSet backends, KeyRingInspection inspection, AuditTrail audit)
    {
        _manager = manager;
        _blindIndexKeys = blindIndexKeys;
        _backends = backends;
        _inspection = inspection;
        _audit = audit;
    }

    /// <summary>
    /// All branch keys, by context, purpose and generation. What is damaged, missing or not as the set of its context says
    /// is told among <see cref="BranchKeyList.Failures"/>. A context whose set this process has not yet seen costs one call
    /// to a key backend.
    /// </summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask<BranchKeyList> ListAsync(CancellationToken cancellationToken = default)
        => await _manager.Store.ListAsync(opensKeys: true, cancellationToken).ConfigureAwait(false);

    /// <summary>Makes a context's next generation, which writes from now on; older ones go on reading.</summary>
    /// <param name="context">The encryption context.</param>
    /// <returns>The newest generation; another process's where that rotated at the same moment.</returns>
    public Task<BranchKeyRecord> RotateAsync(EncryptionContext context) => _manager.RotateAsync(context);

    /// <summary>Revokes a branch key: no process opens it again once its lease has ended, until it is enabled.</summary>
    /// <param name="id">The branch key.</param>
    /// <param name="cancellationToken">Lets the caller go; a change that began is finished.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.KeyNotFound"/>, <see cref="FieldCryptError.KeyDestroyed"/>.</exception>
    public Task DisableAsync(BranchKeyId id, CancellationToken cancellationToken = default)
        => ChangeAsync(id, "DisableBranchKey", static record => record with { State = BranchKeyState.Disabled }, cancellationToken);

    /// <summary>Enables a disabled branch key.</summary>
    /// <param name="id">The branch key.</param>
    /// <param name="cancellationToken">Lets the caller go; a change that began is finished.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.KeyNotFound"/>, <see cref="FieldCryptError.KeyDestroyed"/>.</exception>
    public Task EnableAsync(BranchKeyId id, CancellationToken cancellationToken = default)
        => ChangeAsync(id, "EnableBranchKey", static record => record with { State = BranchKeyState.Enabled }, cancellationToken);

    /// <summary>
    /// Erases a branch key's wrapped forms from the store: exactly the values written under it become unreadable, for
    /// good (crypto-shredding). Copies of the store, such as backups, still hold them.
    /// </summary>
    /// <param name="id">The branch key.</param>
    /// <param name="cancellationToken">Lets the caller go; a change that began is finished.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.KeyNotFound"/>, <see cref="FieldCryptError.KeyDestroyed"/>.</exception>
    public Task DestroyAsync(BranchKeyId id, CancellationToken cancellationToken = default)
        => ChangeAsync(id, "DestroyBranchKey", static record => record with { State = BranchKeyState.Destroyed, WrappedKeys = [] }, cancellationToken);

    /// <summary>
    /// Rewraps every branch key under the key-encryption keys configured now: after a KEK's rotation, or to move to
    /// another backend. No value is touched, and a backend alone that rewraps inside its place
    /// (<see cref="IKeyBackend.CanRewrapKeys"/>) gives no branch key in clear to this process. One that changes meanwhile is
    /// taken up again by the next run.
    /// </summary>
    /// <param name="cancellationToken">Cancels between two keys; those done stay done.</param>
    /// <returns>How many branch keys were rewrapped, and what was passed over: a key that is damaged or cannot be opened stops no other.</returns>
    /// <exception cref="FieldCryptException">A backend or the store is out of reach; keys done before stay done.</exception>
    public async Task<BranchKeyRewrapResult> RewrapAsync(CancellationToken cancellationToken = default)
        => await RewrapAsync(await _manager.Store.ListAsync(opensKeys: false, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// As <see cref="RewrapAsync(CancellationToken)"/>, for the branch keys only that are not wrapped by the current version
    /// of each key-encryption key: costs one call per backend where nothing is due. A backend that does not tell its
    /// version is taken to be current while its key is the same.
    /// </summary>
    /// <param name="cancellationToken">Cancels between two keys; those done stay done.</param>
    /// <returns>As <see cref="RewrapAsync(CancellationToken)"/>.</returns>
    /// <exception cref="FieldCryptException">A backend or the store is out of reach; keys done before stay done.</exception>
    public async Task<BranchKeyRewrapResult> RewrapDueAsync(CancellationToken cancellationToken = default)
        => await RewrapAsync(await _inspection.FindRewrapDueAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// Makes the set of a context anew, from the rows that still open: the way back after the set or rows of it were lost or
    /// damaged and no backup has them. Whatever state a row has counts from now on, so look at it afterwards: a row that
    /// somebody put back from an older copy is taken as it is.
    /// </summary>
    /// <param name="context">The encryption context.</param>
    /// <param name="cancellationToken">Lets the caller go; a repair that began is finished.</param>
    /// <returns>The keys that the set names now, and the rows that were left out, with the cause: their values cannot be read.</returns>
    /// <exception cref="FieldCryptException">The set cannot be written, or no row of the context opens (<see cref="FieldCryptError.KeyNotFound"/>).</exception>
    public Task<BranchKeyList> RepairAsync(EncryptionContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _audit.ChangeAsync(new AuditedChange("RepairBranchKeySet", SetName, "", context), _ => _manager.Store.RepairAsync(context), cancellationToken);
    }

    private async Task<BranchKeyRewrapResult> RewrapAsync(BranchKeyList due, CancellationToken cancellationToken)
    {
        int count = 0;
        var passedOver = new List<BranchKeyFailure>(due.Failures);
        foreach (BranchKeyRecord record in due.Records.Where(static record => record.State != BranchKeyState.Destroyed))
        {
            bool rewrapped = await TryAsync(record.Id, record.Context, () => _audit.ChangeAsync(Named("RewrapBranchKey", record), change => RewrapAsync(record, change), cancellationToken)).ConfigureAwait(false);
            count += rewrapped ? 1 : 0;
        }

        foreach (BranchKeySet set in due.Sets)
        {
            var change = new AuditedChange("RewrapBranchKeySet", SetName, "", set.Record.Context);
            await TryAsync(null, set.Record.Context, () => _audit.ChangeAsync(change, change => RewrapAsync(set.Record.Context, change), cancellationToken)).ConfigureAwait(false);
        }

        return new BranchKeyRewrapResult(count, passedOver);

        // What is the key's own fault stops no other; what is the backend's or the audit trail's would meet them all.
        async Task<bool> TryAsync(BranchKeyId? id, EncryptionContext context, Func<Task<bool>> rewrap)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await rewrap().ConfigureAwait(false);
            }
            catch (FieldCryptException exception) when (!exception.IsTransient && exception.Error is not (FieldCryptError.AuditUnavailable or FieldCryptError.ChangeNotRecorded))
            {
                passedOver.Add(new BranchKeyFailure(id, context, exception));
                return false;
            }
        }
    }

    private async Task<bool> RewrapAsync(EncryptionContext context, AuditedChange change)
    {
        bool rewrapped = await _manager.Store.TryRewrapSetAsync(context).ConfigureAwait(false);
        change.Outcome = rewrapped ? AuditOutcome.Success : AuditOutcome.Unchanged;
        return rewrapped;
    }

    private async Task<bool> RewrapAsync(BranchKeyRecord record, AuditedChange change)
    {
        IReadOnlyList<WrappedKey> wrappedKeys = await _backends.RewrapAsync(record.WrappedKeys, BranchKeyBinding.ContextOf(record), CancellationToken.None).ConfigureAwait(false);
        bool replaced = await TryReplaceAsync(record with { WrappedKeys = wrappedKeys }).ConfigureAwait(false);
        change.Outcome = replaced ? AuditOutcome.Success : AuditOutcome.Unchanged;
        return replaced;
    }

    private Task ChangeAsync(BranchKeyId id, string operation, Func<BranchKeyRecord, BranchKeyRecord> apply, CancellationToken cancellationToken)
    {
        // Before anything that can throw, and again after the change: what is opened between the two is gone then as well.
        Forget(id);
        return _audit.ChangeAsync(new AuditedChange(operation, id.ToString()), async change =>
        {
            try
            {
                await ChangeStoredAsync(id, change, apply).ConfigureAwait(false);
            }
            finally
            {
                Forget(id);
            }
        }, cancellationToken);
    }

    private async Task ChangeStoredAsync(BranchKeyId id, AuditedChange change, Func<BranchKeyRecord, BranchKeyRecord> apply)
    {
        BranchKeyRecord record = await _manager.Store.FindAsync(id, context: null, CancellationToken.None).ConfigureAwait(false) ?? throw BranchKeyErrors.NotFound(id);
        change.KeyVersion = Generation(record);
        change.Context = record.Context;
        if (record.State == BranchKeyState.Destroyed)
            BranchKeyErrors.ThrowIfUnusable(record);
        if (!await TryReplaceAsync(apply(record)).ConfigureAwait(false))
            throw BranchKeyErrors.ChangedMeanwhile(id);
    }

    private void Forget(BranchKeyId id)
    {
        _manager.Forget(id);
        _blindIndexKeys.Forget(id);
    }

    private Task<bool> TryReplaceAsync(BranchKeyRecord changed)
        => _manager.Store.TryReplaceAsync(changed with { Revision = changed.Revision + 1 }, CancellationToken.None);

    private static AuditedChange Named(string operation, BranchKeyRecord record) => new(operation, record.Id.ToString(), Generation(record), record.Context);

    private static string Generation(BranchKeyRecord record) => record.Generation.ToString(CultureInfo.InvariantCulture);
}
