namespace FieldCrypt;

/// <summary>
/// The field GF(2^8) of AES (FIPS 197, 4.2), modulus x^8 + x^4 + x^3 + x + 1. Without tables and branches on the
/// operands, so that time and cache tell nothing of a share.
/// </summary>
internal static class Gf256
{
    public static byte Add(byte left, byte right) => (byte)(left ^ right);

    public static byte Multiply(byte left, byte right)
    {
        int product = 0;
        int shifted = left;
        for (int bit = 0; bit < 8; bit++)
        {
            product ^= shifted & -((right >> bit) & 1);
            shifted = (shifted << 1) ^ (0x11B & -((shifted >> 7) & 1));
        }

        return (byte)product;
    }

    /// <summary>The inverse of an element: its 254th power, which for 0 is 0.</summary>
    public static byte Invert(byte element)
    {
        // 254 = 11111110b: square and multiply over seven ones, then square.
        byte power = element;
        for (int i = 0; i < 6; i++)
            power = Multiply(Multiply(power, power), element);
        return Multiply(power, power);
    }
}
