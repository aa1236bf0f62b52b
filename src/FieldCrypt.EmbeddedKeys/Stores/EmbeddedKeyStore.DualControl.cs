namespace FieldCrypt;

public sealed partial class EmbeddedKeyStore
{
    /// <summary>
    /// Gives one custodian's share to a store whose root key is split; with the last one needed the store opens and stays
    /// open until it is disposed. Each share is checked by itself, so that a wrong one is named at once. Every share given
    /// and the unlocking are in the audit trail before they take effect, refusals too.
    /// </summary>
    /// <param name="share">
    /// The share. Every share given is zeroed once the store is open, the caller's own objects too; until then the caller may
    /// dispose them, a copy is held.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">
    /// <see cref="FieldCryptError.KeyStoreRootKeyWrong"/>: a share of another set, or a changed one;
    /// <see cref="FieldCryptError.NotConfigured"/>: the store was not set up with <see cref="RootKeySource.FromShares()"/>.
    /// </exception>
    public Task<RootKeyUnlock> UnlockAsync(RootKeyShare share, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(share);
        return ProvideAsync(share, cancellationToken);
    }

    /// <summary>Checks one custodian's share against the store's file; the store needs not be open, and opens nothing. Audited.</summary>
    /// <param name="share">The share; the caller disposes it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.KeyStoreRootKeyWrong"/>: a share of another set, or a changed one; see the remarks of the class.</exception>
    public Task VerifyRootKeyShareAsync(RootKeyShare share, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(share);
        return AuditAsync(EmbeddedKeyAction.VerifyRootKeyShare, System.IO.Path.GetFileName(Path), EncryptionContext.Empty, async () =>
        {
            (await ReadCommitmentsAsync(cancellationToken).ConfigureAwait(false)).Commitments.Check(share, $"the key store {Path}");
            return (true, System.IO.Path.GetFileName(Path), NameOf(share));
        });
    }

    private async Task<RootKeyUnlock> ProvideAsync(RootKeyShare share, CancellationToken cancellationToken)
    {
        AuditedChange change = Intended(EmbeddedKeyAction.ProvideRootKeyShare, System.IO.Path.GetFileName(Path));
        change.KeyVersion = NameOf(share);
        bool taken = false;
        bool wasOpen = false;
        try
        {
            return await _audit.ChangeAsync(change, async _ =>
            {
                if (_store.Source is not SharedRootKey shared)
                    throw new FieldCryptException(FieldCryptError.NotConfigured, $"The key store {Path} is set up for {_store.Source.Description}. Set EmbeddedKeyStoreOptions.RootKey to RootKeySource.FromShares() to open it by shares.");
                (RootKeyShareCommitments commitments, wasOpen) = await ReadCommitmentsAsync(CancellationToken.None).ConfigureAwait(false);
                commitments.Check(share, $"the key store {Path}");
                shared.Provide(share);
                taken = true;
                IReadOnlyList<byte> provided = shared.Provided;
                bool isUnlocked = wasOpen || provided.Count >= commitments.Threshold;
                if (isUnlocked && !wasOpen)
                    await UnlockAsync(provided).ConfigureAwait(false);
                if (isUnlocked)
                    shared.Forget();
                return new RootKeyUnlock(provided, commitments.Threshold, isUnlocked);
            }, cancellationToken).ConfigureAwait(false);
        }
        catch (FieldCryptException exception) when (taken && exception.Error is (FieldCryptError.AuditUnavailable or FieldCryptError.ChangeNotRecorded))
        {
            // Nothing stays in memory that the trail does not tell of: no share, and no root key made of shares.
            (_store.Source as SharedRootKey)?.Withdraw(share.Number);
            if (!wasOpen)
                await _store.LockAsync().ConfigureAwait(false);
            throw;
        }
    }

    private Task UnlockAsync(IReadOnlyList<byte> provided)
    {
        AuditedChange change = Intended(EmbeddedKeyAction.UnlockKeyStore, System.IO.Path.GetFileName(Path));
        change.KeyVersion = $"shares {string.Join(", ", provided)}";
        return _audit.ChangeAsync(change, async _ => await _store.ReadAsync(static (_, _) => true, CancellationToken.None).ConfigureAwait(false));
    }

    private static string NameOf(RootKeyShare share) => $"share {share.Number} of set {share.SetId}";

    private async Task<(RootKeyShareCommitments Commitments, bool IsOpen)> ReadCommitmentsAsync(CancellationToken cancellationToken)
    {
        (StoreHeader header, bool isOpen) = await _store.ReadHeaderAsync(cancellationToken).ConfigureAwait(false);
        RootKeySource shares = RootKeySource.FromShares();
        if (header.RootKind != shares.Kind)
            throw KeyStoreErrors.RootKindDiffers(Path, header.RootKind, shares.Description);
        RootKeyShareCommitments commitments = RootKeyShareCommitments.TryRead(header.RootParameters) ?? throw KeyStoreErrors.Corrupt(Path, "what it says of its custodians' shares is out of range");
        return (commitments, isOpen);
    }
}
