using System.Collections.Immutable;
using Microsoft.Data.Sqlite;

namespace FieldCrypt;

/// <summary>The catalogue as rows: reads it whole, and writes what changed. The caller holds the transaction.</summary>
internal static class CatalogueTables
{
    /// <summary>Reads the header and the catalogue's MAC; cheap.</summary>
    public static (StoreHeader Header, byte[] Mac) ReadHeader(SqliteConnection connection)
        => connection.Query(
            "SELECT store_id, created_at, root_kind, root_parameters, root_check, revision, mac, clock_at, observed_at FROM store WHERE id = 1",
            static row => (new StoreHeader(row.GetId(0), row.GetTime(1), row.GetString(2), row.GetBlob(3), row.GetBlob(4), row.GetInt64(5), row.GetTime(7), row.GetTime(8)), row.GetBlob(6)))[0];

    /// <summary>Reads everything; not yet authenticated.</summary>
    public static Catalogue Read(SqliteConnection connection, StoreHeader header)
    {
        ILookup<Guid, KekVersion> versions = connection.Query(
            "SELECT key_id, version, created_at, wrapped FROM kek_version ORDER BY key_id, version",
            static row => (Id: row.GetId(0), Version: new KekVersion(row.GetInt32(1), row.GetTime(2), row.IsDBNull(3) ? null : row.GetBlob(3))))
            .ToLookup(static row => row.Id, static row => row.Version);
        ILookup<Guid, KeyValuePair<string, string>> tags = connection.Query(
            "SELECT key_id, name, value FROM kek_tag",
            static row => (Id: row.GetId(0), Tag: new KeyValuePair<string, string>(row.GetString(1), row.GetString(2))))
            .ToLookup(static row => row.Id, static row => row.Tag);
        Dictionary<Guid, string> policies = PermissionTables.ReadPolicies(connection);
        ILookup<Guid, KeyGrant> grants = PermissionTables.ReadGrants(connection);
        List<Kek> keks = connection.Query(
            "SELECT key_id, description, created_at, state, deletion_at, rotation_period FROM kek",
            row => new Kek
            {
                Id = row.GetId(0),
                Description = row.GetString(1),
                CreatedAt = row.GetTime(2),
                State = row.GetInt32(3) is >= (int)KeyState.Enabled and <= (int)KeyState.Destroyed and int state ? (KeyState)state : throw new FormatException("a key's state is out of range"),
                DeletionAt = row.IsDBNull(4) ? null : row.GetTime(4),
                RotationPeriod = row.IsDBNull(5) ? null : TimeSpan.FromMilliseconds(row.GetInt64(5)),
                Versions = WithoutGaps(versions[row.GetId(0)]),
                Tags = Kek.EmptyTags.AddRange(tags[row.GetId(0)]),
                Policy = policies.TryGetValue(row.GetId(0), out string? policy) ? KeyPolicy.Parse(policy) : KeyPolicy.Default,
                PolicyText = policy,
                Grants = Kek.EmptyGrants.AddRange(grants[row.GetId(0)].Select(static grant => new KeyValuePair<string, KeyGrant>(grant.GrantId, grant))),
            });
        RequireKey(keks, [.. versions.Select(static rows => rows.Key), .. tags.Select(static rows => rows.Key), .. policies.Keys, .. grants.Select(static rows => rows.Key)]);
        List<KeyValuePair<string, Guid>> aliases = connection.Query(
            "SELECT alias, key_id FROM alias",
            static row => new KeyValuePair<string, Guid>(row.GetString(0), row.GetId(1)));

        Catalogue empty = Catalogue.Empty(header);
        return empty with
        {
            Keks = empty.Keks.AddRange(keks.Select(static kek => new KeyValuePair<Guid, Kek>(kek.Id, kek))),
            Aliases = empty.Aliases.AddRange(aliases),
        };
    }

    /// <summary>1, 2, … up to the one that encrypts.</summary>
    private static ImmutableArray<KekVersion> WithoutGaps(IEnumerable<KekVersion> versions)
    {
        ImmutableArray<KekVersion> all = [.. versions];
        return all.Length > 0 && all.Select(static version => version.Number).SequenceEqual(Enumerable.Range(1, all.Length))
            ? all
            : throw new FormatException("the versions of a key have gaps");
    }

    /// <summary>A row of no key is in nothing that is authenticated.</summary>
    private static void RequireKey(List<Kek> keks, IEnumerable<Guid> named)
    {
        if (named.Except(keks.Select(static kek => kek.Id)).Any())
            throw new FormatException("a row names a key that is not there");
    }

    public static void WriteHeader(SqliteConnection connection, StoreHeader header, byte[] mac)
        => connection.Execute(
            """
            INSERT OR REPLACE INTO store (id, store_id, created_at, root_kind, root_parameters, root_check, revision, mac, clock_at, observed_at)
            VALUES (1, $storeId, $createdAt, $rootKind, $rootParameters, $rootCheck, $revision, $mac, $clockAt, $observedAt)
            """,
            ("$storeId", header.StoreId.ToString("D")),
            ("$createdAt", header.CreatedAt.ToUnixTimeMilliseconds()),
            ("$rootKind", header.RootKind),
            ("$rootParameters", header.RootParameters),
            ("$rootCheck", header.RootCheck),
            ("$revision", header.Revision),
            ("$mac", mac),
            ("$clockAt", header.ClockAt.ToUnixTimeMilliseconds()),
            ("$observedAt", header.ObservedAt.ToUnixTimeMilliseconds()));

    /// <summary>Writes header and MAC, and the keys and aliases that differ.</summary>
    public static void Write(SqliteConnection connection, Catalogue before, Catalogue after, byte[] mac)
    {
        WriteHeader(connection, after.Header, mac);
        foreach (Kek kek in after.Keks.Values)
        {
            if (!before.Keks.TryGetValue(kek.Id, out Kek? old) || !ReferenceEquals(old, kek))
                Write(connection, kek, old);
        }

        foreach (string removed in before.Aliases.Keys.Where(alias => !after.Aliases.ContainsKey(alias)))
            connection.Execute("DELETE FROM alias WHERE alias = $alias", ("$alias", removed));
        foreach ((string alias, Guid keyId) in after.Aliases)
        {
            if (!before.Aliases.TryGetValue(alias, out Guid old) || old != keyId)
                connection.Execute("INSERT OR REPLACE INTO alias (alias, key_id) VALUES ($alias, $keyId)", ("$alias", alias), ("$keyId", keyId.ToString("D")));
        }
    }

    private static void Write(SqliteConnection connection, Kek kek, Kek? before)
    {
        PermissionTables.Write(connection, kek, before);
        connection.Execute(
            """
            INSERT OR REPLACE INTO kek (key_id, description, created_at, state, deletion_at, rotation_period)
            VALUES ($keyId, $description, $createdAt, $state, $deletionAt, $rotationPeriod)
            """,
            ("$keyId", kek.IdText),
            ("$description", kek.Description),
            ("$createdAt", kek.CreatedAt.ToUnixTimeMilliseconds()),
            ("$state", (int)kek.State),
            ("$deletionAt", kek.DeletionAt?.ToUnixTimeMilliseconds()),
            ("$rotationPeriod", (long?)kek.RotationPeriod?.TotalMilliseconds));
        foreach (KekVersion version in kek.Versions)
        {
            connection.Execute(
                "INSERT OR REPLACE INTO kek_version (key_id, version, created_at, wrapped) VALUES ($keyId, $version, $createdAt, $wrapped)",
                ("$keyId", kek.IdText),
                ("$version", version.Number),
                ("$createdAt", version.CreatedAt.ToUnixTimeMilliseconds()),
                ("$wrapped", version.Wrapped));
        }

        connection.Execute("DELETE FROM kek_tag WHERE key_id = $keyId", ("$keyId", kek.IdText));
        foreach ((string name, string value) in kek.Tags)
            connection.Execute("INSERT INTO kek_tag (key_id, name, value) VALUES ($keyId, $name, $value)", ("$keyId", kek.IdText), ("$name", name), ("$value", value));
    }
}
