namespace FieldCrypt;

/// <summary>
/// The branch key store as a key ring sees it: every key that it gives was checked against the authenticated set of its
/// context, and every change is written with the set's next revision. A row that was changed, taken away, added or put
/// back is an error with its own name. Thread-safe.
/// </summary>
internal sealed class AuthenticatedBranchKeys(IBranchKeyStore store, BackendSet backends, KeyRingOptions options, string keyRing) : IDisposable
{
    /// <summary>Each failed attempt is another process's success.</summary>
    private const int MaximumAttempts = 64;

    private readonly BranchKeySetKeys _keys = new(backends, options, keyRing);
    private readonly SeenBranchKeySets _seen = new();

    /// <summary>What counts uses; null if the store does not.</summary>
    public IBranchKeyUseCounter? Counter => store as IBranchKeyUseCounter;

    /// <summary>Finds a key, whatever its state; null if neither the store nor the set knows of it.</summary>
    /// <param name="id">The key's id.</param>
    /// <param name="context">The context that it should be of, as far as the caller knows: where the row is gone, that set tells whether it was there.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<BranchKeyRecord?> FindAsync(BranchKeyId id, EncryptionContext? context, CancellationToken cancellationToken)
        => LookAsync(async () => (await ReadAsync(id, context, cancellationToken).ConfigureAwait(false))?.Key);

    /// <summary>Finds the branch key of highest generation, whatever its state; null if the context has none.</summary>
    public Task<BranchKeyRecord?> FindNewestAsync(EncryptionContext context, CancellationToken cancellationToken)
        => LookAsync(async () =>
        {
            // By the id that the set names: what else calls itself newer is not looked at.
            BranchKeySet? set = await ReadSetAsync(context, cancellationToken).ConfigureAwait(false);
            return set?.Newest is { } newest ? (await ReadAsync(newest.Id, context, cancellationToken).ConfigureAwait(false))?.Key : null;
        });

    /// <summary>Adds a key; false, with nothing added, if the context has this generation already: another process was first.</summary>
    public async Task<bool> TryAddAsync(BranchKeyRecord key, CancellationToken cancellationToken)
    {
        bool wasRefusedAsFirst = false;
        for (int attempt = 0; attempt < MaximumAttempts; attempt++)
        {
            BranchKeySet? set = await LookAsync(() => ReadSetAsync(key.Context, cancellationToken)).ConfigureAwait(false);
            if (set is null && wasRefusedAsFirst)
                throw BranchKeyErrors.SetMissing(key.Context);
            int next = BranchKeySet.NextGeneration(set, key.Purpose);
            if (key.Generation < next)
                return false;
            if (key.Generation > next)
                throw BranchKeyErrors.Gap(key, next);
            if (await TryWriteAsync(set, key, cancellationToken).ConfigureAwait(false))
                return true;
            wasRefusedAsFirst = set is null;
        }

        throw BranchKeyErrors.Contended(key.Context);
    }

    /// <summary>Replaces state and wrapped keys if the stored revision is the one before; false, with nothing changed, otherwise.</summary>
    public async Task<bool> TryReplaceAsync(BranchKeyRecord key, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < MaximumAttempts; attempt++)
        {
            (BranchKeyRecord Key, BranchKeySet Set)? stored = await LookAsync(() => ReadAsync(key.Id, key.Context, cancellationToken)).ConfigureAwait(false);
            if (stored is not { } found || found.Key.Revision != key.Revision - 1)
                return false;

            // Id, context, purpose, generation and age are a key's identity: only the rest changes.
            BranchKeyRecord changed = found.Key with { State = key.State, WrappedKeys = key.WrappedKeys, Revision = key.Revision };
            if (await TryWriteAsync(found.Set, changed, cancellationToken).ConfigureAwait(false))
                return true;
        }

        throw BranchKeyErrors.Contended(key.Context);
    }

    /// <summary>Wraps a set's own key anew, whatever else changes the set meanwhile; false if there is none.</summary>
    public async Task<bool> TryRewrapSetAsync(EncryptionContext context)
    {
        for (int attempt = 0; attempt < MaximumAttempts; attempt++)
        {
            BranchKeySet? set = await LookAsync(() => ReadSetAsync(context, CancellationToken.None)).ConfigureAwait(false);
            if (set is null)
                return false;
            IReadOnlyList<WrappedKey> wrappedKeys = await backends.RewrapAsync(set.Record.WrappedKeys, BranchKeyBinding.SetContextOf(context), CancellationToken.None).ConfigureAwait(false);
            if (await SignAsync(set, set.Members, wrappedKeys, key: null, CancellationToken.None).ConfigureAwait(false))
                return true;
        }

        throw BranchKeyErrors.Contended(context);
    }

    /// <summary>Makes a context's set anew, from the rows that open.</summary>
    public async Task<BranchKeyList> RepairAsync(EncryptionContext context)
    {
        BranchKeySetRecord? before = await store.FindSetAsync(context, CancellationToken.None).ConfigureAwait(false);
        BranchKeyStoreContent content = await store.ListAsync(CancellationToken.None).ConfigureAwait(false);
        var kept = new List<BranchKeyRecord>();
        var failures = new List<BranchKeyFailure>(content.Failures.Where(failure => failure.Context is null || failure.Context.Equals(context)));
        foreach (BranchKeyRecord key in content.Keys.Where(key => key.Context.Equals(context)))
        {
            bool isTaken = kept.Exists(other => other.Purpose == key.Purpose && other.Generation == key.Generation);
            FieldCryptException? failure = isTaken ? BranchKeyErrors.NotInSet(key) : await CheckOpensAsync(key).ConfigureAwait(false);
            if (failure is null)
                kept.Add(key);
            else
                failures.Add(new BranchKeyFailure(key.Id, context, failure));
        }

        if (kept.Count == 0)
            throw failures.Count == 0 ? BranchKeyErrors.NothingToRepair(context) : failures[^1].Cause;
        (BranchKeySetKey setKey, IReadOnlyList<WrappedKey> wrappedKeys) = await _keys.CreateAsync(context, CancellationToken.None).ConfigureAwait(false);
        try
        {
            BranchKeySetRecord anew = setKey.Sign((before?.Revision ?? 0) + 1, BranchKeySet.Sorted(kept.Select(BranchKeySetMember.Of)), wrappedKeys);
            if (!await store.TryWriteAsync(anew, key: null, CancellationToken.None).ConfigureAwait(false))
                throw BranchKeyErrors.Contended(context);
            BranchKeySet set = BranchKeySet.Read(anew);
            _seen.Remember(set, inAnyCase: true);
            return new BranchKeyList(kept, [set], failures);
        }
        finally
        {
            setKey.Release();
        }
    }

    /// <summary>All keys; those that are not as their set says are told as failures.</summary>
    /// <param name="opensKeys">
    /// Whether sets that this process has not seen are authenticated, at one backend call each. Without it they are taken
    /// as they are, which is enough for who only looks.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<BranchKeyList> ListAsync(bool opensKeys, CancellationToken cancellationToken)
    {
        BranchKeyList list = await ListOnceAsync(opensKeys, cancellationToken).ConfigureAwait(false);
        return list.Failures.Any(static failure => MayBeOfTwoMoments(failure.Cause)) ? await ListOnceAsync(opensKeys, cancellationToken).ConfigureAwait(false) : list;
    }

    private async Task<BranchKeyList> ListOnceAsync(bool opensKeys, CancellationToken cancellationToken)
    {
        SeenBranchKeySets.Snapshot before = _seen.Now;
        BranchKeyStoreContent content = await store.ListAsync(cancellationToken).ConfigureAwait(false);
        var failures = new List<BranchKeyFailure>(content.Failures);
        var sets = new Dictionary<EncryptionContext, BranchKeySet?>();
        foreach (BranchKeySetRecord stored in content.Sets)
        {
            try
            {
                sets[stored.Context] = await VerifyAsync(stored, before, opensKeys, cancellationToken).ConfigureAwait(false);
            }
            catch (FieldCryptException exception)
            {
                sets[stored.Context] = null;
                failures.Add(new BranchKeyFailure(null, stored.Context, exception));
            }
        }

        var keys = new List<BranchKeyRecord>();
        foreach (BranchKeyRecord key in content.Keys)
        {
            bool hasSet = sets.TryGetValue(key.Context, out BranchKeySet? set);
            FieldCryptException? failure = hasSet ? set?.Check(key) : BranchKeyErrors.SetMissing(key.Context);
            if (failure is not null)
                failures.Add(new BranchKeyFailure(key.Id, key.Context, failure));
            else if (set is not null)
                keys.Add(key);
        }

        HashSet<BranchKeyId?> found = [.. content.Keys.Select(static key => (BranchKeyId?)key.Id), .. content.Failures.Select(static failure => failure.Id)];
        foreach (BranchKeySet set in sets.Values.OfType<BranchKeySet>())
        {
            failures.AddRange(set.Members.Where(member => !found.Contains(member.Id))
                .Select(member => new BranchKeyFailure(member.Id, set.Record.Context, BranchKeyErrors.Missing(member, set.Record.Context))));
        }

        return new BranchKeyList(keys, [.. sets.Values.OfType<BranchKeySet>()], failures);
    }

    /// <summary>Forgets all keys; the next use opens them anew.</summary>
    public void EndLeases() => _keys.EndLeases();

    public void Dispose() => _keys.Dispose();

    /// <summary>A store whose reads are not of one moment may give a row and a set of two: before that is told, it is read once more.</summary>
    private static async Task<T> LookAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (FieldCryptException exception) when (MayBeOfTwoMoments(exception))
        {
            return await read().ConfigureAwait(false);
        }
    }

    private static bool MayBeOfTwoMoments(FieldCryptException exception)
        => exception.Error is FieldCryptError.BranchKeyMissing or FieldCryptError.BranchKeyStoreRolledBack or FieldCryptError.KeyStoreCorrupt;

    private async Task<(BranchKeyRecord Key, BranchKeySet Set)?> ReadAsync(BranchKeyId id, EncryptionContext? context, CancellationToken cancellationToken)
    {
        SeenBranchKeySets.Snapshot before = _seen.Now;
        StoredBranchKey? stored = await store.FindAsync(id, cancellationToken).ConfigureAwait(false);
        if (stored is null)
        {
            return context is null || await ReadSetAsync(context, cancellationToken).ConfigureAwait(false) is not { } named || named.Find(id) is not { } member
                ? null
                : member.State == BranchKeyState.Destroyed ? (member.ToDestroyed(context), named) : throw BranchKeyErrors.Missing(member, context);
        }

        if (stored.Set is null)
            throw BranchKeyErrors.SetMissing(stored.Key.Context);
        if (stored.Key.Id != id || !stored.Set.Context.Equals(stored.Key.Context))
            throw BranchKeyErrors.Corrupt(id, "the store gave another row or the set of another context");
        BranchKeySet set = await VerifyAsync(stored.Set, before, opensKey: true, cancellationToken).ConfigureAwait(false);
        return set.Check(stored.Key) is { } failure ? throw failure : (stored.Key, set);
    }

    private async Task<BranchKeySet?> ReadSetAsync(EncryptionContext context, CancellationToken cancellationToken)
    {
        SeenBranchKeySets.Snapshot before = _seen.Now;
        BranchKeySetRecord? stored = await store.FindSetAsync(context, cancellationToken).ConfigureAwait(false);
        if (stored is null)
            return before.Knows(context) ? throw BranchKeyErrors.SetMissing(context) : null;
        if (!stored.Context.Equals(context))
            throw BranchKeyErrors.SetCorrupt(context);
        return await VerifyAsync(stored, before, opensKey: true, cancellationToken).ConfigureAwait(false);
    }

    private async Task<BranchKeySet> VerifyAsync(BranchKeySetRecord stored, SeenBranchKeySets.Snapshot before, bool opensKey, CancellationToken cancellationToken)
    {
        BranchKeySet set = BranchKeySet.Read(stored);
        if (before.Knows(set))
            return set;
        if (opensKey)
        {
            BranchKeySetKey key = await _keys.HoldAsync(stored, cancellationToken).ConfigureAwait(false);
            bool isAuthentic = key.Signed(stored);
            key.Release();
            if (!isAuthentic)
                throw BranchKeyErrors.SetCorrupt(stored.Context);
        }

        before.RequireNotOlder(set);
        if (opensKey)
            _seen.Remember(set);
        return set;
    }

    /// <summary>Writes a key with the set's next revision.</summary>
    private async Task<bool> TryWriteAsync(BranchKeySet? set, BranchKeyRecord key, CancellationToken cancellationToken)
    {
        IReadOnlyList<BranchKeySetMember> members = BranchKeySet.With(set, key);
        if (set is null)
            return await TryWriteFirstAsync(key, members, cancellationToken).ConfigureAwait(false);
        return await SignAsync(set, members, set.Record.WrappedKeys, key, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> SignAsync(BranchKeySet set, IReadOnlyList<BranchKeySetMember> members, IReadOnlyList<WrappedKey> wrappedKeys, BranchKeyRecord? key, CancellationToken cancellationToken)
    {
        BranchKeySetKey setKey = await _keys.HoldAsync(set.Record, cancellationToken).ConfigureAwait(false);
        try
        {
            // The set may be known from before, and its key be another by now: nothing is signed under a key that did not sign it.
            if (!setKey.Signed(set.Record))
                throw BranchKeyErrors.SetCorrupt(set.Record.Context);
            return await TryWriteAsync(setKey.Sign(set.Record.Revision + 1, members, wrappedKeys), key, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            setKey.Release();
        }
    }

    /// <summary>Why a row cannot be of a context's set: out of range, or its wrapped keys are not its own; a destroyed key has nothing to open.</summary>
    private async Task<FieldCryptException?> CheckOpensAsync(BranchKeyRecord key)
    {
        if (BranchKeyRange.Check(key) is { } wrong)
            return BranchKeyErrors.Corrupt(key.Id, wrong);
        if (key.State == BranchKeyState.Destroyed)
            return key.WrappedKeys.Count == 0 ? null : BranchKeyErrors.Corrupt(key.Id, "it is destroyed, and yet has wrapped keys");
        try
        {
            (await backends.UnwrapAsync(key.WrappedKeys, BranchKeyBinding.ContextOf(key), CancellationToken.None).ConfigureAwait(false)).Dispose();
            return null;
        }
        catch (FieldCryptException exception) when (!exception.IsTransient)
        {
            return exception;
        }
    }

    private async Task<bool> TryWriteFirstAsync(BranchKeyRecord key, IReadOnlyList<BranchKeySetMember> members, CancellationToken cancellationToken)
    {
        (BranchKeySetKey setKey, IReadOnlyList<WrappedKey> wrappedKeys) = await _keys.CreateAsync(key.Context, cancellationToken).ConfigureAwait(false);
        try
        {
            return await TryWriteAsync(setKey.Sign(revision: 1, members, wrappedKeys), key, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            setKey.Release();
        }
    }

    private async Task<bool> TryWriteAsync(BranchKeySetRecord set, BranchKeyRecord? key, CancellationToken cancellationToken)
    {
        bool written = await store.TryWriteAsync(set, key, cancellationToken).ConfigureAwait(false);
        if (written)
            _seen.Remember(BranchKeySet.Read(set));
        return written;
    }
}
