namespace FieldCrypt.Analyzers;

/// <summary>Text that has the shape of a PAN: its digits, and where it stands in the text it was found in.</summary>
internal readonly struct CardNumberCandidate(string digits, int start, int length, string network)
{
    public string Digits { get; } = digits;

    public int Start { get; } = start;

    public int Length { get; } = length;

    /// <summary>The payment network whose issuer range the first digits lie in.</summary>
    public string Network { get; } = network;
}
