using System.Security.Cryptography;

namespace FieldCrypt;

/// <summary>
/// A new root key, random, split among custodians: N shares, of which M open the key store. Hand each share to its
/// custodian, have each verified as written down, put the store under it with
/// <c>RootKeySource.FromShares(set)</c>, and dispose the set: from then on the root key is nowhere but
/// in M shares together. Not thread-safe.
/// </summary>
public sealed class RootKeyShareSet : IDisposable
{
    internal const int MinimumThreshold = 2;
    internal const int MaximumCount = 32;

    private readonly RootKeyShare[] _shares;
    private readonly RootKeyShareCommitments _commitments;

    private RootKeyShareSet(RootKeyShare[] shares)
    {
        _shares = shares;
        _commitments = RootKeyShareCommitments.Of(shares);
    }

    /// <summary>Makes a root key and splits it.</summary>
    /// <param name="threshold">How many custodians open the store: 2 to <paramref name="count"/>.</param>
    /// <param name="count">How many shares there are: at most 32.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.InvalidArgument"/>: out of range.</exception>
    public static RootKeyShareSet Create(int threshold, int count)
    {
        if (threshold < MinimumThreshold || count < threshold || count > MaximumCount)
            throw new FieldCryptException(FieldCryptError.InvalidArgument, $"A root key is split into at most {MaximumCount} shares, of which {MinimumThreshold} to all open it; {threshold} of {count} is not possible. No single custodian may open the store.");

        ulong setId = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
        RootKeyShare[] shares = [.. Enumerable.Range(1, count).Select(number => new RootKeyShare(setId, (byte)threshold, (byte)number, new KeyMaterial(RootKeyShare.ValueLength)))];
        using KeyMaterial key = KeyMaterial.Random(RootKeyShare.ValueLength);
        SecretSharing.Split(key.Span, threshold, [.. shares.Select(static share => share.Value)]);
        return new RootKeyShareSet(shares);
    }

    /// <summary>The set's id, 16 hexadecimal digits.</summary>
    public string SetId => _commitments.SetId;

    /// <summary>How many shares open the store.</summary>
    public int Threshold => _commitments.Threshold;

    /// <summary>The shares, by number. They are the set's: it disposes them.</summary>
    public IReadOnlyList<RootKeyShare> Shares => _shares;

    /// <summary>Whether a share as its custodian wrote it down is the one of this set.</summary>
    /// <param name="share">The share as read back.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.KeyStoreRootKeyWrong"/>: it is not.</exception>
    public void Verify(RootKeyShare share)
    {
        ArgumentNullException.ThrowIfNull(share);
        _commitments.Check(share, $"share set {SetId}");
    }

    /// <summary>Zeroes the shares held here.</summary>
    public void Dispose()
    {
        foreach (RootKeyShare share in _shares)
            share.Dispose();
    }

    /// <summary>Id, threshold and number of shares; no secret.</summary>
    public override string ToString() => $"share set {SetId} ({Threshold} of {_shares.Length} open it)";

    internal RootKeyShareCommitments Commitments => _commitments;

    internal IEnumerable<RootKeyShare> FirstShares() => _shares.Take(Threshold).Select(static share => share.Copy());
}
