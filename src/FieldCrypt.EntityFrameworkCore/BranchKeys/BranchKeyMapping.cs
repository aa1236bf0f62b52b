using System.Security.Cryptography;

namespace FieldCrypt.EntityFrameworkCore.BranchKeys;

/// <summary>Branch key records as entities and back.</summary>
internal static class BranchKeyMapping
{
    public static byte[] HashOf(EncryptionContext context) => SHA256.HashData(context.CanonicalBytes);

    public static long NumberOf(BranchKeyId id) => unchecked((long)id.Value);

    public static byte[]? Encode(IReadOnlyList<WrappedKey> wrappedKeys) => wrappedKeys.Count == 0 ? null : BranchKeyRecord.EncodeWrappedKeys(wrappedKeys);

    public static BranchKeyEntity ToEntity(BranchKeyRecord record) => new()
    {
        ContextHash = HashOf(record.Context),
        Purpose = record.Purpose,
        Generation = record.Generation,
        Id = NumberOf(record.Id),
        Context = record.Context.ToString(),
        CreatedAt = record.CreatedAt.ToUnixTimeMilliseconds(),
        State = record.State,
        WrappedKeys = Encode(record.WrappedKeys),
        Uses = record.Uses,
        Revision = record.Revision,
    };

    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.KeyStoreCorrupt"/>: the row is not as FieldCrypt wrote it.</exception>
    public static BranchKeyRecord ToRecord(BranchKeyEntity entity)
    {
        var id = new BranchKeyId(unchecked((ulong)entity.Id));
        EncryptionContext context = EncryptionContext.Parse(entity.Context);
        IReadOnlyList<WrappedKey>? wrappedKeys = entity.WrappedKeys is null ? [] : BranchKeyRecord.DecodeWrappedKeys(entity.WrappedKeys);
        if (wrappedKeys is null || !HashOf(context).AsSpan().SequenceEqual(entity.ContextHash))
        {
            throw new FieldCryptException(FieldCryptError.KeyStoreCorrupt,
                $"The row of branch key {id} in table {Microsoft.EntityFrameworkCore.FieldCryptModelBuilderExtensions.TableName} is not as FieldCrypt wrote it. Restore it from a backup.")
            { KeyId = id.ToString() };
        }

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
}
