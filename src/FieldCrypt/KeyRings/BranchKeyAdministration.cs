using System.Globalization;

namespace FieldCrypt;

/// <summary>The life of branch keys: list, rotate, disable, enable, destroy, rewrap. Every change is audited. Thread-safe.</summary>
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
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.KeyNotFound"/>, <see cref="FieldCryptError.KeyDestroyed"/>.</exception>
    public Task DisableAsync(BranchKeyId id, CancellationToken cancellationToken = default)
        => ChangeAsync(id, "DisableBranchKey", static record => record with { State = BranchKeyState.Disabled }, cancellationToken);

    /// <summary>Enables a disabled branch key.</summary>
    /// <param name="id">The branch key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.KeyNotFound"/>, <see cref="FieldCryptError.KeyDestroyed"/>.</exception>
    public Task EnableAsync(BranchKeyId id, CancellationToken cancellationToken = default)
        => ChangeAsync(id, "EnableBranchKey", static record => record with { State = BranchKeyState.Enabled }, cancellationToken);

    /// <summary>
    /// Erases a branch key's wrapped forms from the store: exactly the values written under it become unreadable, for
    /// good (crypto-shredding). Copies of the store, such as backups, still hold them.
    /// </summary>
    /// <param name="id">The branch key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
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
            IReadOnlyList<WrappedKey> wrappedKeys = await _backends.RewrapAsync(record.WrappedKeys, record.Context, cancellationToken).ConfigureAwait(false);
            bool replaced = await ReplaceAsync(record with { WrappedKeys = wrappedKeys }, "RewrapBranchKey", cancellationToken).ConfigureAwait(false);
            count += replaced ? 1 : 0;
        }

        return count;
    }

    private async Task ChangeAsync(BranchKeyId id, string operation, Func<BranchKeyRecord, BranchKeyRecord> change, CancellationToken cancellationToken)
    {
        BranchKeyRecord record = await _manager.Store.FindAsync(id, cancellationToken).ConfigureAwait(false) ?? throw BranchKeyErrors.NotFound(id);
        if (record.State == BranchKeyState.Destroyed)
            BranchKeyErrors.ThrowIfUnusable(record);
        if (!await ReplaceAsync(change(record), operation, cancellationToken).ConfigureAwait(false))
            throw BranchKeyErrors.ChangedMeanwhile(id);
        if (record.Purpose == BranchKeyPurpose.BlindIndexes)
            _blindIndexKeys.Forget(record);
        else
            _manager.Forget(record);
    }

    private async Task<bool> ReplaceAsync(BranchKeyRecord changed, string operation, CancellationToken cancellationToken)
    {
        bool replaced = await _manager.Store.TryReplaceAsync(changed with { Revision = changed.Revision + 1 }, cancellationToken).ConfigureAwait(false);
        if (replaced)
        {
            string generation = changed.Generation.ToString(CultureInfo.InvariantCulture);
            await _audit.WriteAsync(operation, changed.Id.ToString(), generation, changed.Context, AuditTrail.Success).ConfigureAwait(false);
        }

        return replaced;
    }
}
