using System.Security.Cryptography;

namespace FieldCrypt;

/// <summary>
/// Shamir's secret sharing (Communications of the ACM 22/11, 1979) over GF(2^8), byte by byte as in
/// draft-mcgrew-tss-03: a share with number x holds the values at x of polynomials of degree threshold - 1 whose values
/// at 0 are the secret. Fewer shares than the threshold tell nothing of it. It protects secrecy only: whether shares
/// belong together and are unchanged is for the caller to check (<see cref="RootKeyShareCommitments"/>).
/// </summary>
internal static class SecretSharing
{
    /// <summary>Splits a secret.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="threshold">How many shares give it back, 1 to the number of shares.</param>
    /// <param name="shares">Gets the shares of numbers 1 to 255, each as long as the secret.</param>
    public static void Split(ReadOnlySpan<byte> secret, int threshold, IReadOnlyList<KeyMaterial> shares)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shares.Count, 255);
        ArgumentOutOfRangeException.ThrowIfLessThan(shares.Count, threshold);
        Span<byte> coefficients = stackalloc byte[threshold];
        try
        {
            for (int at = 0; at < secret.Length; at++)
            {
                RandomNumberGenerator.Fill(coefficients);
                coefficients[0] = secret[at];
                for (int i = 0; i < shares.Count; i++)
                    shares[i].Span[at] = Evaluate(coefficients, (byte)(i + 1));
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(coefficients);
        }
    }

    /// <summary>Joins shares by Lagrange's interpolation at 0. With other shares than those of one splitting the result is another secret.</summary>
    /// <param name="shares">As many shares as the threshold, of different numbers.</param>
    /// <param name="secret">Gets the secret, as long as each share.</param>
    public static void Combine(IReadOnlyList<(byte Number, KeyMaterial Value)> shares, Span<byte> secret)
    {
        secret.Clear();
        foreach ((byte number, KeyMaterial value) in shares)
        {
            // The numbers are not secret; in GF(2^8) minus is plus.
            byte weight = 1;
            foreach ((byte other, _) in shares)
            {
                if (other != number)
                    weight = Gf256.Multiply(weight, Gf256.Multiply(other, Gf256.Invert(Gf256.Add(other, number))));
            }

            ReadOnlySpan<byte> bytes = value.Span;
            for (int at = 0; at < secret.Length; at++)
                secret[at] = Gf256.Add(secret[at], Gf256.Multiply(weight, bytes[at]));
        }
    }

    /// <summary>Horner's scheme.</summary>
    private static byte Evaluate(ReadOnlySpan<byte> coefficients, byte x)
    {
        byte value = 0;
        for (int i = coefficients.Length - 1; i >= 0; i--)
            value = Gf256.Add(Gf256.Multiply(value, x), coefficients[i]);
        return value;
    }
}
