using Microsoft.Data.Sqlite;

namespace FieldCrypt;

/// <summary>Key policies and grants as rows: reads them, and writes what changed. The caller holds the transaction.</summary>
internal static class PermissionTables
{
    public const string Tables = """
        CREATE TABLE kek_policy (
            key_id TEXT PRIMARY KEY,
            policy TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE kek_grant (
            key_id TEXT NOT NULL,
            grant_id TEXT NOT NULL,
            name TEXT NOT NULL,
            grantee TEXT NOT NULL,
            retiring TEXT,
            issuer TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            operations TEXT NOT NULL,
            context_equals TEXT,
            context_subset TEXT,
            PRIMARY KEY (key_id, grant_id)) STRICT, WITHOUT ROWID;
        """;

    /// <summary>The key policies that are not the default, as JSON.</summary>
    public static Dictionary<Guid, string> ReadPolicies(SqliteConnection connection)
        => connection.Query("SELECT key_id, policy FROM kek_policy", static row => (Id: row.GetId(0), Policy: row.GetString(1)))
            .ToDictionary(static row => row.Id, static row => row.Policy);

    public static ILookup<Guid, KeyGrant> ReadGrants(SqliteConnection connection)
        => connection.Query(
            "SELECT key_id, grant_id, name, grantee, retiring, issuer, created_at, operations, context_equals, context_subset FROM kek_grant",
            static row => (Id: row.GetId(0), Grant: new KeyGrant
            {
                GrantId = row.GetString(1),
                Name = row.GetString(2),
                GranteePrincipal = row.GetString(3),
                RetiringPrincipal = row.IsDBNull(4) ? null : row.GetString(4),
                IssuingPrincipal = row.GetString(5),
                CreatedAt = row.GetTime(6),
                Operations = ReadOperations(row.GetString(7)),
                Constraints = ReadConstraints(row),
            }))
            .ToLookup(static row => row.Id, static row => row.Grant);

    public static void Write(SqliteConnection connection, Kek kek, Kek? before)
    {
        if (kek.PolicyText is null)
            connection.Execute("DELETE FROM kek_policy WHERE key_id = $keyId", ("$keyId", kek.IdText));
        else if (before?.PolicyText != kek.PolicyText)
            connection.Execute("INSERT OR REPLACE INTO kek_policy (key_id, policy) VALUES ($keyId, $policy)", ("$keyId", kek.IdText), ("$policy", kek.PolicyText));

        if (ReferenceEquals(before?.Grants, kek.Grants))
            return;
        foreach (string removed in before?.Grants.Keys.Where(id => !kek.Grants.ContainsKey(id)) ?? [])
            connection.Execute("DELETE FROM kek_grant WHERE key_id = $keyId AND grant_id = $grantId", ("$keyId", kek.IdText), ("$grantId", removed));
        foreach (KeyGrant grant in kek.Grants.Values.Where(grant => before is null || !before.Grants.ContainsKey(grant.GrantId)))
            Write(connection, kek.IdText, grant);
    }

    /// <summary>The operations as they stand in the row and in what is authenticated.</summary>
    public static string OperationsText(KeyGrant grant) => string.Join(',', grant.Operations);

    private static void Write(SqliteConnection connection, string keyId, KeyGrant grant)
        => connection.Execute(
            """
            INSERT INTO kek_grant (key_id, grant_id, name, grantee, retiring, issuer, created_at, operations, context_equals, context_subset)
            VALUES ($keyId, $grantId, $name, $grantee, $retiring, $issuer, $createdAt, $operations, $equals, $subset)
            """,
            ("$keyId", keyId),
            ("$grantId", grant.GrantId),
            ("$name", grant.Name),
            ("$grantee", grant.GranteePrincipal),
            ("$retiring", grant.RetiringPrincipal),
            ("$issuer", grant.IssuingPrincipal),
            ("$createdAt", grant.CreatedAt!.Value.ToUnixTimeMilliseconds()),
            ("$operations", OperationsText(grant)),
            ("$equals", grant.Constraints?.EncryptionContextEquals?.ToString()),
            ("$subset", grant.Constraints?.EncryptionContextSubset?.ToString()));

    private static KeyGrantOperation[] ReadOperations(string text)
    {
        KeyGrantOperation[] operations = [.. text.Split(',').Select(Enum.Parse<KeyGrantOperation>)];
        return string.Join(',', operations) == text ? operations : throw new FormatException("not the names of operations");
    }

    private static KeyGrantConstraints? ReadConstraints(SqliteDataReader row)
    {
        if (row.IsDBNull(8) && row.IsDBNull(9))
            return null;
        return new KeyGrantConstraints
        {
            EncryptionContextEquals = row.GetContext(8),
            EncryptionContextSubset = row.GetContext(9),
        };
    }
}
