using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Shop.Terminal;

public class CreditCard
{
    public string CardNumber { get; set; } = "";
    public string Cvv2 { get; set; } = "";
    public string CardHolderName { get; set; } = "";
    public string ExpiryDate { get; set; } = "";
    public string Track2Data { get; set; } = "";
    public string PinBlock { get; set; } = "";
    public string CardType { get; set; } = "";
    public string MaskedCardNumber { get; set; } = "";
    public string Token { get; set; } = "";
}

public class InvalidCardException : Exception
{
    public InvalidCardException(string message) : base(message) { }

    public InvalidCardException(CreditCard card) : base($"Card {card.CardNumber} is invalid") { } // leak FC3003

    public InvalidCardException(CreditCard card, int code) : base($"Card {card.Token} is invalid: {code}") { } // fine
}

public class Terminal
{
    private static readonly ActivitySource Source = new("Terminal");
    private static readonly Meter Meter = new("Terminal");
    private static readonly Counter<int> Payments = Meter.CreateCounter<int>("payments");
    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>("durations");

    public void Print(CreditCard card)
    {
        Console.WriteLine(card.CardNumber); // leak FC3002
        Console.WriteLine("Card: {0}, type {1}", card.CardNumber, card.CardType); // leak FC3002
        Console.WriteLine($"Type: {card.CardType}"); // fine
        Console.WriteLine($"CVV: {card.Cvv2}"); // leak FC3002
        Console.WriteLine("Track " + card.Track2Data); // leak FC3002
        Console.Write(card.PinBlock); // leak FC3002
        Console.Error.WriteLine(card.CardNumber); // leak FC3002
        Console.Out.WriteLine(card.MaskedCardNumber); // fine
        Console.WriteLine(card); // fine
        Console.WriteLine(card.CardNumber.Length); // fine
        Console.WriteLine(card.CardNumber.StartsWith("4") ? "visa" : "other"); // fine
        Console.WriteLine(card.CardNumber is null); // fine
        Console.WriteLine(nameof(card.CardNumber)); // fine
        Console.WriteLine(card.Token); // fine
        Debug.WriteLine(card.CardNumber); // leak FC3002
        Debug.Assert(card.CardNumber.Length == 16, "card " + card.CardNumber); // leak FC3002
        Trace.TraceInformation("card {0}", card.CardNumber); // leak FC3002
        Trace.WriteLine(card.CardNumber.Substring(12)); // fine
        Trace.WriteLine(card.CardNumber.Remove(0, 12)); // fine
        Trace.WriteLine(card.CardNumber.PadLeft(19)); // leak FC3002
        Trace.WriteLine(long.Parse(card.CardNumber)); // leak FC3002
        Trace.WriteLine(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(card.CardNumber))); // leak FC3002
        Console.WriteLine(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(card.CardNumber)))); // fine
    }

    public void Ask()
    {
        Console.Write("Card number: "); // fine
        string cardNumber = Console.ReadLine() ?? "";
        Console.WriteLine("You typed " + cardNumber); // leak FC3002
        Console.WriteLine(IsValid(cardNumber)); // fine
        Console.WriteLine($"Valid: {IsValid(cardNumber)}"); // fine
        string creditCardNumber = "4111111111111111";
        Console.WriteLine(creditCardNumber); // leak FC3002
        string cardNumberLabel = "Card number";
        Console.WriteLine(cardNumberLabel); // fine
    }

    public void Throw(CreditCard card, string pan)
    {
        if (card.CardType.Length == 0)
            throw new InvalidOperationException($"Card {card.CardNumber} has no type"); // leak FC3003
        if (pan.Length < 13)
            throw new ArgumentException("Bad card " + pan, nameof(pan)); // leak FC3003
        if (pan.Length > 19)
            throw new ArgumentOutOfRangeException(nameof(pan), pan, "too long"); // leak FC3003
        if (card.CardNumber.Length > 19)
            throw new InvalidCardException("card " + card.CardNumber[^4..]); // fine
        if (card.Cvv2.Length > 4)
            throw new ArgumentException("CVV too long", nameof(card)); // fine
        if (card.Cvv2.Length < 3)
            throw new ArgumentException($"CVV has {card.Cvv2.Length} digits"); // fine
        throw new InvalidCardException(card); // fine
    }

    public void Attach(CreditCard card, Exception error)
    {
        error.Data["card"] = card.CardNumber; // leak FC3003
        error.Data["type"] = card.CardType; // fine
    }

    public void Trace1(CreditCard card)
    {
        using var activity = Source.StartActivity("pay");
        activity?.SetTag("card.number", card.CardNumber); // leak FC3004
        activity?.SetTag("card.type", card.CardType); // fine
        activity?.AddTag("pan", card.CardNumber); // leak FC3004
        activity?.SetBaggage("pan", card.CardNumber); // leak FC3004
        activity?.AddEvent(new ActivityEvent("pay", tags: new ActivityTagsCollection { { "pan", card.CardNumber } })); // leak FC3004
        activity?.AddEvent(new ActivityEvent("pay")); // fine
        activity?.SetStatus(ActivityStatusCode.Error, "declined " + card.CardNumber); // leak FC3004
        Payments.Add(1, new KeyValuePair<string, object?>("pan", card.CardNumber)); // leak FC3004
        Payments.Add(1, new KeyValuePair<string, object?>("type", card.CardType)); // fine
        Payments.Add(1, new TagList { { "pan", card.CardNumber } }); // leak FC3004
        Durations.Record(0.5, KeyValuePair.Create<string, object?>("pan", card.CardNumber)); // leak FC3004
        var tags = new TagList();
        tags.Add("card", card.CardNumber);
        Payments.Add(1, tags); // leak FC3004
        var numbers = new List<string>();
        numbers.Add(card.CardNumber); // fine
    }

    private static bool IsValid(string number) => number.All(char.IsDigit);
}
