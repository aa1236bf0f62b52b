using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FieldCrypt;

/// <summary>The bytes of a set of branch keys (docs/format.md, section 4). Numbers are big-endian.</summary>
/// <remarks>
/// <code>
/// member (50) = id (8) || purpose (1) || generation (4) || state (1) || revision (4) || digest (32)
/// digest      = SHA-256("FieldCrypt branch key" || 00 || 01 || length (2), canonical context || id (8) || purpose (1)
///               || generation (4) || state (1) || revision (4) || created (8) || wrapped keys)
/// MAC         = HMAC-SHA-256(set key, "FieldCrypt branch key set" || 00 || 01 || length (2), canonical context
///               || revision (8) || members)
/// </code>
/// Members are sorted by purpose and generation. How often a key was used is not part of it: that changes too often.
/// </remarks>
internal static class BranchKeySetFormat
{
    public const int MemberLength = BranchKeyId.Length + 1 + sizeof(int) + 1 + sizeof(int) + SHA256.HashSizeInBytes;

    private const byte Version = 1;

    private static ReadOnlySpan<byte> KeyLabel => "FieldCrypt branch key"u8;

    private static ReadOnlySpan<byte> SetLabel => "FieldCrypt branch key set"u8;

    public static byte[] Encode(IReadOnlyList<BranchKeySetMember> members)
    {
        byte[] bytes = new byte[members.Count * MemberLength];
        Span<byte> rest = bytes;
        foreach (BranchKeySetMember member in members)
        {
            WriteIdentity(rest, member.Id, member.Purpose, member.Generation, member.State, member.Revision);
            member.Digest.CopyTo(rest[18..]);
            rest = rest[MemberLength..];
        }

        return bytes;
    }

    /// <summary>Reads members; null if the bytes are none, or not in their order.</summary>
    public static BranchKeySetMember[]? TryDecode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes.Length % MemberLength != 0)
            return null;
        var members = new BranchKeySetMember[bytes.Length / MemberLength];
        var ids = new HashSet<BranchKeyId>();
        for (int i = 0; i < members.Length; i++)
        {
            ReadOnlySpan<byte> at = bytes.Slice(i * MemberLength, MemberLength);
            var member = new BranchKeySetMember(
                BranchKeyId.Read(at),
                (BranchKeyPurpose)at[8],
                BinaryPrimitives.ReadInt32BigEndian(at[9..]),
                (BranchKeyState)at[13],
                BinaryPrimitives.ReadInt32BigEndian(at[14..]),
                at[18..].ToArray());
            bool isInOrder = i == 0 || (members[i - 1].Purpose, members[i - 1].Generation).CompareTo((member.Purpose, member.Generation)) < 0;
            if (!isInOrder || !ids.Add(member.Id) || BranchKeyRange.Check(member.Purpose, member.Generation, member.State, member.Revision) is not null)
                return null;
            members[i] = member;
        }

        return members;
    }

    /// <summary>What tells a row from any other of the same id.</summary>
    public static byte[] DigestOf(BranchKeyRecord key)
    {
        byte[] wrappedKeys = key.WrappedKeys.Count == 0 ? [] : WrappedKeyEncoding.Encode(key.WrappedKeys);
        Span<byte> numbers = stackalloc byte[18 + sizeof(long)];
        WriteIdentity(numbers, key.Id, key.Purpose, key.Generation, key.State, key.Revision);
        BinaryPrimitives.WriteInt64BigEndian(numbers[18..], key.CreatedAt.ToUnixTimeMilliseconds());
        return SHA256.HashData([.. Head(KeyLabel, key.Context), .. numbers, .. wrappedKeys]);
    }

    /// <summary>The bytes under a set's MAC.</summary>
    public static byte[] AuthenticatedBytes(BranchKeySetRecord set)
    {
        Span<byte> revision = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(revision, set.Revision);
        return [.. Head(SetLabel, set.Context), .. revision, .. set.Members];
    }

    private static byte[] Head(ReadOnlySpan<byte> label, EncryptionContext context)
    {
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)context.CanonicalBytes.Length));
        return [.. label, 0, Version, .. length, .. context.CanonicalBytes];
    }

    private static void WriteIdentity(Span<byte> to, BranchKeyId id, BranchKeyPurpose purpose, int generation, BranchKeyState state, int revision)
    {
        id.Write(to);
        to[8] = (byte)purpose;
        BinaryPrimitives.WriteInt32BigEndian(to[9..], generation);
        to[13] = (byte)state;
        BinaryPrimitives.WriteInt32BigEndian(to[14..], revision);
    }
}
