using CsCheck;

namespace FieldCrypt.Tests.DualControl;

public class SecretSharingTests
{
    [Theory]
    [InlineData(0x57, 0x83, 0xC1)] // FIPS 197, 4.2
    [InlineData(0x57, 0x13, 0xFE)] // FIPS 197, 4.2.1
    [InlineData(0x57, 0x02, 0xAE)]
    [InlineData(0x57, 0x04, 0x47)]
    [InlineData(0x57, 0x08, 0x8E)]
    [InlineData(0x57, 0x10, 0x07)]
    [InlineData(0x53, 0xCA, 0x01)]
    public void Products_are_those_of_FIPS_197(byte left, byte right, byte product)
    {
        Gf256.Multiply(left, right).ShouldBe(product);
        Gf256.Multiply(right, left).ShouldBe(product);
    }

    [Fact]
    public void Every_element_but_zero_has_its_inverse_and_products_agree_with_long_division()
    {
        Gf256.Invert(0).ShouldBe((byte)0);
        for (int left = 0; left < 256; left++)
        {
            if (left > 0)
                Gf256.Multiply((byte)left, Gf256.Invert((byte)left)).ShouldBe((byte)1);
            for (int right = 0; right < 256; right++)
                Gf256.Multiply((byte)left, (byte)right).ShouldBe(LongProduct(left, right));
        }
    }

    [Fact]
    public void The_test_case_of_draft_mcgrew_tss_03_gives_its_secret()
    {
        using KeyMaterial first = Key("B9FA07E185");
        using KeyMaterial second = Key("F5409B4511");
        byte[] secret = new byte[5];

        SecretSharing.Combine([(1, first), (2, second)], secret);
        Convert.ToHexString(secret).ShouldBe("7465737400");
        SecretSharing.Combine([(2, second), (1, first)], secret);
        Convert.ToHexString(secret).ShouldBe("7465737400");
    }

    [Fact]
    public void Any_shares_as_many_as_the_threshold_give_the_secret_back()
        => Gen.Select(Gen.Int[2, 12], Gen.Int[0, 8], Gen.Byte.Array[1, 64], Gen.Int).Sample((threshold, more, secret, seed) =>
        {
            KeyMaterial[] shares = Split(secret, threshold, threshold + more);
            byte[] numbers = [.. Enumerable.Range(1, shares.Length).Select(static number => (byte)number)];
            new Random(seed).Shuffle(numbers);

            byte[] combined = new byte[secret.Length];
            SecretSharing.Combine([.. numbers.Take(threshold).Select(number => (number, shares[number - 1]))], combined);

            combined.ShouldBe(secret);
        }, iter: 300);

    [Fact]
    public void Fewer_shares_than_the_threshold_fit_every_secret_alike()
    {
        // Two of three shares and any guessed secret lie on one polynomial: all 256 third shares are possible, one for each secret.
        KeyMaterial[] shares = Split([0x2A], 3, 3);
        var secrets = new HashSet<byte>();
        for (int guess = 0; guess < 256; guess++)
        {
            using KeyMaterial third = KeyMaterial.CopyOf([(byte)guess]);
            byte[] secret = new byte[1];
            SecretSharing.Combine([(1, shares[0]), (2, shares[1]), (3, third)], secret);
            secrets.Add(secret[0]);
        }

        secrets.Count.ShouldBe(256);
    }

    [Fact]
    public void Shares_of_one_secret_differ_each_time_and_spread_over_all_values()
    {
        int[] seen = new int[256];
        for (int i = 0; i < 64; i++)
        {
            foreach (byte value in Split(new byte[256], 2, 2)[0].Span)
                seen[value]++;
        }

        // 16,384 draws: 64 expected each; so far from it only with odds below 10^-9.
        seen.ShouldAllBe(static count => count > 16 && count < 128);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(4, 3)]
    [InlineData(2, 256)]
    public void Impossible_splits_are_refused(int threshold, int count)
        => Should.Throw<ArgumentOutOfRangeException>(() => Split([1], threshold, count));

    private static KeyMaterial[] Split(byte[] secret, int threshold, int count)
    {
        KeyMaterial[] shares = [.. Enumerable.Range(0, count).Select(_ => new KeyMaterial(secret.Length))];
        SecretSharing.Split(secret, threshold, shares);
        return shares;
    }

    private static KeyMaterial Key(string hex) => KeyMaterial.CopyOf(Convert.FromHexString(hex));

    private static byte LongProduct(int left, int right)
    {
        int product = 0;
        for (int bit = 0; bit < 8; bit++)
        {
            if ((right & (1 << bit)) != 0)
                product ^= left << bit;
        }

        for (int bit = 14; bit >= 8; bit--)
        {
            if ((product & (1 << bit)) != 0)
                product ^= 0x11B << (bit - 8);
        }

        return (byte)product;
    }
}
