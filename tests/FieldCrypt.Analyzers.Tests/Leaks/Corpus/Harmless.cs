using Microsoft.Extensions.Logging;

namespace Elsewhere;

public class Camera
{
    public double Pan { get; set; }
    public double Tilt { get; set; }
    public double Zoom { get; set; }
    public override string ToString() => $"{Pan} {Tilt} {Zoom}"; // fine
}

public class GpioPin
{
    public int Pin { get; set; }
    public string Mode { get; set; } = "";
}

public class MusicTrack
{
    public string Track { get; set; } = "";
    public string Artist { get; set; } = "";
    public string Album { get; set; } = "";
}

public record PlayingCard(string Suit, int Rank);

public class LibraryCard
{
    public string CardNumber { get; set; } = "";
    public string Borrower { get; set; } = "";
    public int BooksOnLoan { get; set; }
}

public class LoyaltyCard
{
    public string CardNumber { get; set; } = "";
    public int Points { get; set; }
    public string Tier { get; set; } = "";
}

public class TrelloCard
{
    public string Id { get; set; } = "";
    public string Name { get; set; } = "";
    public string Board { get; set; } = "";
}

public class Shipment
{
    public string TrackingNumber { get; set; } = "";
    public string PinCode { get; set; } = "";
    public string City { get; set; } = "";
    public string Street { get; set; } = "";
}

public class StockQuote
{
    public string SecurityCode { get; set; } = "";
    public string Exchange { get; set; } = "";
    public string Isin { get; set; } = "";
}

public class PaymentSummary
{
    public string PaymentId { get; set; } = "";
    public string CardBrand { get; set; } = "";
    public string CardLast4 { get; set; } = "";
    public string CardToken { get; set; } = "";
    public string CardFingerprint { get; set; } = "";
    public int CardId { get; set; }
    public bool HasCvv { get; set; }
    public string CvvResult { get; set; } = "";
    public string MaskedPan { get; set; } = "";
}

public class Worker(ILogger<Worker> logger)
{
    public void All(Camera camera, GpioPin gpio, MusicTrack track, PlayingCard card, LibraryCard library, LoyaltyCard loyalty, TrelloCard trello)
    {
        logger.LogInformation("Pan {Pan} {Tilt}", camera.Pan, camera.Tilt); // fine
        logger.LogInformation("Camera {Camera}", camera); // fine
        logger.LogInformation("Camera {@Camera}", camera); // fine
        logger.LogInformation("Pin {Pin}", gpio.Pin); // fine
        logger.LogInformation("Track {Track}", track.Track); // fine
        logger.LogInformation("Card {Card}", card); // fine
        logger.LogInformation("Card {@Card}", card); // fine
        logger.LogInformation("Card {Number}", library.CardNumber); // fine
        logger.LogInformation("Card {Number}", loyalty.CardNumber); // fine
        logger.LogInformation("Card {@Card}", loyalty); // fine
        logger.LogInformation("Card {Id} {Name}", trello.Id, trello.Name); // fine
        Console.WriteLine($"Card {trello.Name} on {trello.Board}"); // fine
        throw new InvalidOperationException($"No card {trello.Id}"); // fine
    }

    public void More(Shipment shipment, StockQuote quote, PaymentSummary summary, Exception error)
    {
        logger.LogInformation("Tracking {Number}", shipment.TrackingNumber); // fine
        logger.LogInformation("Pin code {Pin}", shipment.PinCode); // fine
        logger.LogInformation("Security {Code}", quote.SecurityCode); // fine
        logger.LogInformation("Payment {@Payment}", summary); // fine
        logger.LogInformation("Payment {Id} {Brand} {Last4}", summary.PaymentId, summary.CardBrand, summary.CardLast4); // fine
        logger.LogInformation("Token {Token}", summary.CardToken); // fine
        logger.LogInformation("Has cvv {HasCvv} {Result}", summary.HasCvv, summary.CvvResult); // fine
        logger.LogInformation("Masked {Pan}", summary.MaskedPan); // fine
        logger.LogError(error, "Invalid card number"); // fine
        logger.LogError(error, "Invalid card: {Message}", error.Message); // fine
        logger.LogError("Invalid card number: {Reason}", error.Message); // fine
        Console.WriteLine("Enter card number:"); // fine
        Console.WriteLine("Card number is {0}", IsValid("x") ? "valid" : "invalid"); // fine
    }

    public void Span(ReadOnlySpan<char> span, string company, string panel, string pinned, string mapping, string spin)
    {
        logger.LogInformation("{Company} {Panel} {Pinned} {Mapping} {Spin}", company, panel, pinned, mapping, spin); // fine
        logger.LogInformation("{Length}", span.Length); // fine
        double pan = 0.5;
        logger.LogInformation("Panning to {Value}", pan); // fine
        int pin = 13;
        Console.WriteLine($"Pin {pin} is high"); // fine
        string securityCode = company;
        logger.LogInformation("{Code}", securityCode); // fine
        int track = 3;
        Console.WriteLine("Track " + track); // fine
    }

    private static bool IsValid(string value) => value.Length > 0;
}

public class Deck
{
    private readonly List<PlayingCard> _cards = [];

    public void Deal()
    {
        foreach (var card in _cards)
            Console.WriteLine(card); // fine
        Console.WriteLine($"Cards left: {_cards.Count}"); // fine
        Console.WriteLine(string.Join(", ", _cards)); // fine
        int cardNumber = 1;
        foreach (var card in _cards)
            Console.WriteLine($"{cardNumber++}: {card.Suit}"); // fine
        Console.WriteLine("Card " + cardNumber); // fine
    }
}
