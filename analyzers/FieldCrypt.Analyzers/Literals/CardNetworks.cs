namespace FieldCrypt.Analyzers;

/// <summary>
/// The issuer ranges of the payment networks, from their public BIN tables. Only ranges in use are listed: a number
/// outside them passes the Luhn check in one case of ten by chance alone.
/// </summary>
internal static class CardNetworks
{
    // Order matters where a local network has numbers inside an international one: the narrow range comes first.
    private static readonly CardNetworkRange[] Ranges =
    [
        new("Elo", 401178, 401179, 16, 16),
        new("Elo", 431274, 431274, 16, 16),
        new("Elo", 438935, 438935, 16, 16),
        new("Elo", 451416, 451416, 16, 16),
        new("Elo", 457631, 457632, 16, 16),
        new("Elo", 504175, 504175, 16, 16),
        new("Verve", 506099, 506198, 16, 19),
        new("Elo", 506699, 506778, 16, 16),
        new("RuPay", 508500, 508999, 16, 16),
        new("Elo", 509000, 509999, 16, 16),
        new("Elo", 627780, 627780, 16, 16),
        new("Elo", 636297, 636297, 16, 16),
        new("Elo", 636368, 636369, 16, 16),
        new("Hipercard", 384100, 384100, 16, 19),
        new("Hipercard", 384140, 384140, 16, 19),
        new("Hipercard", 384160, 384160, 16, 19),
        new("Hipercard", 606282, 606282, 16, 19),
        new("Hiper", 637095, 637095, 16, 16),
        new("Hiper", 637568, 637568, 16, 16),
        new("Hiper", 637599, 637612, 16, 16),
        new("Visa", 4, 4, 13, 13),
        new("Visa", 4, 4, 16, 16),
        new("Visa", 4, 4, 19, 19),
        new("Mastercard", 2221, 2720, 16, 16),
        new("Mastercard", 51, 55, 16, 16),
        new("American Express", 34, 34, 15, 15),
        new("American Express", 37, 37, 15, 15),
        new("Diners Club", 300, 305, 14, 19),
        new("Diners Club", 3095, 3095, 14, 19),
        new("Diners Club", 36, 36, 14, 19),
        new("Diners Club", 38, 39, 14, 19),
        new("JCB", 3088, 3094, 16, 16),
        new("JCB", 3528, 3589, 16, 19),
        new("Mir", 2200, 2204, 16, 19),
        new("Discover", 6011, 6011, 16, 19),
        new("Discover", 644, 649, 16, 19),
        new("Discover", 65, 65, 16, 19),
        new("Troy", 9792, 9792, 16, 16),
        new("RuPay", 6061, 6099, 16, 16),
        new("UnionPay", 62, 62, 16, 19),
        new("UnionPay", 810000, 817199, 16, 19),
        new("RuPay", 817200, 820199, 16, 16),
        new("Humo", 9860, 9860, 16, 16),
        new("Uzcard", 8600, 8600, 16, 16),
        new("Dankort", 5019, 5019, 16, 16),
        new("Maestro", 5018, 5018, 12, 19),
        new("Maestro", 5020, 5020, 12, 19),
        new("Maestro", 5038, 5038, 12, 19),
        new("Maestro", 5612, 5612, 12, 19),
        new("Maestro", 5893, 5893, 12, 19),
        new("Maestro", 6304, 6304, 12, 19),
        new("Maestro", 6331, 6331, 16, 19),
        new("Maestro", 670, 670, 16, 19),
        new("Maestro", 6759, 6759, 12, 19),
        new("Maestro", 6761, 6763, 12, 19),
        new("Maestro", 6767, 6767, 16, 19),
        new("Maestro", 6771, 6771, 16, 19),
        new("Maestro", 6799, 6799, 16, 19),
    ];

    /// <summary>The network that issues numbers like these digits, or null. The Luhn digit is not looked at.</summary>
    public static string? Find(string digits)
    {
        if (digits.Length is < 12 or > 19)
            return null;

        int firstSix = 0;
        for (int i = 0; i < 6; i++)
            firstSix = firstSix * 10 + (digits[i] - '0');

        foreach (var range in Ranges)
        {
            if (range.Contains(firstSix, digits.Length))
                return range.Network;
        }

        return null;
    }
}
