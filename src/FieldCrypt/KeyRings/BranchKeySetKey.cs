using System.Security.Cryptography;

namespace FieldCrypt;

/// <summary>The key that authenticates a context's set of branch keys, in clear. Opens no envelope.</summary>
/// <param name="context">The context of the set.</param>
/// <param name="key">The key, 32 bytes; owned from here on.</param>
internal sealed class BranchKeySetKey(EncryptionContext context, KeyMaterial key) : OpenedKey(context)
{
    /// <summary>The set's next revision, under this key. The caller holds the key.</summary>
    public BranchKeySetRecord Sign(long revision, IReadOnlyList<BranchKeySetMember> members, IReadOnlyList<WrappedKey> wrappedKeys)
    {
        var record = new BranchKeySetRecord { Context = Context, Revision = revision, Members = BranchKeySetFormat.Encode(members), Mac = [], WrappedKeys = wrappedKeys };
        return record with { Mac = Mac(record) };
    }

    /// <summary>Whether the set was signed under this key. The caller holds the key.</summary>
    public bool Signed(BranchKeySetRecord set) => CryptographicOperations.FixedTimeEquals(Mac(set), set.Mac);

    public override DecryptionResult Decrypt(in Envelope envelope, ReadOnlySpan<byte> aad, Span<byte> plaintext) => DecryptionResult.CommitmentMismatch;

    protected override void Close() => key.Dispose();

    private byte[] Mac(BranchKeySetRecord set) => HMACSHA256.HashData(key.Span, BranchKeySetFormat.AuthenticatedBytes(set));
}
