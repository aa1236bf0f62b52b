using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FieldCrypt.Tests.EmbeddedKeys;

/// <summary>
/// The file is what docs/format-embedded.md says: its worked example, whose values were made by another implementation,
/// and a reader that follows the page with nothing but SQLite and the platform's primitives.
/// </summary>
public sealed class FormatTests : StoreTest
{
    private const string Variable = "FIELDCRYPT_TEST_FORMAT";

    private static readonly byte[] s_rootKey = [.. Enumerable.Range(1, 32).Select(static i => (byte)i)];
    private static readonly byte[] s_kek = [.. Enumerable.Range(0x40, 32).Select(static i => (byte)i)];
    private static readonly byte[] s_wrapped = Convert.FromHexString("e48ecfe1e987a302ba2a9d003aa4f25895cb14725d303f70587215c6b9d11153fdf7da133f5b7a7f");
    private static readonly Guid s_storeId = Guid.Parse("0f1e2d3c-4b5a-4678-9a8b-7c6d5e4f3a2b");
    private static readonly Guid s_keyId = Guid.Parse("11223344-5566-4778-8990-aabbccddeeff");
    private static readonly DateTimeOffset s_time = DateTimeOffset.FromUnixTimeMilliseconds(1767323045000);

    [Fact]
    public void Check_value_and_wrapping_are_those_of_the_worked_example()
    {
        using RootKey root = Root();
        Convert.ToHexStringLower(root.Check).ShouldBe("addb35e188b31ef7974f20754fc5a12ec0f0466a027568bb7e25508db3dff521");
        using KeyMaterial kek = KeyMaterial.CopyOf(s_kek);
        root.Wrap(kek, s_keyId, 2).ShouldBe(s_wrapped);
        using KeyMaterial unwrapped = root.TryUnwrap(s_wrapped, s_keyId, 2).ShouldNotBeNull();
        unwrapped.Span.ToArray().ShouldBe(s_kek);
        root.TryUnwrap(s_wrapped, s_keyId, 1).ShouldBeNull("another version");
        root.TryUnwrap(s_wrapped, s_storeId, 2).ShouldBeNull("another key");
        root.TryUnwrap(s_wrapped.AsSpan(1), s_keyId, 2).ShouldBeNull("another length");
    }

    [Fact]
    public void The_ciphertext_of_the_worked_example_decrypts()
    {
        byte[] ciphertext = Convert.FromHexString("0111223344556647788990aabbccddeeff00000002808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fce06b01544c130f2034b29d4540f5b0ea338662272fdbd15193ca909cd3ca2925355ee8ed1c870535ca00c7d7d4a2000cd563cae6c670ba7b7f8");
        KekCiphertext.TryReadKey(ciphertext, out Guid keyId, out int version).ShouldBeTrue();
        keyId.ShouldBe(s_keyId);
        version.ShouldBe(2);
        using KeyMaterial kek = KeyMaterial.CopyOf(s_kek);
        using KeyMaterial plaintext = KekCiphertext.TryDecrypt(kek, ciphertext, Finance).ShouldNotBeNull();
        Encoding.UTF8.GetString(plaintext.Span).ShouldBe("FieldCrypt");
    }

    [Fact]
    public void The_catalogues_mac_is_that_of_the_worked_example()
    {
        using RootKey root = Root();
        Catalogue catalogue = Catalogue.Empty(new StoreHeader(s_storeId, s_time, "environment-variable", [], root.Check, 7, s_time.AddSeconds(3), s_time.AddSeconds(2)))
            .With(new Kek
            {
                Id = s_keyId,
                Description = "Cards",
                CreatedAt = s_time,
                RotationPeriod = TimeSpan.FromDays(365),
                Versions = [new KekVersion(1, s_time, null), new KekVersion(2, s_time.AddSeconds(1), s_wrapped)],
                Tags = Kek.EmptyTags.Add("owner", "payments"),
            })
            .WithAlias("alias/cards", s_keyId);
        Convert.ToHexStringLower(CatalogueMac.Compute(catalogue, root)).ShouldBe("f2a8799f606f6f288266e4e18e7190f108f3c6bf11458a0c31edb166a456dfeb");
    }

    [Fact]
    public void A_passphrase_gives_the_root_key_of_the_worked_example()
    {
        RootKeySource source = RootKeySource.FromPassphrase(static () => "correct horse battery staple");
        byte[] parameters = [0, 3, 0x34, 0x50, .. Enumerable.Range(0, 32).Select(static i => (byte)i)];
        using KeyMaterial key = source.GetKey(parameters, StorePath);
        Convert.ToHexStringLower(key.Span).ShouldBe("fa205aa6a915a4508844a91dd83bc075404f577d81d139965f1ac383fdac8e00");
    }

    [Fact]
    public async Task A_reader_made_from_the_page_alone_decrypts()
    {
        Environment.SetEnvironmentVariable(Variable, Convert.ToBase64String(s_rootKey));
        byte[] ciphertext;
        using (EmbeddedKeyStore store = Open(static options => options.UseEnvironmentVariable(Variable)))
        {
            await store.RotateKeyAsync(Alias);
            ciphertext = await store.EncryptAsync(Alias, "a payload"u8.ToArray(), Finance);
        }

        byte[] storeId = Id(Rows("SELECT store_id FROM store", static row => row.GetString(0)).Single());
        byte[] keyId = Id(Rows($"SELECT key_id FROM alias WHERE alias = '{Alias}'", static row => row.GetString(0)).Single());
        byte[] wrapped = Rows("SELECT wrapped FROM kek_version WHERE version = 2", static row => row.GetFieldValue<byte[]>(0)).Single();
        Rows("SELECT root_check FROM store", static row => row.GetFieldValue<byte[]>(0)).Single().ShouldBe(Kdf(s_rootKey, "FieldCrypt embedded check", storeId, 32));

        using var wrappingAes = Aes.Create();
        wrappingAes.Key = Kdf(s_rootKey, "FieldCrypt embedded wrap", [.. storeId, .. keyId, 0, 0, 0, 2], 32);
        byte[] kek = wrappingAes.DecryptKeyWrapPadded(wrapped);
        byte[] derived = Kdf(kek, "FieldCrypt embedded message", ciphertext[..53], 76);
        derived[32..64].ShouldBe(ciphertext[53..85]);
        using var gcm = new AesGcm(derived[..32], 16);
        byte[] plaintext = new byte[ciphertext.Length - 101];
        byte[] aad = [.. ciphertext[..53], 0, 1, 0, 10, .. "Department"u8, 0, 7, .. "finance"u8];
        gcm.Decrypt(derived[64..], ciphertext[85..^16], ciphertext[^16..], plaintext, aad);
        Encoding.UTF8.GetString(plaintext).ShouldBe("a payload");
    }

    private static RootKey Root() => new(KeyMaterial.CopyOf(s_rootKey), s_storeId);

    private static byte[] Id(string text) => Convert.FromHexString(text.Replace("-", "", StringComparison.Ordinal));

    private static byte[] Kdf(byte[] key, string label, byte[] context, int length)
    {
        var output = new List<byte>();
        byte[] number = new byte[4];
        for (int i = 1; output.Count < length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(number, i);
            byte[] counter = [.. number];
            BinaryPrimitives.WriteInt32BigEndian(number, length * 8);
            byte[] input = [.. counter, .. Encoding.ASCII.GetBytes(label), 0, .. context, .. number];
            output.AddRange(HMACSHA512.HashData(key, input));
        }

        return [.. output.Take(length)];
    }
}
