using System.Collections.Immutable;

namespace FieldCrypt;

/// <summary>
/// The newest authentic set of each context that this process has seen: what makes an older copy of the store show, and
/// spares opening the set's key for one that is known. Thread-safe.
/// </summary>
internal sealed class SeenBranchKeySets
{
    /// <summary>About 100 bytes each. Beyond it all are forgotten, and seen again one by one.</summary>
    private const int Capacity = 100_000;

    private ImmutableDictionary<EncryptionContext, (long Revision, byte[] Fingerprint)> _sets = ImmutableDictionary<EncryptionContext, (long, byte[])>.Empty;

    /// <summary>What was seen until now. Taken before the store is read, so that what others write meanwhile makes no older set of it.</summary>
    public Snapshot Now => new(Volatile.Read(ref _sets));

    /// <summary>Remembers a set, unless a newer one was seen.</summary>
    /// <param name="set">An authentic set.</param>
    /// <param name="inAnyCase">Whether to forget a newer one: the set was made anew on purpose.</param>
    public void Remember(BranchKeySet set, bool inAnyCase = false)
    {
        (long Revision, byte[] Fingerprint) seen = (set.Record.Revision, set.Fingerprint());
        ImmutableInterlocked.Update(
            ref _sets,
            sets => !inAnyCase && sets.TryGetValue(set.Record.Context, out var known) && known.Revision >= seen.Revision
                ? sets
                : (sets.Count < Capacity ? sets : sets.Clear()).SetItem(set.Record.Context, seen));
    }

    /// <summary>What was seen until one moment. Immutable.</summary>
    internal readonly struct Snapshot(ImmutableDictionary<EncryptionContext, (long Revision, byte[] Fingerprint)> sets)
    {
        public bool Knows(EncryptionContext context) => sets.ContainsKey(context);

        /// <summary>Whether this very set was seen, and so is authentic.</summary>
        public bool Knows(BranchKeySet set) => sets.TryGetValue(set.Record.Context, out var seen)
            && seen.Revision == set.Record.Revision
            && seen.Fingerprint.AsSpan().SequenceEqual(set.Fingerprint());

        /// <summary>Refuses a set that is older than one seen, or another of the same revision.</summary>
        /// <exception cref="FieldCryptException"><see cref="FieldCryptError.BranchKeyStoreRolledBack"/>.</exception>
        public void RequireNotOlder(BranchKeySet set)
        {
            if (sets.TryGetValue(set.Record.Context, out var seen) && seen.Revision >= set.Record.Revision && !Knows(set))
                throw BranchKeyErrors.SetOlder(set.Record.Context, set.Record.Revision, seen.Revision);
        }
    }
}
