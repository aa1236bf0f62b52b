using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace CardVault.Cards;

/// <summary>Reads cards from a tab-separated file without header: id, card type, card number, expiry month, expiry year, modified date.</summary>
internal static class CardFile
{
    private const int Columns = 6;

    /// <summary>Reads every row.</summary>
    /// <exception cref="CardVaultException">The file is not there or a row is malformed; the message names the row, not its content.</exception>
    public static IReadOnlyList<Card> Read(string path)
    {
        if (!File.Exists(path))
            throw new CardVaultException($"There is no file {path} to import.");

        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = "\t",
            HasHeaderRecord = false,
            Mode = CsvMode.NoEscape,
        };
        using var reader = new StreamReader(path);
        using var parser = new CsvParser(reader, configuration);
        var cards = new List<Card>();
        while (parser.Read())
            cards.Add(ParseRow(parser, path));
        if (cards.Count == 0)
            throw new CardVaultException($"{path} holds no rows.");
        return cards;
    }

    private static Card ParseRow(CsvParser row, string path)
    {
        if (row.Count == Columns
            && int.TryParse(row[0], CultureInfo.InvariantCulture, out int id)
            && row[2].Length is >= 12 and <= 19 && row[2].All(char.IsAsciiDigit)
            && byte.TryParse(row[3], CultureInfo.InvariantCulture, out byte month) && month is >= 1 and <= 12
            && short.TryParse(row[4], CultureInfo.InvariantCulture, out short year)
            && DateTime.TryParse(row[5], CultureInfo.InvariantCulture, out DateTime modified))
        {
            return new Card { SourceId = id, CardType = row[1], Pan = row[2], ExpiryMonth = month, ExpiryYear = year, ModifiedDate = modified };
        }

        throw new CardVaultException(
            $"Row {row.Row} of {path} is no card. Expected {Columns} tab-separated columns: id, card type, card number (12 to 19 digits), expiry month, expiry year, modified date; found {row.Count}.");
    }
}
