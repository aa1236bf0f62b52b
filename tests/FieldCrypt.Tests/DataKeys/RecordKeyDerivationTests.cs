using System.Security.Cryptography;
using System.Text;

namespace FieldCrypt.Tests.DataKeys;

/// <summary>The derivation is the platform's SP 800-108 counter mode, and the platform's HMAC is RFC 4231's.</summary>
public class RecordKeyDerivationTests
{
    [Theory]
    [InlineData(1, 24)]
    [InlineData(2, 32)]
    public void It_is_SP_800_108_in_counter_mode_with_HMAC_SHA_512(int suite, int saltLength)
    {
        byte[] key = RandomNumberGenerator.GetBytes(32);
        byte[] salt = RandomNumberGenerator.GetBytes(saltLength);
        BranchKeyId id = BranchKeyId.Random();
        byte[] idBytes = new byte[8];
        id.Write(idBytes);

        byte[] derived = new byte[64];
        RecordKeyDerivation.Derive(key, (EnvelopeSuite)suite, id, salt, derived);

        byte[] context = [(byte)(0x10 | suite), .. idBytes, .. salt];
        SP800108HmacCounterKdf.DeriveBytes(key, HashAlgorithmName.SHA512, "FieldCrypt record key"u8.ToArray(), context, 64).ShouldBe(derived);

        byte[] live = new byte[64];
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA512, key);
        RecordKeyDerivation.Derive(hmac, (EnvelopeSuite)suite, id, salt, live);
        RecordKeyDerivation.Derive(hmac, (EnvelopeSuite)suite, id, salt, live);
        live.ShouldBe(derived, "a live HMAC used twice gives the same");
    }

    [Theory] // RFC 4231, test cases 1, 2 and 6
    [InlineData("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265", "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854")]
    [InlineData("4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f", "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737")]
    public void The_PRF_is_HMAC_SHA_512_of_RFC_4231(string key, string data, string mac)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA512, Convert.FromHexString(key));
        hmac.AppendData(Convert.FromHexString(data));
        Convert.ToHexStringLower(hmac.GetHashAndReset()).ShouldBe(mac);
    }
}
