namespace FieldCrypt;

/// <summary>
/// A root key split among custodians. Parameters in the store: <see cref="RootKeyShareCommitments"/>. The shares given
/// are held until they have opened the store, then zeroed. Thread-safe.
/// </summary>
internal sealed class SharedRootKey(RootKeyShareSet? newSet) : RootKeySource, IDisposable
{
    private readonly List<RootKeyShare> _given = [];
    private readonly Lock _gate = new();
    private readonly SortedDictionary<byte, RootKeyShare> _provided = [];

    internal override string Kind => "shares";

    internal override string Description => "shares of custodians";

    /// <summary>The numbers of the shares given so far.</summary>
    public IReadOnlyList<byte> Provided
    {
        get
        {
            lock (_gate)
                return [.. _provided.Keys];
        }
    }

    /// <summary>Takes a copy of a share that was checked; <see cref="Forget"/> zeroes the share itself too, where the caller did not.</summary>
    public void Provide(RootKeyShare share)
    {
        lock (_gate)
        {
            if (_provided.Remove(share.Number, out RootKeyShare? former))
                former.Dispose();
            _provided.Add(share.Number, share.Copy());
            _given.Add(share);
        }
    }

    /// <summary>Gives a share back that was taken.</summary>
    public void Withdraw(byte number)
    {
        lock (_gate)
        {
            if (_provided.Remove(number, out RootKeyShare? share))
                share.Dispose();
            _given.RemoveAll(given => given.Number == number);
        }
    }

    internal override byte[] CreateParameters() => newSet?.Commitments.ToBytes() ?? throw new FieldCryptException(
        FieldCryptError.InvalidArgument,
        "Shares that are there already open a store; to put one under a split root key make a new share set with RootKeyShareSet.Create, and give RootKeySource.FromShares that.");

    internal override KeyMaterial GetKey(ReadOnlySpan<byte> parameters, string storePath)
    {
        RootKeyShareCommitments commitments = RootKeyShareCommitments.TryRead(parameters) ?? throw KeyStoreErrors.Corrupt(storePath, "what it says of its custodians' shares is out of range");
        lock (_gate)
        {
            if (newSet is not null && newSet.Commitments.SetNumber == commitments.SetNumber)
            {
                foreach (RootKeyShare share in newSet.FirstShares())
                    _provided[share.Number] = share;
            }

            if (_provided.Count < commitments.Threshold)
            {
                throw KeyStoreErrors.RootKeyUnavailable(storePath,
                    $"it is locked: {commitments.Threshold} of {commitments.Count} custodians' shares (set {commitments.SetId}) open it, and {_provided.Count} {(_provided.Count == 1 ? "was" : "were")} given",
                    "Have the custodians give their shares to EmbeddedKeyStore.UnlockAsync.");
            }

            foreach (RootKeyShare share in _provided.Values)
                commitments.Check(share, $"the key store {storePath}");
            var key = new KeyMaterial(KeyLength);
            SecretSharing.Combine([.. _provided.Values.Take(commitments.Threshold).Select(static share => (share.Number, share.Value))], key.Span);
            ZeroCopies();
            return key;
        }
    }

    /// <summary>Zeroes what was given, the givers' own shares too.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            ZeroCopies();
            foreach (RootKeyShare share in _given)
                share.Dispose();
            _given.Clear();
        }
    }

    public void Dispose() => Forget();

    private void ZeroCopies()
    {
        foreach (RootKeyShare share in _provided.Values)
            share.Dispose();
        _provided.Clear();
    }
}
