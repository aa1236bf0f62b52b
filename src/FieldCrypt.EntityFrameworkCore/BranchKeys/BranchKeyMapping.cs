using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;

namespace FieldCrypt.EntityFrameworkCore.BranchKeys;

/// <summary>Branch key records and their sets as entities and back.</summary>
internal static class BranchKeyMapping
{
    public static byte[] HashOf(EncryptionContext context) => SHA256.HashData(context.CanonicalBytes);

    public static long NumberOf(BranchKeyId id) => unchecked((long)id.Value);

    public static byte[]? Encode(IReadOnlyList<WrappedKey> wrappedKeys) => wrappedKeys.Count == 0 ? null : BranchKeyRecord.EncodeWrappedKeys(wrappedKeys);

    public static BranchKeyId IdOf(long number) => new(unchecked((ulong)number));

    public static BranchKeyEntity ToEntity(BranchKeyRecord record) => new()
    {
        Id = NumberOf(record.Id),
        ContextHash = HashOf(record.Context),
        Context = record.Context.ToString(),
        Purpose = record.Purpose,
        Generation = record.Generation,
        CreatedAt = record.CreatedAt.ToUnixTimeMilliseconds(),
        State = record.State,
        WrappedKeys = record.WrappedKeys.Count == 0 ? null : BranchKeyRecord.EncodeWrappedKeys(record.WrappedKeys),
        Uses = record.Uses,
        Revision = record.Revision,
    };

    public static BranchKeySetEntity ToEntity(BranchKeySetRecord set) => new()
    {
        ContextHash = HashOf(set.Context),
        Context = set.Context.ToString(),
        Revision = set.Revision,
        Members = set.Members,
        Mac = set.Mac,
        WrappedKeys = BranchKeyRecord.EncodeWrappedKeys(set.WrappedKeys),
    };

    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.KeyStoreCorrupt"/>: the row is not as FieldCrypt wrote it.</exception>
    public static BranchKeyRecord ToRecord(BranchKeyEntity entity)
    {
        BranchKeyId id = IdOf(entity.Id);
        IReadOnlyList<WrappedKey>? wrappedKeys = entity.WrappedKeys is null ? [] : BranchKeyRecord.DecodeWrappedKeys(entity.WrappedKeys);
        if (wrappedKeys is null || TryParse(entity.Context, entity.ContextHash) is not { } context || !IsTime(entity.CreatedAt))
            throw Corrupt(id, null);
        return new BranchKeyRecord
        {
            Id = id,
            Context = context,
            Purpose = entity.Purpose,
            Generation = entity.Generation,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(entity.CreatedAt),
            State = entity.State,
            WrappedKeys = wrappedKeys,
            Uses = entity.Uses,
            Revision = entity.Revision,
        };
    }

    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.KeyStoreCorrupt"/>: the row is not as FieldCrypt wrote it.</exception>
    public static BranchKeySetRecord ToRecord(BranchKeySetEntity entity)
    {
        if (TryParse(entity.Context, entity.ContextHash) is not { } context || BranchKeyRecord.DecodeWrappedKeys(entity.WrappedKeys) is not { } wrappedKeys)
        {
            throw new FieldCryptException(FieldCryptError.KeyStoreCorrupt,
                $"The row of table {FieldCryptModelBuilderExtensions.SetTableName} whose ContextHash is {Convert.ToHexString(entity.ContextHash)} is not as FieldCrypt wrote it. Restore it from a backup, or delete it and make the set anew with BranchKeys.RepairAsync.");
        }

        return new BranchKeySetRecord { Context = context, Revision = entity.Revision, Members = entity.Members, Mac = entity.Mac, WrappedKeys = wrappedKeys };
    }

    public static FieldCryptException Corrupt(BranchKeyId id, Exception? inner) => new(FieldCryptError.KeyStoreCorrupt,
        $"The row of branch key {id} in table {FieldCryptModelBuilderExtensions.TableName} is not as FieldCrypt wrote it. Restore it from a backup.", inner)
    { KeyId = id.ToString() };

    private static EncryptionContext? TryParse(string text, byte[] hash)
        => EncryptionContext.TryReadText(text) is { } context && HashOf(context).AsSpan().SequenceEqual(hash) ? context : null;

    private static bool IsTime(long milliseconds)
        => milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
}
