using System.Collections.Immutable;
using Microsoft.Data.Sqlite;

namespace FieldCrypt.Tests.EmbeddedKeys;

/// <summary>
/// Rows have one form. Another one that means the same, rows that belong to nothing, and what no writer may write are refused,
/// the last of them under an authentic MAC too.
/// </summary>
public sealed class CanonicalRowsTests : StoreTest
{
    private const string Variable = "FIELDCRYPT_TEST_CANONICAL";
    private const string Nobody = "'00000000-0000-4000-8000-000000000000'";

    private static readonly byte[] s_rootKey = [.. Enumerable.Range(1, 32).Select(static i => (byte)i)];

    public static TheoryData<string, string> Unwritable => new()
    {
        { "a gap between versions", "gap" },
        { "versions from 2 on", "from 2" },
        { "no version", "none" },
        { "a state that there is not", "state" },
    };

    [Theory]
    [InlineData("UPDATE kek SET key_id = upper(key_id); UPDATE kek_version SET key_id = upper(key_id); UPDATE kek_policy SET key_id = upper(key_id); UPDATE kek_grant SET key_id = upper(key_id); UPDATE alias SET key_id = upper(key_id)")]
    [InlineData("UPDATE store SET store_id = upper(store_id)")]
    [InlineData("UPDATE store SET store_id = '{' || store_id || '}'")]
    [InlineData("UPDATE alias SET key_id = key_id || ' '")]
    [InlineData("UPDATE kek_policy SET policy = policy || ' '")]
    [InlineData("UPDATE kek_policy SET policy = replace(policy, ',', ', ')")]
    [InlineData("UPDATE kek_grant SET operations = replace(operations, ',', ', ')")]
    [InlineData("UPDATE kek_grant SET operations = '0,3'")]
    [InlineData("UPDATE kek_grant SET operations = lower(operations)")]
    [InlineData("UPDATE kek_grant SET context_subset = ' ' || context_subset")]
    [InlineData("UPDATE kek_grant SET context_subset = 'Tenant=42,Department=finance'")]
    [InlineData($"INSERT INTO kek_version (key_id, version, created_at, wrapped) VALUES ({Nobody}, 1, 0, NULL)")]
    [InlineData($"INSERT INTO kek_tag VALUES ({Nobody}, 'a', 'b')")]
    [InlineData($$"""INSERT INTO kek_policy VALUES ({{Nobody}}, '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":["kms:*"],"Resource":"*"}]}')""")]
    [InlineData($"INSERT INTO kek_grant SELECT {Nobody}, grant_id, name, grantee, retiring, issuer, created_at, operations, context_equals, context_subset FROM kek_grant")]
    public async Task Another_form_of_a_row_or_a_row_of_nothing_is_refused(string sql)
    {
        using (EmbeddedKeyStore store = Open())
        {
            var all = new KeyPolicyStatement { Principals = ["*"], Actions = ["kms:*"] };
            await store.PutKeyPolicyAsync(Alias, new KeyPolicy(all, all with { Sid = "again" }));
            await store.CreateGrantAsync(Alias, new KeyGrantRequest
            {
                GranteePrincipal = "reports",
                Operations = [KeyGrantOperation.Decrypt, KeyGrantOperation.DescribeKey],
                Constraints = new KeyGrantConstraints { EncryptionContextSubset = EncryptionContext.Parse("Department=finance,Tenant=42") },
            });
        }

        CreateStore();
        Sql(sql).ShouldBePositive();

        OpenFails(FieldCryptError.KeyStoreCorrupt);
    }

    [Theory]
    [MemberData(nameof(Unwritable))]
    public void What_no_writer_may_write_is_refused_though_it_is_authentic(string what, string change)
    {
        Environment.SetEnvironmentVariable(Variable, Convert.ToBase64String(s_rootKey));
        CreateStore(static options => options.UseEnvironmentVariable(Variable));
        using (var connection = new SqliteConnection($"Data Source={StorePath};Pooling=False"))
        {
            connection.Open();
            StoreHeader header = CatalogueTables.ReadHeader(connection).Header;
            Catalogue catalogue = CatalogueTables.Read(connection, header);
            using var root = new RootKey(KeyMaterial.CopyOf(s_rootKey), header.StoreId);
            Kek kek = catalogue.Keks.Values.Single();
            using KeyMaterial key = KeyMaterial.Random(32);
            KekVersion Version(int number) => new(number, Time.GetUtcNow(), root.Wrap(key, kek.Id, number));
            Kek changed = change switch
            {
                "gap" => kek with { Versions = [Version(1), Version(3)] },
                "from 2" => kek with { Versions = [Version(2)] },
                "none" => kek with { Versions = [] },
                _ => kek with { State = (KeyState)4 },
            };
            Catalogue after = catalogue.With(changed);
            new SqliteCommand("DELETE FROM kek_version", connection).ExecuteNonQuery();
            CatalogueTables.Write(connection, Catalogue.Empty(header), after, CatalogueMac.Compute(after, root));
        }

        OpenFails(FieldCryptError.KeyStoreCorrupt, static options => options.UseEnvironmentVariable(Variable)).Message.ShouldContain("cannot be read", customMessage: what);
    }

    [Fact]
    public async Task A_policy_as_other_JSON_is_read_if_it_is_authentic_and_stays_as_it_is()
    {
        const string json = """{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*" } }""";
        Environment.SetEnvironmentVariable(Variable, Convert.ToBase64String(s_rootKey));
        CreateStore(static options => options.UseEnvironmentVariable(Variable));
        using (var connection = new SqliteConnection($"Data Source={StorePath};Pooling=False"))
        {
            connection.Open();
            StoreHeader header = CatalogueTables.ReadHeader(connection).Header;
            Catalogue before = CatalogueTables.Read(connection, header);
            using var root = new RootKey(KeyMaterial.CopyOf(s_rootKey), header.StoreId);
            Catalogue after = before.With(before.Keks.Values.Single() with { Policy = KeyPolicy.Parse(json), PolicyText = json });
            CatalogueTables.Write(connection, before, after, CatalogueMac.Compute(after, root));
        }

        using EmbeddedKeyStore store = Open(static options => options.UseEnvironmentVariable(Variable));
        (await store.GetKeyPolicyAsync(Alias)).ShouldBe(KeyPolicy.Parse(json));
        await store.RotateKeyAsync(Alias);
        Rows("SELECT policy FROM kek_policy", static row => row.GetString(0)).ShouldBe([json]);
        using EmbeddedKeyStore other = Open(static options => options.UseEnvironmentVariable(Variable));
        (await other.GetKeyPolicyAsync(Alias)).ShouldBe(KeyPolicy.Parse(json));
    }
}
