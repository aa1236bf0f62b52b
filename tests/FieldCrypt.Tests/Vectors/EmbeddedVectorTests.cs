using System.Text;
using System.Text.Json;
using FieldCrypt.Tests.EmbeddedKeys;

namespace FieldCrypt.Tests.Vectors;

/// <summary>docs/vectors/embedded.json: what docs/format-embedded.md says, by the code that reads and writes key stores.</summary>
public sealed class EmbeddedVectorTests : IDisposable
{
    private const string File = "embedded.json";

    private readonly StoreFolder _folder = new();

    public static TheoryData<string> Catalogues => [.. FormatVectors.Of(File, "catalogues").Select(static vector => vector.Text("name"))];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_page_names_every_error_of_the_vectors()
    {
        string page = System.IO.File.ReadAllText(Path.Combine(Support.Repository.Root, "docs", "format-embedded.md"));
        string table = page[page.IndexOf("## 9. A reader refuses", StringComparison.Ordinal)..];
        string[] named = [.. Enum.GetNames<FieldCryptError>().Where(name => table.Contains($"`{name}`", StringComparison.Ordinal))];
        string[] lists = ["key_versions", "ciphertexts", "key_files", "share_texts_of_the_first_set"];
        string[] results = [.. lists.SelectMany(static list => FormatVectors.Of(File, list)).Where(static vector => !vector.IsValid()).Select(static vector => vector.Text("result")).Distinct()];

        results.ShouldBeSubsetOf(named);
        results.Length.ShouldBe(4);
    }

    [Fact]
    public void Check_values_and_row_MAC_keys()
    {
        foreach (JsonElement vector in FormatVectors.Of(File, "derivations"))
        {
            using RootKey root = Root(vector);
            root.Check.ShouldBe(vector.Hex("check_value"));
            root.Mac("any bytes"u8).ShouldBe(System.Security.Cryptography.HMACSHA256.HashData(vector.Hex("row_mac_key"), "any bytes"u8));
        }
    }

    [Fact]
    public void Versions_of_keys_are_wrapped_and_unwrapped_or_refused()
    {
        foreach (JsonElement vector in FormatVectors.Of(File, "key_versions"))
        {
            using RootKey root = Root(vector);
            Guid id = Guid.Parse(vector.Text("key_id"));
            using KeyMaterial? unwrapped = root.TryUnwrap(vector.Hex("wrapped"), id, vector.Number("version"));
            if (!vector.IsValid())
            {
                unwrapped.ShouldBeNull(vector.Text("name"));
                continue;
            }

            unwrapped.ShouldNotBeNull().Span.ToArray().ShouldBe(vector.Hex("key"));
            root.Wrap(unwrapped, id, vector.Number("version")).ShouldBe(vector.Hex("wrapped"));
        }
    }

    [Fact]
    public void Ciphertexts_open_or_are_refused()
    {
        foreach (JsonElement vector in FormatVectors.Of(File, "ciphertexts"))
        {
            using KeyMaterial key = KeyMaterial.CopyOf(vector.Hex("key"));
            byte[] ciphertext = vector.Hex("ciphertext");
            bool known = KekCiphertext.TryReadKey(ciphertext, out Guid id, out int version);
            using KeyMaterial? plaintext = known ? KekCiphertext.TryDecrypt(key, ciphertext, vector.Context()) : null;
            if (!vector.IsValid())
            {
                plaintext.ShouldBeNull(vector.Text("name"));
                continue;
            }

            (id.ToString("D"), version).ShouldBe((vector.Text("key_id"), vector.Number("version")));
            plaintext.ShouldNotBeNull().Span.ToArray().ShouldBe(vector.Hex("plaintext"), vector.Text("name"));
            byte[] again = KekCiphertext.Encrypt(key, id, version, plaintext.Span, vector.Context());
            again.Length.ShouldBe(ciphertext.Length);
            again[..21].ShouldBe(ciphertext[..21]);
        }
    }

    [Theory]
    [MemberData(nameof(Catalogues))]
    public void The_MAC_of_a_catalogue(string name)
    {
        JsonElement vector = FormatVectors.Of(File, "catalogues").Single(vector => vector.Text("name") == name);
        using RootKey root = Root(vector);

        CatalogueMac.Compute(VectorCatalogue.Of(vector), root).ShouldBe(vector.Hex("mac"));
        root.Mac(vector.Hex("bytes_under_mac")).ShouldBe(vector.Hex("mac"));
    }

    [Fact]
    public void Passphrases_give_their_root_key()
    {
        foreach (JsonElement vector in FormatVectors.Of(File, "passphrases"))
        {
            using KeyMaterial key = RootKeySource.FromPassphrase(() => vector.Text("passphrase")).GetKey(vector.Hex("parameters"), _folder.StorePath);
            key.Span.ToArray().ShouldBe(vector.Hex("root_key"));
        }
    }

    [Fact]
    public void Key_files_give_their_root_key_or_are_refused()
    {
        foreach (JsonElement vector in FormatVectors.Of(File, "key_files"))
        {
            System.IO.File.WriteAllText(_folder.KeyFilePath, vector.Text("text"));
            if (!OperatingSystem.IsWindows())
                System.IO.File.SetUnixFileMode(_folder.KeyFilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            if (vector.IsValid())
            {
                using KeyMaterial key = KeyFileRootKey.Read(_folder.KeyFilePath, _folder.StorePath);
                key.Span.ToArray().ShouldBe(vector.Hex("root_key"));
            }
            else
            {
                Should.Throw<FieldCryptException>(() => KeyFileRootKey.Read(_folder.KeyFilePath, _folder.StorePath), vector.Text("comment")).Error.ToString().ShouldBe(vector.Text("result"));
            }
        }
    }

    [Fact]
    public void Every_threshold_of_shares_gives_the_root_key()
    {
        foreach (JsonElement vector in FormatVectors.Of(File, "share_sets"))
        {
            RootKeyShare[] shares = [.. vector.GetProperty("shares").EnumerateArray().Select(static share => RootKeyShare.Parse(share.Text("text")))];
            RootKeyShareCommitments commitments = RootKeyShareCommitments.TryRead(vector.Hex("root_parameters")).ShouldNotBeNull();
            (commitments.Threshold, commitments.Count, commitments.SetId).ShouldBe((vector.Number("threshold"), shares.Length, vector.Text("set_id")));
            foreach ((RootKeyShare share, JsonElement written) in shares.Zip(vector.GetProperty("shares").EnumerateArray()))
            {
                commitments.Check(share, "the store");
                (share.Number, share.Threshold, share.SetId).ShouldBe(((byte)written.Number("number"), commitments.Threshold, commitments.SetId));
                share.Value.Span.ToArray().ShouldBe(written.Hex("value"));
                new string(share.RevealText()).ShouldBe(written.Text("text"));
            }

            byte[] root = new byte[32];
            for (int subset = 0; subset < 1 << shares.Length; subset++)
            {
                RootKeyShare[] given = [.. shares.Where((_, i) => (subset >> i & 1) == 1)];
                if (given.Length != commitments.Threshold)
                    continue;
                SecretSharing.Combine([.. given.Select(static share => (share.Number, share.Value))], root);
                root.ShouldBe(vector.Hex("root_key"));
            }
        }
    }

    [Fact]
    public void Texts_of_shares_are_read_or_refused()
    {
        JsonElement set = FormatVectors.Of(File, "share_sets").First();
        RootKeyShareCommitments commitments = RootKeyShareCommitments.TryRead(set.Hex("root_parameters")).ShouldNotBeNull();
        foreach (JsonElement vector in FormatVectors.Of(File, "share_texts_of_the_first_set"))
        {
            void Give()
            {
                using RootKeyShare share = RootKeyShare.Parse(vector.Text("text"));
                commitments.Check(share, "the store");
            }

            if (vector.IsValid())
                Give();
            else
                Should.Throw<FieldCryptException>(Give, vector.Text("comment")).Error.ToString().ShouldBe(vector.Text("result"));
        }
    }

    private static RootKey Root(JsonElement vector) => new(KeyMaterial.CopyOf(vector.Hex("root_key")), Guid.Parse(vector.Text("store_id")));
}
