using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Programs;

// What console programs, terminals and kiosks print.
public abstract class PaymentBase
{
    public decimal Amount { get; set; }

    public virtual void Describe() => Console.WriteLine("Amount: $" + Amount); // fine
}

public class CreditCardPayment(string name, long number) : PaymentBase
{
    private long cardNumber = number;

    public long CardNumber { get => cardNumber; set => cardNumber = value; }

    public override void Describe()
    {
        Console.WriteLine("Payer: " + name); // fine
        Console.WriteLine("Card Number: " + cardNumber); // leak FC3002
        Console.WriteLine($"Card Number: {CardNumber} is validated after the payment."); // leak FC3002
        Console.WriteLine("Amount of credit card payment: $" + string.Format("{0:0.00}", Amount)); // fine
    }
}

public class Tarjeta
{
    public string NumeroTarjeta { get; set; } = "";
    public string FechaVencimiento { get; set; } = "";
    public int CVV { get; set; }
    public bool Activa { get; set; }

    public void Mostrar()
    {
        Console.WriteLine("Numero Tarjeta: " + NumeroTarjeta); // leak FC3002
        Console.WriteLine("CVV: " + CVV); // leak FC3002
        Console.WriteLine("Activa: " + Activa); // fine
    }
}

public class DebitCard
{
    public string cardType = "";
    public string cardNumber = "";
    public string memberSince = "";

    public void GenerateCardNumber() => cardNumber = string.Concat(Enumerable.Range(0, 16).Select(_ => Random.Shared.Next(10)));
}

public class Wallet
{
    public DebitCard Card { get; } = new();

    public static void Issue()
    {
        var card = new DebitCard();
        card.GenerateCardNumber();
        Console.WriteLine($"Card Type: {card.cardType}"); // fine
        Console.WriteLine($"Card Number: {card.cardNumber}"); // leak FC3002
        Console.WriteLine($"Member Since: {card.memberSince}"); // fine
    }

    public void Nested() => Console.WriteLine($"{Card.cardNumber.Trim(),20}"); // leak FC3002
}

public class Field
{
    public Text? Value { get; set; }
}

public class Text
{
    public string Content { get; set; } = "";
}

public class ScannedCard
{
    public Field CardNumber { get; set; } = new();
    public Field? CardholderName { get; set; }
    public Field Issuer { get; set; } = new();

    public void Print()
    {
        Console.WriteLine($"Issuer: {Issuer.Value}"); // fine
        Console.WriteLine($"Card number: {CardNumber.Value?.Content}"); // leak FC3002
    }
}

// A number of 32 bits has ten digits at most: it holds no PAN.
public static class Games
{
    public static void ShowCard(int cardNumber)
    {
        switch (cardNumber)
        {
            case 13:
                Console.WriteLine("King");
                break;
            default:
                Console.WriteLine(cardNumber); // fine
                break;
        }
    }

    public static void Guess()
    {
        int cardNumber = Convert.ToInt32(Console.ReadLine());
        cardNumber *= 50;
        Console.WriteLine(cardNumber); // fine
        Console.WriteLine($"You drew card number {cardNumber}"); // fine
        throw new InvalidOperationException("There is no card " + cardNumber); // fine
    }

    public static void Deal(List<int> cardNumbers, byte cardNo)
    {
        foreach (int cardNumber in cardNumbers)
            Console.WriteLine(cardNumber); // fine
        Debug.WriteLine("Card no: " + cardNo); // fine
    }
}

public static class Checks
{
    public static void Ask()
    {
        Console.WriteLine("Please enter the card number"); // fine
        string Cardnumber = Console.ReadLine()!;
        Cardnumber = Reverse(Cardnumber);
        Console.WriteLine(Cardnumber); // leak FC3002
        Console.WriteLine("Card number: " + Cardnumber + ", length: " + Cardnumber.Length); // leak FC3002
        Console.WriteLine(Cardnumber.Length == 16 ? "Right length" : "Wrong length"); // fine
        long cardNumber2 = long.Parse(Cardnumber);
        Console.WriteLine(cardNumber2); // leak FC3002
    }

    private static string Reverse(string text) => new(text.Reverse().ToArray());
}

public class Response
{
    public string Acct { get; set; } = "";
    public string CVV2Match { get; set; } = "";
    public string AuthCode { get; set; } = "";

    public void Print()
    {
        Console.WriteLine("AUTHCODE = " + AuthCode); // fine
        Console.WriteLine("CVV2 Match (CVV2MATCH) = " + CVV2Match); // fine
        Console.WriteLine("Last 4-digits Credit Card Number (ACCT) = " + Acct); // fine
    }
}

public class GatewayCard
{
    public long Ccnum { get; set; }
    public int Cvv2 { get; set; }
    public string Expmonth { get; set; } = "";
}

public class Order
{
    public int Id { get; set; }
    public decimal Total { get; set; }
}

public class Kiosk(ILogger<Kiosk> logger)
{
    private readonly Journal _journal = new();
    private string previousCardNumber = "";

    public void Pay(HttpContext http, GatewayCard creditCard, Order order)
    {
        var queryOrder = JsonSerializer.Serialize(order);
        var queryCard = JsonSerializer.Serialize(creditCard);
        Debug.Print(queryOrder); // fine
        Debug.Print(queryCard); // leak FC3002
        http.Session.SetString($"card-{order.Id}", JsonSerializer.Serialize(creditCard)); // leak FC3010
        http.Session.SetString($"order-{order.Id}", JsonSerializer.Serialize(order)); // fine
    }

    public void HandleCardRead(string cardNumber, string reader)
    {
        logger.LogInformation("Card read on {Reader}", reader); // fine
        logger.LogInformation("previousCardNumber: " + previousCardNumber); // leak FC3001
        _journal.logToFile("handleCardRead: " + cardNumber); // leak FC3001
        Journal.print($"card {cardNumber}"); // leak FC3002
        _journal.logToFile("handleCardRead on " + reader); // fine
        previousCardNumber = cardNumber;
    }

    public DebitCard Find(IQueryable<DebitCard> cards, string cardNumber) =>
        cards.FirstOrDefault(c => c.cardNumber == cardNumber) ?? throw new Exception($"Card with number {cardNumber} not found"); // leak FC3003
}

public class Journal
{
    public void logToFile(string line) => File.AppendAllText("journal.txt", line);

    public static void print(string line) => Trace.Write(line);
}
