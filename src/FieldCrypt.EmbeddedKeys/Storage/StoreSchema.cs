using Microsoft.Data.Sqlite;

namespace FieldCrypt;

/// <summary>The tables of a key store file and the numbers in its SQLite header (docs/format-embedded.md).</summary>
internal static class StoreSchema
{
    /// <summary>SQLite's <c>application_id</c>: "FCKS".</summary>
    public const int ApplicationId = 0x46434B53;

    /// <summary>SQLite's <c>user_version</c>: the format version.</summary>
    public const int Version = 1;

    /// <summary>The root kind of a file that holds branch keys only.</summary>
    public const string NoRoot = "none";

    private const string Tables = """
        CREATE TABLE store (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            store_id TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            root_kind TEXT NOT NULL,
            root_parameters BLOB NOT NULL,
            root_check BLOB NOT NULL,
            revision INTEGER NOT NULL,
            mac BLOB NOT NULL,
            clock_at INTEGER NOT NULL,
            observed_at INTEGER NOT NULL) STRICT;
        CREATE TABLE kek (
            key_id TEXT PRIMARY KEY,
            description TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            state INTEGER NOT NULL,
            deletion_at INTEGER,
            rotation_period INTEGER) STRICT, WITHOUT ROWID;
        CREATE TABLE kek_version (
            key_id TEXT NOT NULL,
            version INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            wrapped BLOB,
            PRIMARY KEY (key_id, version)) STRICT, WITHOUT ROWID;
        CREATE TABLE kek_tag (
            key_id TEXT NOT NULL,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (key_id, name)) STRICT, WITHOUT ROWID;
        CREATE TABLE alias (
            alias TEXT PRIMARY KEY,
            key_id TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE branch_key (
            branch_key_id BLOB PRIMARY KEY,
            context TEXT NOT NULL,
            purpose INTEGER NOT NULL,
            generation INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            state INTEGER NOT NULL,
            wrapped_keys BLOB NOT NULL,
            revision INTEGER NOT NULL,
            uses INTEGER NOT NULL,
            uses_mac BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX branch_key_context ON branch_key (context);
        CREATE TABLE branch_key_set (
            context TEXT PRIMARY KEY,
            revision INTEGER NOT NULL,
            members BLOB NOT NULL,
            mac BLOB NOT NULL,
            wrapped_keys BLOB NOT NULL) STRICT, WITHOUT ROWID;
        """;

    public static void Create(SqliteConnection connection)
        => connection.Execute($"{Tables} {PermissionTables.Tables} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version};");

    /// <summary>Refuses files that are no key store of this version.</summary>
    public static void CheckVersion(SqliteConnection connection, string path)
    {
        long applicationId = connection.Scalar<long>("PRAGMA application_id");
        if (applicationId != ApplicationId)
            throw KeyStoreErrors.NoKeyStore(path, "it is a SQLite database of another kind");
        long version = connection.Scalar<long>("PRAGMA user_version");
        if (version > Version)
            throw KeyStoreErrors.NewerVersion(path, version);
        if (version < 1)
            throw KeyStoreErrors.Corrupt(path, $"its format version is {version}");
    }

    /// <summary>Refuses files that are damaged or cut.</summary>
    public static void CheckWhole(SqliteConnection connection, string path)
    {
        long length = connection.Scalar<long>("PRAGMA page_count") * connection.Scalar<long>("PRAGMA page_size");
        if (new FileInfo(path).Length < length)
            throw KeyStoreErrors.Corrupt(path, $"it is shorter than the {length} bytes it should have");
        if (connection.Scalar<long>("SELECT count(*) FROM sqlite_schema WHERE type NOT IN ('table', 'index')") != 0)
            throw KeyStoreErrors.Corrupt(path, "somebody added a trigger or view to it, which would see or change what is written");
        if (connection.Scalar<string>("PRAGMA quick_check(1)") != "ok")
            throw KeyStoreErrors.Corrupt(path, "SQLite's quick_check fails");
    }
}
