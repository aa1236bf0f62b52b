using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace FieldCrypt;

/// <summary>
/// The branch keys of a key store file. Where there is a root key each row is authenticated, so that nobody enables a
/// revoked key or swaps two unnoticed. The caller holds the transaction.
/// </summary>
/// <param name="connection">The connection.</param>
/// <param name="path">The file, for messages.</param>
/// <param name="root">The root key; null in a file that holds branch keys only.</param>
internal sealed class BranchKeyTable(SqliteConnection connection, string path, RootKey? root)
{
    private const string Columns = "SELECT branch_key_id, context, generation, created_at, state, wrapped_keys, revision, mac, uses, uses_mac, purpose FROM branch_key";

    public BranchKeyRecord? Find(BranchKeyId id)
        => connection.Query($"{Columns} WHERE branch_key_id = $id", Read, ("$id", Bytes(id))).SingleOrDefault();

    public BranchKeyRecord? FindNewest(EncryptionContext context)
        => connection.Query($"{Columns} WHERE context = $context AND purpose = 0 ORDER BY generation DESC LIMIT 1", Read, ("$context", context.ToString())).SingleOrDefault();

    public List<BranchKeyRecord> List() => connection.Query($"{Columns} ORDER BY context, purpose, generation", Read);

    public bool TryAdd(BranchKeyRecord record)
        => connection.Execute(
            """
            INSERT INTO branch_key (branch_key_id, context, purpose, generation, created_at, state, wrapped_keys, revision, mac, uses, uses_mac)
            VALUES ($id, $context, $purpose, $generation, $createdAt, $state, $wrappedKeys, $revision, $mac, 0, $usesMac)
            ON CONFLICT DO NOTHING
            """,
            ("$id", Bytes(record.Id)),
            ("$context", record.Context.ToString()),
            ("$purpose", (int)record.Purpose),
            ("$generation", record.Generation),
            ("$createdAt", record.CreatedAt.ToUnixTimeMilliseconds()),
            ("$state", (int)record.State),
            ("$wrappedKeys", Encode(record)),
            ("$revision", record.Revision),
            ("$mac", Mac(record)),
            ("$usesMac", UsesMac(record.Id, 0))) == 1;

    public bool TryReplace(BranchKeyRecord record)
    {
        // Id, context, generation and age are a branch key's identity: only the rest changes.
        BranchKeyRecord? stored = Find(record.Id);
        if (stored is null || stored.Revision != record.Revision - 1)
            return false;
        BranchKeyRecord changed = stored with { State = record.State, WrappedKeys = record.WrappedKeys, Revision = record.Revision };
        connection.Execute(
            "UPDATE branch_key SET state = $state, wrapped_keys = $wrappedKeys, revision = $revision, mac = $mac WHERE branch_key_id = $id",
            ("$id", Bytes(record.Id)),
            ("$state", (int)changed.State),
            ("$wrappedKeys", Encode(changed)),
            ("$revision", changed.Revision),
            ("$mac", Mac(changed)));
        return true;
    }

    /// <summary>Adds to the count of records written under a branch key; null if there is none.</summary>
    public long? AddUses(BranchKeyId id, long uses)
    {
        if (Find(id) is not { } stored)
            return null;
        long total = checked(stored.Uses + uses);
        connection.Execute("UPDATE branch_key SET uses = $uses, uses_mac = $usesMac WHERE branch_key_id = $id", ("$id", Bytes(id)), ("$uses", total), ("$usesMac", UsesMac(id, total)));
        return total;
    }

    /// <summary>Authenticates rows anew, under this table's root key.</summary>
    public void Authenticate(IEnumerable<BranchKeyRecord> records)
    {
        foreach (BranchKeyRecord record in records)
        {
            connection.Execute(
                "UPDATE branch_key SET mac = $mac, uses_mac = $usesMac WHERE branch_key_id = $id",
                ("$id", Bytes(record.Id)), ("$mac", Mac(record)), ("$usesMac", UsesMac(record.Id, record.Uses)));
        }
    }

    private BranchKeyRecord Read(SqliteDataReader row)
    {
        BranchKeyRecord record;
        try
        {
            byte[] wrappedKeys = row.GetBlob(5);
            record = new BranchKeyRecord
            {
                Id = row.GetBlob(0) is { Length: BranchKeyId.Length } id ? BranchKeyId.Read(id) : throw new FormatException("not an id"),
                Context = row.GetContext(1) ?? throw new FormatException("no context"),
                Purpose = (BranchKeyPurpose)row.GetInt32(10),
                Generation = row.GetInt32(2),
                CreatedAt = row.GetTime(3),
                State = (BranchKeyState)row.GetInt32(4),
                WrappedKeys = wrappedKeys.Length == 0 ? [] : WrappedKeyEncoding.TryDecode(wrappedKeys) ?? throw new FormatException("not wrapped keys"),
                Revision = row.GetInt32(6),
                Uses = row.GetInt64(8),
            };
        }
        catch (Exception exception) when (exception is FormatException or InvalidCastException or ArgumentException or OverflowException or FieldCryptException)
        {
            throw KeyStoreErrors.Corrupt(path, "a branch key's row cannot be read", exception);
        }

        if (root is not null && !(IsAuthentic(Mac(record), row.GetBlob(7)) && IsAuthentic(UsesMac(record.Id, record.Uses), row.GetBlob(9))))
            throw KeyStoreErrors.Corrupt(path, $"the row of branch key {record.Id} was changed by something other than FieldCrypt");
        return record;
    }

    private byte[] Mac(BranchKeyRecord record) => root is null
        ? []
        : root.Mac(new CanonicalBytes()
            .Text("FieldCrypt embedded branch key")
            .Number(StoreSchema.Version)
            .Bytes(Bytes(record.Id))
            .Text(record.Context.ToString())
            .Number((int)record.Purpose)
            .Number(record.Generation)
            .Time(record.CreatedAt)
            .Number((int)record.State)
            .Bytes(Encode(record))
            .Number(record.Revision)
            .Written);

    /// <summary>Apart from the row's own: it changes often, and never the key itself.</summary>
    private byte[] UsesMac(BranchKeyId id, long uses) => root is null
        ? []
        : root.Mac(new CanonicalBytes()
            .Text("FieldCrypt embedded branch key uses")
            .Number(StoreSchema.Version)
            .Bytes(Bytes(id))
            .Number(uses)
            .Written);

    private static bool IsAuthentic(byte[] expected, byte[] stored) => CryptographicOperations.FixedTimeEquals(expected, stored);

    private static byte[] Encode(BranchKeyRecord record) => record.WrappedKeys.Count == 0 ? [] : WrappedKeyEncoding.Encode(record.WrappedKeys);

    private static byte[] Bytes(BranchKeyId id)
    {
        byte[] bytes = new byte[BranchKeyId.Length];
        id.Write(bytes);
        return bytes;
    }
}
