using System.Security.Cryptography;

namespace FieldCrypt;

/// <summary>
/// A set of branch keys taken apart: what it says of each key of its context. Immutable. Whether it is authentic is for
/// <see cref="AuthenticatedBranchKeys"/> to find out.
/// </summary>
internal sealed class BranchKeySet
{
    private readonly BranchKeySetMember[] _members;

    private BranchKeySet(BranchKeySetRecord record, BranchKeySetMember[] members)
    {
        Record = record;
        _members = members;
    }

    /// <summary>As it is stored.</summary>
    public BranchKeySetRecord Record { get; }

    /// <summary>By purpose and generation.</summary>
    public IReadOnlyList<BranchKeySetMember> Members => _members;

    /// <summary>The branch key of highest generation; null if there are blind index keys only.</summary>
    public BranchKeySetMember? Newest => _members.LastOrDefault(static member => member.Purpose == BranchKeyPurpose.RecordKeys);

    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.KeyStoreCorrupt"/>: it is none.</exception>
    public static BranchKeySet Read(BranchKeySetRecord record)
        => record.Revision > 0 && BranchKeySetFormat.TryDecode(record.Members) is { } members ? new(record, members) : throw BranchKeyErrors.SetCorrupt(record.Context);

    /// <summary>Identifies the set with its MAC, to know it again.</summary>
    public byte[] Fingerprint() => SHA256.HashData([.. BranchKeySetFormat.AuthenticatedBytes(Record), .. Record.Mac]);

    public BranchKeySetMember? Find(BranchKeyId id) => Array.Find(_members, member => member.Id == id);

    /// <summary>The generation that a context's next key of a purpose has.</summary>
    public static int NextGeneration(BranchKeySet? set, BranchKeyPurpose purpose)
        => (set?._members.LastOrDefault(member => member.Purpose == purpose)?.Generation ?? 0) + 1;

    /// <summary>What is wrong with a stored row by what this set says; null if nothing is.</summary>
    public FieldCryptException? Check(BranchKeyRecord key)
    {
        if (BranchKeyRange.Check(key) is { } wrong)
            return BranchKeyErrors.Corrupt(key.Id, wrong);
        if (Find(key.Id) is not { } member)
            return BranchKeyErrors.NotInSet(key);
        if (key.Revision != member.Revision)
            return BranchKeyErrors.OtherRevision(key, member.Revision);
        return CryptographicOperations.FixedTimeEquals(BranchKeySetFormat.DigestOf(key), member.Digest) ? null : BranchKeyErrors.Corrupt(key.Id, "it was changed by something other than FieldCrypt");
    }

    /// <summary>The members with a key added or replaced.</summary>
    public static BranchKeySetMember[] With(BranchKeySet? set, BranchKeyRecord key)
        => Sorted([.. (set?._members ?? []).Where(member => member.Id != key.Id), BranchKeySetMember.Of(key)]);

    public static BranchKeySetMember[] Sorted(IEnumerable<BranchKeySetMember> members)
        => [.. members.OrderBy(static member => member.Purpose).ThenBy(static member => member.Generation)];
}
