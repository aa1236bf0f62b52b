namespace FieldCrypt.Analyzers;

/// <summary>A block of issuer identification numbers (ISO/IEC 7812) and the PAN lengths the network issues in it.</summary>
internal readonly struct CardNetworkRange(string network, int low, int high, int minLength, int maxLength)
{
    public string Network { get; } = network;

    private readonly int _low = Scale(low, 0);
    private readonly int _high = Scale(high, 9);

    /// <summary>Whether a number with these first six digits and this length belongs to the block.</summary>
    public bool Contains(int firstSix, int length) =>
        length >= minLength && length <= maxLength && firstSix >= _low && firstSix <= _high;

    /// <summary>Extends a prefix of one to six digits to six: 51 becomes 510000 as a lower and 519999 as an upper end.</summary>
    private static int Scale(int prefix, int fill)
    {
        while (prefix < 100_000)
            prefix = prefix * 10 + fill;
        return prefix;
    }
}
