using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace FieldCrypt;

/// <summary>
/// The branch keys of a key store file and their sets, which authenticate them (<see cref="BranchKeySetRecord"/>). Where
/// there is a root key the count of uses, which no set holds, has a MAC under it. The caller holds the transaction.
/// </summary>
/// <param name="connection">The connection.</param>
/// <param name="path">The file, for messages.</param>
/// <param name="root">The root key; null in a file that holds branch keys only.</param>
internal sealed class BranchKeyTable(SqliteConnection connection, string path, RootKey? root)
{
    private const string Keys = "SELECT branch_key_id, context, purpose, generation, created_at, state, wrapped_keys, revision, uses, uses_mac FROM branch_key";
    private const string Sets = "SELECT context, revision, members, mac, wrapped_keys FROM branch_key_set";

    public StoredBranchKey? Find(BranchKeyId id)
        => FindKey(id) is { } key ? new StoredBranchKey(key, FindSet(key.Context)) : null;

    public BranchKeySetRecord? FindSet(EncryptionContext context)
        => connection.Query($"{Sets} WHERE context = $context", ReadSet, ("$context", context.ToString())).SingleOrDefault();

    public BranchKeyStoreContent List()
    {
        var failures = new List<BranchKeyFailure>();
        BranchKeyRecord[] keys = [.. connection.Query($"{Keys} ORDER BY context, purpose, generation", row => TryRead(row, ReadKey, failures)).OfType<BranchKeyRecord>()];
        BranchKeySetRecord[] sets = [.. connection.Query($"{Sets} ORDER BY context", row => TryRead(row, ReadSet, failures)).OfType<BranchKeySetRecord>()];
        return new BranchKeyStoreContent(keys, sets, failures);
    }

    public bool TryWrite(BranchKeySetRecord set, BranchKeyRecord? key)
    {
        if (!IsNext(set, key))
            return false;
        connection.Execute(
            """
            INSERT INTO branch_key_set (context, revision, members, mac, wrapped_keys) VALUES ($context, $revision, $members, $mac, $wrappedKeys)
            ON CONFLICT (context) DO UPDATE SET revision = $revision, members = $members, mac = $mac, wrapped_keys = $wrappedKeys
            """,
            ("$context", set.Context.ToString()), ("$revision", set.Revision), ("$members", set.Members), ("$mac", set.Mac), ("$wrappedKeys", Encode(set.WrappedKeys)));
        if (key is { Revision: 0 })
            Add(key);
        else if (key is not null)
            Replace(key);
        return true;
    }

    /// <summary>Adds to the count of records written under a branch key; null if there is none.</summary>
    public long? AddUses(BranchKeyId id, long uses)
    {
        if (FindKey(id) is not { } stored)
            return null;
        long total = checked(stored.Uses + uses);
        connection.Execute("UPDATE branch_key SET uses = $uses, uses_mac = $usesMac WHERE branch_key_id = $id", ("$id", Bytes(id)), ("$uses", total), ("$usesMac", UsesMac(id, total)));
        return total;
    }

    /// <summary>Authenticates the counts anew, under another root key. A row that cannot be read stays as it is, and is refused as before.</summary>
    public void Authenticate(RootKey anew)
    {
        var table = new BranchKeyTable(connection, path, anew);
        foreach (BranchKeyRecord key in List().Keys)
            connection.Execute("UPDATE branch_key SET uses_mac = $usesMac WHERE branch_key_id = $id", ("$id", Bytes(key.Id)), ("$usesMac", table.UsesMac(key.Id, key.Uses)));
    }

    /// <summary>Whether set and key follow what is stored.</summary>
    private bool IsNext(BranchKeySetRecord set, BranchKeyRecord? key)
    {
        string context = set.Context.ToString();
        long? revision = connection.Query("SELECT revision FROM branch_key_set WHERE context = $context", static row => (long?)row.GetInt64(0), ("$context", context)).SingleOrDefault();
        if ((revision ?? 0) != set.Revision - 1)
            return false;
        if (revision is null && key is not null && connection.Query("SELECT 1 FROM branch_key WHERE context = $context LIMIT 1", static row => row.GetInt64(0), ("$context", context)).Count > 0)
            return false;
        if (key is null)
            return true;
        long? stored = connection.Query("SELECT revision FROM branch_key WHERE branch_key_id = $id", static row => (long?)row.GetInt64(0), ("$id", Bytes(key.Id))).SingleOrDefault();
        return key.Revision == 0 ? stored is null : stored == key.Revision - 1;
    }

    private void Add(BranchKeyRecord key) => connection.Execute(
        """
        INSERT INTO branch_key (branch_key_id, context, purpose, generation, created_at, state, wrapped_keys, revision, uses, uses_mac)
        VALUES ($id, $context, $purpose, $generation, $createdAt, $state, $wrappedKeys, $revision, 0, $usesMac)
        """,
        ("$id", Bytes(key.Id)),
        ("$context", key.Context.ToString()),
        ("$purpose", (int)key.Purpose),
        ("$generation", key.Generation),
        ("$createdAt", key.CreatedAt.ToUnixTimeMilliseconds()),
        ("$state", (int)key.State),
        ("$wrappedKeys", Encode(key.WrappedKeys)),
        ("$revision", key.Revision),
        ("$usesMac", UsesMac(key.Id, 0)));

    private void Replace(BranchKeyRecord key) => connection.Execute(
        "UPDATE branch_key SET state = $state, wrapped_keys = $wrappedKeys, revision = $revision WHERE branch_key_id = $id",
        ("$id", Bytes(key.Id)), ("$state", (int)key.State), ("$wrappedKeys", Encode(key.WrappedKeys)), ("$revision", key.Revision));

    private BranchKeyRecord? FindKey(BranchKeyId id) => connection.Query($"{Keys} WHERE branch_key_id = $id", ReadKey, ("$id", Bytes(id))).SingleOrDefault();

    private BranchKeyRecord ReadKey(SqliteDataReader row)
    {
        BranchKeyRecord key = Read(row, "a branch key's row", row => new BranchKeyRecord
        {
            Id = row.GetBlob(0) is { Length: BranchKeyId.Length } id ? BranchKeyId.Read(id) : throw new FormatException("not an id"),
            Context = row.GetContext(1) ?? throw new FormatException("no context"),
            Purpose = (BranchKeyPurpose)row.GetInt32(2),
            Generation = row.GetInt32(3),
            CreatedAt = row.GetTime(4),
            State = (BranchKeyState)row.GetInt32(5),
            WrappedKeys = row.GetBlob(6) is { Length: > 0 } wrappedKeys ? Decode(wrappedKeys) : [],
            Revision = row.GetInt32(7),
            Uses = row.GetInt64(8),
        });
        if (root is not null && !CryptographicOperations.FixedTimeEquals(UsesMac(key.Id, key.Uses), row.GetBlob(9)))
            throw KeyStoreErrors.Corrupt(path, $"the count of uses of branch key {key.Id} was changed by something other than FieldCrypt");
        return key;
    }

    private BranchKeySetRecord ReadSet(SqliteDataReader row) => Read(row, "the row of a set of branch keys", static row => new BranchKeySetRecord
    {
        Context = row.GetContext(0) ?? throw new FormatException("no context"),
        Revision = row.GetInt64(1),
        Members = row.GetBlob(2),
        Mac = row.GetBlob(3),
        WrappedKeys = Decode(row.GetBlob(4)),
    });

    private T Read<T>(SqliteDataReader row, string what, Func<SqliteDataReader, T> read)
    {
        try
        {
            return read(row);
        }
        catch (Exception exception) when (exception is FormatException or InvalidCastException or ArgumentException or OverflowException or FieldCryptException)
        {
            throw KeyStoreErrors.Corrupt(path, $"{what} cannot be read", exception);
        }
    }

    private static T? TryRead<T>(SqliteDataReader row, Func<SqliteDataReader, T> read, List<BranchKeyFailure> failures)
        where T : class
    {
        try
        {
            return read(row);
        }
        catch (FieldCryptException exception)
        {
            bool hasId = row.GetName(0) == "branch_key_id" && row.GetBlob(0).Length == BranchKeyId.Length;
            failures.Add(new BranchKeyFailure(hasId ? BranchKeyId.Read(row.GetBlob(0)) : null, Context: null, exception));
            return null;
        }
    }

    /// <summary>Apart from the set: it changes often, and never the key itself.</summary>
    private byte[] UsesMac(BranchKeyId id, long uses) => root is null
        ? []
        : root.Mac(new CanonicalBytes()
            .Text("FieldCrypt embedded branch key uses")
            .Number(StoreSchema.Version)
            .Bytes(Bytes(id))
            .Number(uses)
            .Written);

    private static byte[] Encode(IReadOnlyList<WrappedKey> keys) => keys.Count == 0 ? [] : WrappedKeyEncoding.Encode(keys);

    private static IReadOnlyList<WrappedKey> Decode(byte[] bytes) => WrappedKeyEncoding.TryDecode(bytes) ?? throw new FormatException("not wrapped keys");

    private static byte[] Bytes(BranchKeyId id)
    {
        byte[] bytes = new byte[BranchKeyId.Length];
        id.Write(bytes);
        return bytes;
    }
}
