using System.Security.Cryptography;
using System.Text.Json;

namespace FieldCrypt.Tests.Vectors;

/// <summary>
/// The platform's primitives that FieldCrypt stands on, by published vectors: were one of them wrong on some platform,
/// this says so before any value is written there.
/// </summary>
public class PlatformPrimitiveTests
{
    [Theory] // RFC 5649, section 6
    [InlineData("c37b7e6492584340bed12207808941155068f738", "138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a")]
    [InlineData("466f7250617369", "afbeb0f07dfbf5419200f2ccb50bb24f")]
    public void AES_key_wrap_with_padding_is_RFC_5649(string key, string wrapped)
    {
        using Aes aes = Aes.Create();
        aes.SetKey(Convert.FromHexString("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8"));

        Convert.ToHexStringLower(aes.EncryptKeyWrapPadded(Convert.FromHexString(key))).ShouldBe(wrapped);
        Convert.ToHexStringLower(aes.DecryptKeyWrapPadded(Convert.FromHexString(wrapped))).ShouldBe(key);
    }

    [Fact]
    public void AES_key_wrap_with_padding_passes_Wycheproof()
    {
        int run = 0;
        foreach ((_, JsonElement test) in Wycheproof.Read("aes_kwp_test.json"))
        {
            using Aes aes = Aes.Create();
            aes.SetKey(test.Hex("key"));
            byte[]? unwrapped = TryUnwrap(aes, test.Hex("ct"));
            if (test.IsValid())
                unwrapped.ShouldBe(test.Hex("msg"), test.Name());
            if (test.IsInvalid())
                unwrapped.ShouldBeNull(test.Name());
            run++;
        }

        run.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void The_embedded_key_store_s_wrapping_accepts_what_it_wrapped_for_this_key_and_version_alone()
    {
        using var root = new RootKey(KeyMaterial.Random(32), Guid.NewGuid());
        using KeyMaterial kek = KeyMaterial.Random(32);
        Guid id = Guid.NewGuid();
        byte[] wrapped = root.Wrap(kek, id, 1);

        using (KeyMaterial? unwrapped = root.TryUnwrap(wrapped, id, 1))
            unwrapped!.Span.SequenceEqual(kek.Span).ShouldBeTrue();
        root.TryUnwrap(wrapped, id, 2).ShouldBeNull();
        root.TryUnwrap(wrapped, Guid.NewGuid(), 1).ShouldBeNull();
        for (int bit = 0; bit < wrapped.Length * 8; bit++)
        {
            byte[] changed = [.. wrapped];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            root.TryUnwrap(changed, id, 1).ShouldBeNull($"bit {bit}");
        }
    }

    [Theory] // RFC 5869, appendix A.1 to A.3
    [InlineData("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9", "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")]
    [InlineData("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "", "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8")]
    public void HKDF_is_RFC_5869(string inputKey, string salt, string info, string output)
        => Convert.ToHexStringLower(HKDF.DeriveKey(HashAlgorithmName.SHA256, Convert.FromHexString(inputKey), output.Length / 2, Convert.FromHexString(salt), Convert.FromHexString(info))).ShouldBe(output);

    [Fact]
    public void HKDF_passes_Wycheproof()
    {
        int run = 0;
        foreach ((_, JsonElement test) in Wycheproof.Read("hkdf_sha256_test.json"))
        {
            if (!test.IsValid())
                continue;
            HKDF.DeriveKey(HashAlgorithmName.SHA256, test.Hex("ikm"), test.Number("size"), test.Hex("salt"), test.Hex("info")).ShouldBe(test.Hex("okm"), test.Name());
            run++;
        }

        run.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void HMAC_SHA_256_passes_Wycheproof()
    {
        int run = 0;
        foreach ((JsonElement group, JsonElement test) in Wycheproof.Read("hmac_sha256_test.json"))
        {
            byte[] mac = HMACSHA256.HashData(test.Hex("key"), test.Hex("msg"))[..(group.Number("tagSize") / 8)];
            mac.AsSpan().SequenceEqual(test.Hex("tag")).ShouldBe(test.IsValid(), test.Name());
            run++;
        }

        run.ShouldBeGreaterThan(50);
    }

    /// <summary>NIST CAVP, KBKDF in counter mode: PRF HMAC_SHA512, counter before the fixed data, 32 bits; count 0.</summary>
    [Fact]
    public void One_block_of_SP_800_108_is_the_CAVP_vector_s()
    {
        byte[] key = Convert.FromHexString("dd5dbd45593ee2ac139748e7645b450f223d2ff297b73fd71cbcebe71d41653c950b88500de5322d99ef18dfdd30428294c4b3094f4c954334e593bd982ec614");
        byte[] fixedData = Convert.FromHexString("b50b0c963c6b3034b8cf19cd3f5c4ebe4f4985af0c03e575db62e6fdf1ecfe4f28b95d7ce16df85843246e1557ce95bb26cc9a21974bbd2eb69e8355");
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA512, key);
        hmac.AppendData([0, 0, 0, 1, .. fixedData]);
        Convert.ToHexStringLower(hmac.GetHashAndReset().AsSpan(0, 16)).ShouldBe("e5993bf9bd2aa1c45746042e12598155");
    }

    private static byte[]? TryUnwrap(Aes aes, byte[] wrapped)
    {
        // The platform refuses impossible lengths before it looks at the bytes.
        if (wrapped.Length < 16 || wrapped.Length % 8 != 0)
            return null;
        try
        {
            return aes.DecryptKeyWrapPadded(wrapped);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
