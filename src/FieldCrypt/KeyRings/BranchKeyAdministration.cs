using System.Globalization;

namespace FieldCrypt;

/// <summary>
/// The life of branch keys: list, rotate, disable, enable, destroy, rewrap. The audit trail has the intent of every change
/// before it and its outcome after it. Thread-safe.
/// </summary>
public sealed class BranchKeyAdministration
{
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

    /// <summary>All branch keys, by context and generation.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public ValueTask<IReadOnlyList<BranchKeyRecord>> ListAsync(CancellationToken cancellationToken = default) => _manager.Store.ListAsync(cancellationToken);

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
    /// <returns>How many branch keys were rewrapped.</returns>
    public async Task<int> RewrapAsync(CancellationToken cancellationToken = default)
        => await RewrapAsync(await _manager.Store.ListAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// As <see cref="RewrapAsync(CancellationToken)"/>, for the branch keys only that are not wrapped by the current version
    /// of each key-encryption key: costs one call per backend where nothing is due. A backend that does not tell its
    /// version is taken to be current while its key is the same.
    /// </summary>
    /// <param name="cancellationToken">Cancels between two keys; those done stay done.</param>
    /// <returns>How many branch keys were rewrapped.</returns>
    public async Task<int> RewrapDueAsync(CancellationToken cancellationToken = default)
        => await RewrapAsync(await _inspection.FindRewrapDueAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    private async Task<int> RewrapAsync(IReadOnlyList<BranchKeyRecord> records, CancellationToken cancellationToken)
    {
        int count = 0;
        foreach (BranchKeyRecord record in records)
        {
            if (record.State == BranchKeyState.Destroyed)
                continue;
            cancellationToken.ThrowIfCancellationRequested();
            bool replaced = await _audit.ChangeAsync(Named("RewrapBranchKey", record), change => RewrapAsync(record, change), cancellationToken).ConfigureAwait(false);
            count += replaced ? 1 : 0;
        }

        return count;
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
        BranchKeyRecord record = await _manager.Store.FindAsync(id, CancellationToken.None).ConfigureAwait(false) ?? throw BranchKeyErrors.NotFound(id);
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

    private ValueTask<bool> TryReplaceAsync(BranchKeyRecord changed)
        => _manager.Store.TryReplaceAsync(changed with { Revision = changed.Revision + 1 }, CancellationToken.None);

    private static AuditedChange Named(string operation, BranchKeyRecord record) => new(operation, record.Id.ToString(), Generation(record), record.Context);

    private static string Generation(BranchKeyRecord record) => record.Generation.ToString(CultureInfo.InvariantCulture);
}
