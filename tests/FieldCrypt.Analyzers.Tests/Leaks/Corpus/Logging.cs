using Microsoft.Extensions.Logging;

namespace Shop.Payments;

public class Card
{
    public int Id { get; set; }
    public string Pan { get; set; } = "";
    public string HolderName { get; set; } = "";
    public string Cvv { get; set; } = "";
    public int ExpiryMonth { get; set; }
    public int ExpiryYear { get; set; }
    public string Brand { get; set; } = "";
    public string MaskedPan => "****" + Pan[^4..];
    public string Shown => $"{Brand} {Pan}";
    public string Last4 { get; set; } = "";
}

public record PaymentRequest(string CardNumber, string Cvv, decimal Amount, string Currency);

public class PaymentResult
{
    public string Id { get; set; } = "";
    public bool Ok { get; set; }
}

public static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Charging {CardNumber} for {Amount}")]
    public static partial void Charging(this ILogger logger, string cardNumber, decimal amount);

    [LoggerMessage(2, LogLevel.Information, "Charged {Id}")]
    public static partial void Charged(this ILogger logger, string id);

    public static partial void Charging(this ILogger logger, string cardNumber, decimal amount) { }

    public static partial void Charged(this ILogger logger, string id) { }
}

public class PaymentService(ILogger<PaymentService> logger)
{
    private static readonly Action<ILogger, string, Exception?> Defined = LoggerMessage.Define<string>(LogLevel.Information, 7, "Card {Value}");

    public void Direct(Card card, decimal amount)
    {
        logger.LogInformation("Card {Pan}", card.Pan); // leak FC3001
        logger.LogInformation("Card {Pan} for {Amount}", card.MaskedPan, amount); // fine
        logger.LogInformation("Card {Id} {Brand}", card.Id, card.Brand); // fine
        logger.LogInformation($"Charging {card.Pan}"); // leak FC3001
        logger.LogInformation($"Charging {card.Pan[^4..]}"); // fine
        logger.LogWarning("Charging " + card.Pan + " failed"); // leak FC3001
        logger.LogError(new InvalidOperationException("x"), "Charge of {Number} failed", card.Pan); // leak FC3001
        logger.LogDebug("{Length}", card.Pan.Length); // fine
        logger.LogDebug("{Missing}", string.IsNullOrEmpty(card.Pan)); // fine
        logger.LogDebug("{Same}", card.Pan == "x"); // fine
        logger.LogDebug("CVV {Cvv}", card.Cvv); // leak FC3001
        logger.LogTrace("Holder {Name}", card.HolderName); // leak FC3001
        logger.Log(LogLevel.Information, "Pan {P}", card.Pan); // leak FC3001
        logger.LogInformation(string.Format("{0} pays {1}", card.Pan, amount)); // leak FC3001
        logger.LogInformation(string.Concat("a", card.Pan)); // leak FC3001
        logger.LogInformation(string.Join(",", new[] { card.Brand, card.Pan })); // leak FC3001
        logger.LogInformation("Shown {Shown}", card.Shown); // leak FC3001
        logger.LogInformation("Ends in {Last4}", card.Last4); // fine
        using (logger.BeginScope("card {Pan}", card.Pan)) { } // leak FC3001
        using (logger.BeginScope(new Dictionary<string, object> { ["Pan"] = card.Pan })) { } // leak FC3001
        using (logger.BeginScope(new Dictionary<string, object> { ["CardId"] = card.Id })) { } // fine
        logger.Charging(card.Pan, amount); // leak FC3001
        logger.Charging(card.MaskedPan, amount); // fine
        logger.Charged(card.Pan); // leak FC3001
        logger.Charged(card.Id.ToString()); // fine
        Defined(logger, card.Pan, null); // leak FC3001
        Defined(logger, card.Brand, null); // fine
    }

    public void ThroughLocals(Card card)
    {
        var text = "Card: " + card.Pan;
        logger.LogInformation(text); // leak FC3001
        var copy = card.Pan.Trim().Replace("-", "");
        logger.LogInformation("Card {Value}", copy); // leak FC3001
        var masked = card.Pan;
        masked = new string('*', 12) + masked.Substring(12);
        logger.LogInformation("Card {Value}", masked); // fine
        var number = card.Pan;
        number = Mask(number);
        logger.LogInformation("Card {Value}", number); // fine
        string shown;
        if (card.Brand == "visa")
            shown = card.Pan;
        else
            shown = "none";
        logger.LogInformation("Card {Value}", shown); // leak FC3001
        var builder = new System.Text.StringBuilder();
        builder.Append("Card ").Append(card.Pan).Append('.');
        logger.LogInformation(builder.ToString()); // leak FC3001
        var harmless = new System.Text.StringBuilder();
        harmless.Append("Card ").Append(card.Id);
        logger.LogInformation(harmless.ToString()); // fine
        var last = card.Pan.Substring(card.Pan.Length - 4);
        logger.LogInformation("Card {Value}", last); // fine
        var bin = card.Pan.Substring(0, 6);
        logger.LogInformation("Card {Value}", bin); // fine
        var middle = card.Pan.Substring(2);
        logger.LogInformation("Card {Value}", middle); // leak FC3001
        var replaced = System.Text.RegularExpressions.Regex.Replace(card.Pan, @"\d(?=\d{4})", "*");
        logger.LogInformation("Card {Value}", replaced); // fine
        var digits = System.Text.RegularExpressions.Regex.Replace(card.Pan, @"[^\d]", "");
        logger.LogInformation("Card {Value}", digits); // leak FC3001
        foreach (var c in card.Pan.Split(' '))
            logger.LogInformation("Part {Value}", c); // leak FC3001
        var (brand, pan) = (card.Brand, card.Pan);
        logger.LogInformation("{Brand}", brand); // fine
        logger.LogInformation("{Number}", pan); // leak FC3001
        object boxed = card.Pan;
        if (boxed is string s)
            logger.LogInformation("{Value}", s); // leak FC3001
        var cards = new List<Card> { card };
        logger.LogInformation(string.Join(", ", cards.Select(c => c.Pan))); // leak FC3001
        logger.LogInformation(string.Join(", ", cards.Select(c => c.Id))); // fine
        logger.LogInformation(string.Join(", ", cards.Select(c => Mask(c.Pan)))); // fine
        cards.ForEach(c => logger.LogInformation("{Number}", c.Pan)); // leak FC3001
        cards.Select(c => c.Pan).ToList().ForEach(p => logger.LogInformation("{Number}", p)); // leak FC3001
    }

    public void Objects(Card card, PaymentRequest request, PaymentResult result)
    {
        logger.LogInformation("Card {@Card}", card); // leak FC3012
        logger.LogInformation("Card {Card}", card); // fine
        logger.LogInformation("Request {Request}", request); // leak FC3001
        logger.LogInformation("Request {@Request}", request); // leak FC3012
        logger.LogInformation($"Request {request}"); // leak FC3001
        logger.LogInformation("Result {@Result}", result); // fine
        logger.LogInformation("Request {Json}", System.Text.Json.JsonSerializer.Serialize(request)); // leak FC3001
        var json = System.Text.Json.JsonSerializer.Serialize(request);
        logger.LogInformation(json); // leak FC3001
        logger.LogInformation(System.Text.Json.JsonSerializer.Serialize(result)); // fine
        logger.LogInformation("Values {@V}", new { card.Id, card.Pan }); // leak FC3001
        logger.LogInformation("Values {@V}", new { card.Id, Pan = Mask(card.Pan) }); // fine
        logger.LogInformation("Amount {Amount} {Currency}", request.Amount, request.Currency); // fine
        logger.LogInformation("{Ok}", result.Ok); // fine
    }

    public void Parameters(string cardNumber, string cvv, string pin, string currency)
    {
        logger.LogInformation("Paying with {Card}", cardNumber); // leak FC3001
        logger.LogInformation("Paying with {Card} {Cvv}", Last4(cardNumber), cvv); // leak FC3001
        logger.LogInformation("Currency {Currency}", currency); // fine
        cardNumber = Mask(cardNumber);
        logger.LogInformation("Paying with {Card}", cardNumber); // fine
        logger.LogInformation("{Pin}", pin); // leak FC3001
    }

    public void Helpers(Card card)
    {
        Write(card.Pan); // leak FC3001
        Write(card.Brand); // fine
        Write(Mask(card.Pan)); // fine
        WriteTwice(card.Pan); // leak FC3001
        logger.LogInformation(Describe(card)); // leak FC3001
        logger.LogInformation(DescribeSafely(card)); // fine
        logger.LogInformation(Normalize(card.Pan)); // leak FC3001
        logger.LogInformation(Normalize(card.Brand)); // fine
        logger.LogInformation(Unknown()); // fine
    }

    private void Write(string text) => logger.LogInformation("Text {Text}", text);

    private void WriteTwice(string text) => Write(text);

    private static string Describe(Card card) => $"{card.Brand}/{card.Pan}";

    private static string DescribeSafely(Card card)
    {
        var tail = card.Pan[^4..];
        return $"{card.Brand}/{tail}";
    }

    private static string Normalize(string value) => value.Replace(" ", "").Trim();

    private static string Unknown() => Environment.MachineName;

    private static string Mask(string value) => new string('*', Math.Max(0, value.Length - 4)) + value[^4..];

    private static string Last4(string value) => value.Substring(value.Length - 4);
}
