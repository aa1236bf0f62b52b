using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FieldCrypt;

/// <summary>
/// What a key store's file says of its share set, without a secret: id, threshold, and per share a SHA-256 that tells
/// the right share from a wrong one before anything is unlocked. A share is 256 random bits, so its hash gives nothing
/// away. Parameters in the file: set id 8, threshold 1, count 1, then 32 bytes per share, by number.
/// </summary>
internal sealed class RootKeyShareCommitments
{
    private const int HeaderLength = 10;
    private readonly byte[] _bytes;

    private RootKeyShareCommitments(byte[] bytes) => _bytes = bytes;

    public ulong SetNumber => BinaryPrimitives.ReadUInt64BigEndian(_bytes);

    public string SetId => SetNumber.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    public int Threshold => _bytes[8];

    public int Count => _bytes[9];

    public byte[] ToBytes() => [.. _bytes];

    public static RootKeyShareCommitments Of(IReadOnlyList<RootKeyShare> shares)
    {
        byte[] bytes = new byte[HeaderLength + (32 * shares.Count)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, shares[0].SetNumber);
        bytes[8] = (byte)shares[0].Threshold;
        bytes[9] = (byte)shares.Count;
        foreach (RootKeyShare share in shares)
            Hash(share, bytes.AsSpan(HeaderLength + (32 * (share.Number - 1)), 32));
        return new RootKeyShareCommitments(bytes);
    }

    /// <summary>Reads them from a store's file; null if they are malformed.</summary>
    public static RootKeyShareCommitments? TryRead(ReadOnlySpan<byte> parameters)
        => parameters.Length > HeaderLength
            && parameters.Length == HeaderLength + (32 * parameters[9])
            && parameters[8] >= RootKeyShareSet.MinimumThreshold
            && parameters[8] <= parameters[9]
            ? new RootKeyShareCommitments(parameters.ToArray())
            : null;

    /// <summary>Refuses a share of another set, and one that was changed.</summary>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.KeyStoreRootKeyWrong"/>.</exception>
    public void Check(RootKeyShare share, string place)
    {
        if (share.SetNumber != SetNumber)
        {
            throw new FieldCryptException(FieldCryptError.KeyStoreRootKeyWrong,
                $"Share {share.Number} is of set {share.SetId}; {place} is opened by shares of set {SetId}. It belongs to another key store, or was replaced when the root key was split anew. Ask its custodian for the newest share.");
        }

        Span<byte> hash = stackalloc byte[32];
        bool isKnown = share.Number >= 1 && share.Number <= Count && share.Threshold == Threshold;
        if (isKnown)
            Hash(share, hash);
        if (!isKnown || !CryptographicOperations.FixedTimeEquals(hash, _bytes.AsSpan(HeaderLength + (32 * (share.Number - 1)), 32)))
        {
            throw new FieldCryptException(FieldCryptError.KeyStoreRootKeyWrong,
                $"Share {share.Number} of set {share.SetId} is not the one that was handed out for {place}: it was changed. The other custodians' shares can still open it, if there are {Threshold}; then split the root key anew.");
        }
    }

    private static void Hash(RootKeyShare share, Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[10 + RootKeyShare.ValueLength];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, share.SetNumber);
        bytes[8] = (byte)share.Threshold;
        bytes[9] = share.Number;
        share.Value.Span.CopyTo(bytes[10..]);
        SHA256.HashData(bytes, destination);
        bytes.Clear();
    }
}
