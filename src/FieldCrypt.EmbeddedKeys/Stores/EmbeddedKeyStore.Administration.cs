using System.Collections.Immutable;
using System.Globalization;

namespace FieldCrypt;

public sealed partial class EmbeddedKeyStore
{
    /// <summary>Makes a 256-bit key-encryption key.</summary>
    /// <param name="alias">Its first alias, such as <c>alias/cards</c>; <see langword="null"/> for none.</param>
    /// <param name="description">For people; at most 8,192 characters.</param>
    /// <param name="tags">At most 50 tags of name (1 to 128 characters) and value (at most 256).</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">See the remarks of the class; <see cref="FieldCryptError.InvalidArgument"/>: alias in use or malformed, or too many or too long tags.</exception>
    public Task<EmbeddedKey> CreateKeyAsync(string? alias = null, string description = "", IReadOnlyDictionary<string, string>? tags = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(description);
        return ChangeAsync(EmbeddedKeyAction.CreateKey, alias ?? "new", (catalogue, root) =>
        {
            Kek kek = NewKek(root) with { Description = KekText.CheckDescription(description), Tags = KekText.AddTags(Kek.EmptyTags, tags ?? Kek.EmptyTags) };
            KeyPermissions.Demand(_options.Principal, EmbeddedKeyAction.CreateKey, kek: null, EncryptionContext.Empty);
            catalogue = catalogue.With(kek);
            if (alias is null)
                return (catalogue, kek);
            AliasGrammar.Check(alias);
            if (catalogue.Aliases.TryGetValue(alias, out Guid other))
                throw new FieldCryptException(FieldCryptError.InvalidArgument, $"The alias {alias} names key {other} already. Choose another, or move it with SetAliasAsync.") { KeyId = alias };
            return (catalogue.WithAlias(alias, kek.Id), kek);
        }, cancellationToken);
    }

    /// <summary>All keys, destroyed ones too, by age.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">See the remarks of the class.</exception>
    public Task<IReadOnlyList<EmbeddedKey>> ListKeysAsync(CancellationToken cancellationToken = default)
        => ReadAsync(
            _options.Principal,
            _ => KeyPermissions.Demand(_options.Principal, EmbeddedKeyAction.ListKeys, kek: null, EncryptionContext.Empty),
            encryptsUnder: null,
            IReadOnlyList<EmbeddedKey> (catalogue, _) => [.. catalogue.Keks.Values.OrderBy(static kek => kek.CreatedAt).ThenBy(static kek => kek.Id).Select(kek => EmbeddedKey.Of(kek, catalogue))],
            cancellationToken);

    /// <summary>Tells of a key.</summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">See the remarks of the class.</exception>
    public Task<EmbeddedKey> DescribeKeyAsync(string keyIdOrAlias, CancellationToken cancellationToken = default)
        => DescribeKeyAsync(keyIdOrAlias, _options.Principal, cancellationToken);

    /// <summary>
    /// Gives a key an alias, or moves the alias to it: what is encrypted under that alias from now on uses this key. A new
    /// alias needs <c>kms:CreateAlias</c> on the key; one that is moved needs <c>kms:UpdateAlias</c> on the key that has it
    /// and on the one that gets it.
    /// </summary>
    /// <param name="alias">The alias.</param>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">See the remarks of the class; <see cref="FieldCryptError.InvalidArgument"/>: alias malformed.</exception>
    public async Task<EmbeddedKey> SetAliasAsync(string alias, string keyIdOrAlias, CancellationToken cancellationToken = default)
    {
        AliasGrammar.Check(alias);
        bool exists = await IsAliasAsync(alias, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            try
            {
                return await SetAliasAsync(alias, exists, keyIdOrAlias, cancellationToken).ConfigureAwait(false);
            }
            catch (FieldCryptException exception) when (exception.Error == FieldCryptError.InvalidArgument)
            {
                bool existsNow = await IsAliasAsync(alias, cancellationToken).ConfigureAwait(false);
                if (existsNow == exists)
                    throw;
                exists = existsNow;
            }
        }
    }

    /// <summary>Takes an alias away; the key stays.</summary>
    /// <param name="alias">The alias.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The key that had it.</returns>
    /// <exception cref="FieldCryptException">See the remarks of the class.</exception>
    public Task<EmbeddedKey> DeleteAliasAsync(string alias, CancellationToken cancellationToken = default)
    {
        AliasGrammar.Check(alias);
        return ChangeAsync(EmbeddedKeyAction.DeleteAlias, alias, (catalogue, _) =>
        {
            Kek kek = FindFor(EmbeddedKeyAction.DeleteAlias, catalogue, alias);
            return (catalogue with { Aliases = catalogue.Aliases.Remove(alias) }, kek);
        }, cancellationToken);
    }

    /// <summary>Changes a key's description.</summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="description">At most 8,192 characters.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">See the remarks of the class.</exception>
    public Task<EmbeddedKey> UpdateKeyDescriptionAsync(string keyIdOrAlias, string description, CancellationToken cancellationToken = default)
        => ChangeKeyAsync(EmbeddedKeyAction.UpdateKeyDescription, keyIdOrAlias, (kek, _) => Alive(kek) with { Description = KekText.CheckDescription(description) }, cancellationToken);

    /// <summary>Adds tags to a key, in place of those of the same names.</summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="tags">At most 50 together with those it has; name 1 to 128 characters, value at most 256.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">See the remarks of the class; <see cref="FieldCryptError.InvalidArgument"/>: too many or too long.</exception>
    public Task<EmbeddedKey> TagKeyAsync(string keyIdOrAlias, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken = default)
        => ChangeKeyAsync(EmbeddedKeyAction.TagKey, keyIdOrAlias, (kek, _) => Alive(kek) with { Tags = KekText.AddTags(kek.Tags, tags) }, cancellationToken);

    /// <summary>Takes tags away.</summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="names">Their names; unknown ones are passed over.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">See the remarks of the class.</exception>
    public Task<EmbeddedKey> UntagKeyAsync(string keyIdOrAlias, IEnumerable<string> names, CancellationToken cancellationToken = default)
        => ChangeKeyAsync(EmbeddedKeyAction.UntagKey, keyIdOrAlias, (kek, _) => Alive(kek) with { Tags = kek.Tags.RemoveRange(names) }, cancellationToken);

    /// <summary>Makes a key's next version, which encrypts from now on; older ones go on decrypting.</summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">See the remarks of the class.</exception>
    public Task<EmbeddedKey> RotateKeyAsync(string keyIdOrAlias, CancellationToken cancellationToken = default)
        => ChangeKeyAsync(EmbeddedKeyAction.RotateKey, keyIdOrAlias, (kek, root) =>
        {
            KekRules.RequireEnabled(kek);
            return Rotate(kek, root);
        }, cancellationToken);

    /// <summary>Sets a key's cryptoperiod.</summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="period">1 hour to 10 years; <see langword="null"/> rotates on demand only.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">See the remarks of the class; <see cref="FieldCryptError.InvalidArgument"/>: out of range.</exception>
    public Task<EmbeddedKey> SetRotationPeriodAsync(string keyIdOrAlias, TimeSpan? period, CancellationToken cancellationToken = default)
    {
        EmbeddedKeyStoreOptions.CheckRotationPeriod(period);
        return ChangeKeyAsync(period is null ? EmbeddedKeyAction.DisableKeyRotation : EmbeddedKeyAction.EnableKeyRotation, keyIdOrAlias, (kek, _) => Alive(kek) with { RotationPeriod = period }, cancellationToken);
    }

    /// <summary>Enables a disabled key.</summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">See the remarks of the class.</exception>
    public Task<EmbeddedKey> EnableKeyAsync(string keyIdOrAlias, CancellationToken cancellationToken = default)
        => ChangeKeyAsync(EmbeddedKeyAction.EnableKey, keyIdOrAlias, (kek, _) => Alive(kek) with { State = KeyState.Enabled }, cancellationToken);

    /// <summary>Disables a key: it neither encrypts nor decrypts until it is enabled again.</summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">See the remarks of the class.</exception>
    public Task<EmbeddedKey> DisableKeyAsync(string keyIdOrAlias, CancellationToken cancellationToken = default)
        => ChangeKeyAsync(EmbeddedKeyAction.DisableKey, keyIdOrAlias, (kek, _) => Alive(kek) with { State = KeyState.Disabled }, cancellationToken);

    /// <summary>
    /// Has a key destroyed after a waiting period, in which it cannot be used and the deletion can be cancelled. It is
    /// carried out after that time by the first use of the store of a principal that may schedule the key's deletion.
    /// </summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="waitingPeriod">7 to 30 days; <see langword="null"/> for 30.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">See the remarks of the class; <see cref="FieldCryptError.InvalidArgument"/>: out of range.</exception>
    public Task<EmbeddedKey> ScheduleKeyDeletionAsync(string keyIdOrAlias, TimeSpan? waitingPeriod = null, CancellationToken cancellationToken = default)
        => ChangeAsync(EmbeddedKeyAction.ScheduleKeyDeletion, keyIdOrAlias, (catalogue, _) =>
        {
            Kek kek = FindFor(EmbeddedKeyAction.ScheduleKeyDeletion, catalogue, keyIdOrAlias);
            kek = KekRules.ScheduleDeletion(kek, waitingPeriod ?? KekRules.DefaultWaitingPeriod, _store.TimeOf(catalogue).Latest);
            return (catalogue.With(kek), kek);
        }, cancellationToken);

    /// <summary>Cancels a scheduled deletion; the key is disabled afterwards, as in AWS KMS.</summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">See the remarks of the class; <see cref="FieldCryptError.InvalidArgument"/>: no deletion was scheduled.</exception>
    public Task<EmbeddedKey> CancelKeyDeletionAsync(string keyIdOrAlias, CancellationToken cancellationToken = default)
        => ChangeKeyAsync(EmbeddedKeyAction.CancelKeyDeletion, keyIdOrAlias, static (kek, _) => KekRules.CancelDeletion(kek), cancellationToken);

    /// <summary>
    /// Erases an older version of a key at once: exactly what that version encrypted becomes unreadable, for good
    /// (crypto-shredding). Copies of the store, such as backups, still hold it.
    /// </summary>
    /// <param name="keyIdOrAlias">The key.</param>
    /// <param name="version">The version, not the current one.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">See the remarks of the class; <see cref="FieldCryptError.InvalidArgument"/>: the current version.</exception>
    public Task<EmbeddedKey> DestroyKeyVersionAsync(string keyIdOrAlias, int version, CancellationToken cancellationToken = default)
        => ChangeKeyAsync(EmbeddedKeyAction.DestroyKeyVersion, keyIdOrAlias, (kek, _) => KekRules.DestroyVersion(kek, version), cancellationToken);

    /// <summary>
    /// Wraps every key of the store under the root key of another source, in one transaction; the former root key opens
    /// nothing from then on but older copies of the file. A key file that does not exist is made. Other processes that
    /// have the store open must be started anew with the new source.
    /// </summary>
    /// <param name="source">The new source.</param>
    /// <param name="cancellationToken">Cancels before the change begins.</param>
    /// <exception cref="FieldCryptException">See the remarks of the class; <see cref="FieldCryptError.InvalidArgument"/>: the key file or the root key that the store is under already.</exception>
    public Task ChangeRootKeyAsync(RootKeySource source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return _audit.ChangeAsync(Intended(EmbeddedKeyAction.ChangeRootKey, System.IO.Path.GetFileName(Path)), async _ =>
        {
            KeyPermissions.Demand(_options.Principal, EmbeddedKeyAction.ChangeRootKey, kek: null, EncryptionContext.Empty);
            await _store.ChangeRootAsync(source, CancellationToken.None).ConfigureAwait(false);
        }, cancellationToken);
    }

    private Task<bool> IsAliasAsync(string alias, CancellationToken cancellationToken)
        => _store.ReadAsync((catalogue, _) => catalogue.Aliases.ContainsKey(alias), cancellationToken);

    private Task<EmbeddedKey> SetAliasAsync(string alias, bool exists, string keyIdOrAlias, CancellationToken cancellationToken)
    {
        EmbeddedKeyAction action = exists ? EmbeddedKeyAction.UpdateAlias : EmbeddedKeyAction.CreateAlias;
        return ChangeAsync(action, keyIdOrAlias, (catalogue, _) =>
        {
            if (catalogue.Aliases.ContainsKey(alias) != exists)
                throw new FieldCryptException(FieldCryptError.InvalidArgument, $"The alias {alias} was {(exists ? "deleted" : "made")} by another process just now. Nothing was changed; call again.") { KeyId = alias };

            // Whoever may move an alias away from a key decides what its users encrypt under.
            if (exists)
                FindFor(action, catalogue, alias);
            Kek kek = FindFor(action, catalogue, keyIdOrAlias);
            KekRules.RequireAlive(kek);
            return (catalogue.WithAlias(alias, kek.Id), kek);
        }, cancellationToken);
    }

    private Catalogue CreateInitial(StoreHeader header, RootKey root)
    {
        Kek kek = NewKek(root);
        return FieldCrypt.Catalogue.Empty(header).With(kek).WithAlias(_options.KeyAlias, kek.Id);
    }

    private Kek NewKek(RootKey root)
    {
        var id = Guid.NewGuid();
        return new Kek { Id = id, CreatedAt = _store.Now, RotationPeriod = _options.RotationPeriod, Versions = [NewVersion(id, 1, root)] };
    }

    private KekVersion NewVersion(Guid keyId, int number, RootKey root)
    {
        using KeyMaterial key = KeyMaterial.Random(RootKeySource.KeyLength);
        return new KekVersion(number, _store.Now, root.Wrap(key, keyId, number));
    }

    private Kek Rotate(Kek kek, RootKey root) => kek with { Versions = kek.Versions.Add(NewVersion(kek.Id, kek.Current.Number + 1, root)) };

    private static Kek Alive(Kek kek)
    {
        KekRules.RequireAlive(kek);
        return kek;
    }

    private Kek FindFor(EmbeddedKeyAction action, Catalogue catalogue, string keyIdOrAlias)
    {
        Kek kek = catalogue.Find(keyIdOrAlias, Path);
        KeyPermissions.Demand(_options.Principal, action, kek, EncryptionContext.Empty);
        return kek;
    }

    private Task<EmbeddedKey> ChangeKeyAsync(EmbeddedKeyAction action, string keyIdOrAlias, Func<Kek, RootKey, Kek> change, CancellationToken cancellationToken)
        => ChangeAsync(action, keyIdOrAlias, (catalogue, root) =>
        {
            Kek kek = change(FindFor(action, catalogue, keyIdOrAlias), root);
            return (catalogue.With(kek), kek);
        }, cancellationToken);

    private Task<EmbeddedKey> ChangeAsync(
        EmbeddedKeyAction action, string keyIdOrAlias, Func<Catalogue, RootKey, (Catalogue After, Kek Kek)> change, CancellationToken cancellationToken, Func<Task>? before = null)
        => _audit.ChangeAsync(Intended(action, keyIdOrAlias), async audited =>
        {
            if (before is not null)
                await before().ConfigureAwait(false);
            await DoWhatIsDueAsync(rotate: null, _options.Principal).ConfigureAwait(false);
            EmbeddedKey changed = await _store.ChangeAsync(
                (catalogue, root) =>
                {
                    (Catalogue after, Kek kek) = change(catalogue, root);
                    return (after, EmbeddedKey.Of(kek, after));
                },
                CancellationToken.None).ConfigureAwait(false);
            audited.KeyId = AuditName(changed.KeyId);
            audited.KeyVersion = Text(changed.CurrentVersion);
            return changed;
        }, cancellationToken);

    /// <summary>
    /// Destroys the keys whose waiting period ended, and rotates a key whose cryptoperiod did. What is due is seen first, so
    /// that its intent is in the audit trail before the transaction that does it, and no sink is waited for in one.
    /// </summary>
    private async Task DoWhatIsDueAsync(string? rotate, string principal)
    {
        (Kek[] deletions, Kek? rotation) = await _store.ReadAsync(
            (catalogue, _) =>
            {
                StoreTime time = _store.TimeOf(catalogue);
                Kek? kek = rotate is null ? null : catalogue.Find(rotate, Path);
                return (DeletionsDue(catalogue, time, principal).ToArray(), kek is not null && kek.IsRotationDue(time) ? kek : null);
            },
            CancellationToken.None).ConfigureAwait(false);
        foreach (Kek due in deletions)
            await DoWhatIsDueAsync("DeleteKey", due, due.Current.Number, static (kek, time) => kek.IsDeletionDue(time), static (kek, _) => kek.Destroy()).ConfigureAwait(false);
        if (rotation is not null)
            await DoWhatIsDueAsync(nameof(EmbeddedKeyAction.RotateKey), rotation, rotation.Current.Number + 1, static (kek, time) => kek.IsRotationDue(time), Rotate).ConfigureAwait(false);
    }

    /// <summary>A key goes by a principal that could have had it go, never by somebody's look at the store.</summary>
    private static IEnumerable<Kek> DeletionsDue(Catalogue catalogue, StoreTime time, string principal)
        => catalogue.Keks.Values.Where(kek => kek.IsDeletionDue(time) && KeyPermissions.IsAllowedByPolicy(kek, principal, EmbeddedKeyAction.ScheduleKeyDeletion));

    private Task DoWhatIsDueAsync(string operation, Kek due, int version, Func<Kek, StoreTime, bool> isDue, Func<Kek, RootKey, Kek> change)
        => _audit.ChangeAsync(new AuditedChange(operation, AuditName(due.IdText), Text(version)), async audited =>
        {
            bool done = await _store.ChangeAsync(
                (catalogue, root) => catalogue.Keks.TryGetValue(due.Id, out Kek? kek) && isDue(kek, _store.TimeOf(catalogue)) ? (catalogue.With(change(kek, root)), true) : (catalogue, false),
                CancellationToken.None).ConfigureAwait(false);
            audited.Outcome = done ? AuditOutcome.Success : AuditOutcome.Unchanged;
        });

    private static AuditedChange Intended(EmbeddedKeyAction action, string keyName) => new(action.ToString(), AuditName(keyName));

    /// <summary>Records a use of a key after it; what it gave is zeroed where that cannot be.</summary>
    private async Task<T> AuditAsync<T>(EmbeddedKeyAction action, string keyName, EncryptionContext context, Func<Task<(T Result, string KeyId, string KeyVersion)>> call)
    {
        T result;
        string version;
        try
        {
            (result, keyName, version) = await call().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await _audit.WriteAsync(action.ToString(), AuditName(keyName), "", context, AuditOutcome.Of(exception)).ConfigureAwait(false);
            throw;
        }

        try
        {
            await _audit.WriteAsync(action.ToString(), AuditName(keyName), version, context, AuditOutcome.Success).ConfigureAwait(false);
            return result;
        }
        catch
        {
            (result as IDisposable)?.Dispose();
            throw;
        }
    }

    private static string AuditName(string keyName) => $"{EmbeddedKeyBackend.ProviderName}:{keyName}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
