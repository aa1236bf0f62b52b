// no packages
using Microsoft.Extensions.Logging;
using Microsoft.ApplicationInsights;
using Amazon.Lambda.Core;
using UnityEngine;
using Xunit.Abstractions;

namespace Idioms;

public class CreditCard
{
    public string Number { get; set; }
    public string Csc { get; set; }
    public string HolderName { get; set; }
    public int ExpMonth { get; set; }
    public int ExpYear { get; set; }
    public const int NumberLength = 16;
}

public class Payment
{
    public CreditCard CreditCard { get; set; }
    public decimal Amount { get; set; }
    public string Reference { get; set; }
}

public class Kart
{
    public string KartNo { get; set; }
    public string Cvv { get; set; }
    public string SonKullanmaTarihi { get; set; }
}

public class Tarjeta
{
    public string NumeroTarjeta { get; set; }
    public string Cvv { get; set; }
    public string Titular { get; set; }
}

public class Idioms
{
    private readonly ILogger<Idioms> _logger;
    private readonly Nop.Services.Logging.ILogger _nopLogger;
    private readonly ITestOutputHelper _output;
    private readonly TelemetryClient _telemetry;
    private const int CardNumberLength = 16;

    public void Loggers(Payment payment, string cardNumber, ILambdaContext context, ILogger log)
    {
        this._logger?.LogInformation("Card {Number}", cardNumber); // leak FC3001
        _logger.LogInformation(message: "Card {Number}", cardNumber); // leak FC3001
        _logger.LogInformation(@"Card {Number}", new object[] { cardNumber }); // leak FC3001
        _logger.LogInformation("""Card {Number}""", payment.CreditCard?.Number); // leak FC3001
        log.LogInformation($"Card {payment.CreditCard.Number} ref {payment.Reference}"); // leak FC3001
        log.LogInformation($"Ref {payment.Reference}"); // fine
        _nopLogger.InsertLog(LogLevel.Error, "Payment failed", cardNumber); // leak FC3001
        _nopLogger.Error($"Payment failed for {cardNumber}"); // leak FC3001
        NLog.LogManager.GetCurrentClassLogger().Info("Card " + cardNumber); // leak FC3001
        Serilog.Log.Logger.Information("Card {Number}", cardNumber); // leak FC3001
        Logger.Log(LogLevel.Info, $"Card {cardNumber}"); // leak FC3001
        context.Logger.LogLine($"Card {cardNumber}"); // leak FC3001
        _telemetry.TrackTrace("Card " + cardNumber); // leak FC3004
        _telemetry.TrackEvent("pay", new Dictionary<string, string> { { "card", cardNumber } }); // leak FC3004
        _telemetry.TrackEvent("pay", new Dictionary<string, string> { { "ref", payment.Reference } }); // fine
        EventLog.WriteEntry("Shop", "Card " + cardNumber); // leak FC3001
        SentrySdk.CaptureMessage($"Card {cardNumber}"); // leak FC3001
        _output.WriteLine(cardNumber); // leak FC3002
        Debug.Log("Card " + cardNumber); // leak FC3002
        Debug.LogWarning($"Card {cardNumber}"); // leak FC3002
        LogMessage("Card " + cardNumber); // leak FC3001
        WriteLog($"card={cardNumber}"); // leak FC3001
    }

    public void Values(Payment payment, string cardNumber, string pan, Kart kart, Tarjeta tarjeta)
    {
        Console.WriteLine(payment.CreditCard.Number.ToString()); // leak FC3002
        Console.WriteLine(payment.CreditCard.Csc); // leak FC3002
        Console.WriteLine(kart.KartNo); // leak FC3002
        Console.WriteLine(tarjeta.NumeroTarjeta); // leak FC3002
        Console.WriteLine(Request.Form["cardNumber"]); // leak FC3002
        Console.WriteLine(Request["cvv"]); // leak FC3002
        Console.WriteLine(cardNumber.Insert(4, " ").Insert(9, " ")); // leak FC3002
        Console.WriteLine(string.Join(" ", cardNumber.Chunk(4).Select(c => new string(c)))); // leak FC3002
        Console.WriteLine(cardNumber ?? "none"); // leak FC3002
        Console.WriteLine(payment.Amount > 0 ? cardNumber : "free"); // leak FC3002
        var shown = payment.Amount switch { 0 => "free", _ => pan };
        Console.WriteLine(shown); // leak FC3002
        string GetIt() => cardNumber;
        Console.WriteLine(GetIt()); // leak FC3002
        Read(out string creditCardNumber);
        Console.WriteLine(creditCardNumber); // leak FC3002
        var pair = (Number: cardNumber, payment.Amount);
        Console.WriteLine(pair.Number); // leak FC3002
        Console.WriteLine(pair.Amount); // fine
        var number = Load().Number;
        Console.WriteLine(number); // leak FC3002
        var decrypted = _protector.Unprotect(payment.Reference);
        Console.WriteLine(decrypted); // fine
        string plainPan = Decrypt(payment.Reference);
        Console.WriteLine(plainPan); // leak FC3002
        Console.WriteLine(System.Text.Encoding.ASCII.GetString(System.Text.Encoding.ASCII.GetBytes(pan))); // leak FC3002
        Console.WriteLine(Uri.EscapeDataString(pan)); // leak FC3002
    }

    public void Safe(Payment payment, string cardNumber, string pan)
    {
        Console.WriteLine($"Card number must have {CardNumberLength} digits, has {cardNumber.Length}"); // fine
        Console.WriteLine($"Card number must have {CreditCard.NumberLength} digits"); // fine
        Console.WriteLine(GetCardType(cardNumber)); // fine
        Console.WriteLine(IsValid(cardNumber)); // fine
        Console.WriteLine(HashCard(cardNumber)); // fine
        Console.WriteLine(_encryptor.Encrypt(pan)); // fine
        Console.WriteLine(cardNumber.Substring(12, 4)); // fine
        Console.WriteLine(cardNumber.Substring(0, 4) + "********" + cardNumber.Substring(12)); // fine
        Console.WriteLine(pan.Substring(pan.Length - 4).PadLeft(pan.Length, '*')); // fine
        Console.WriteLine(string.Concat(pan.TakeLast(4))); // fine
        Console.WriteLine(new string('*', pan.Length - 4) + pan[^4..]); // fine
        Console.WriteLine(pan[..6] + "******" + pan[^4..]); // fine
        Console.WriteLine(System.Text.RegularExpressions.Regex.Replace(pan, ".(?=.{4})", "X")); // fine
        Console.WriteLine(cardNumber.GetLast4()); // fine
        Console.WriteLine(cardNumber.Mask()); // fine
        Console.WriteLine(_masker.Apply(cardNumber)); // fine
        Console.WriteLine(CardMasker.Format(cardNumber)); // fine
        Console.WriteLine(cardNumber.GetHashCode()); // fine
        Console.WriteLine(cardNumber.Count(char.IsDigit)); // fine
        Console.WriteLine(cardNumber[0]); // fine
        Console.WriteLine(cardNumber[0] switch { '4' => "Visa", _ => "other" }); // fine
        var brand = cardNumber.StartsWith("4") ? "visa" : "other";
        Console.WriteLine(brand); // fine
        var last = cardNumber.Length > 4 ? cardNumber.Substring(cardNumber.Length - 4) : "";
        Console.WriteLine(last); // fine
        int start = pan.Length - 4;
        Console.WriteLine(pan.Substring(start)); // fine
        var card = _repository.FindByCardNumber(cardNumber);
        Console.WriteLine(card.Id); // fine
        _logger.LogInformation("Found {Card}", card); // fine
        _logger.LogInformation("Network {Network}", DetermineNetwork(pan)); // fine
        _logger.LogInformation("Result {Result}", Check(pan)); // fine
        Console.WriteLine(payment.CreditCard.ExpMonth); // fine
        Console.WriteLine(nameof(CreditCard.Number)); // fine
        Console.WriteLine(typeof(CreditCard)); // fine
        Console.WriteLine(payment.CreditCard == null); // fine
        Console.WriteLine("Card number:"); // fine
        using (_logger.BeginScope("Payment {Reference}", payment.Reference)) { } // fine
    }

    public async Task Stores(Payment payment, NHibernate.ISession session, IAsyncDocumentSession documentSession, string cardNumber)
    {
        session.Save(payment.CreditCard); // fine
        session.SaveOrUpdate(payment); // fine
        await documentSession.StoreAsync(payment); // fine
        _context.Payments.Add(payment); // fine
        HttpContext.Session.SetString("card", cardNumber); // leak FC3010
        Session["card"] = cardNumber; // leak FC3010
        Session.Add("card", cardNumber); // leak FC3010
        TempData["card"] = payment.CreditCard.Number; // leak FC3010
        var list = new List<string>();
        list.Add(cardNumber); // fine
        await _gateway.SendAsync(cardNumber); // fine
    }

    private static string GetCardType(string number)
    {
        if (number.StartsWith("4"))
            return "Visa";
        return number.StartsWith("5") ? "Mastercard" : "Unknown";
    }

    private static bool IsValid(string number) => number.Length == 16;

    private static string HashCard(string number) => Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(number)));

    private static string DetermineNetwork(string pan) => pan[0] == '4' ? "visa" : "mastercard";

    private static int Check(string pan) => pan.Sum(c => c - '0') % 10;

    private static void Read(out string value) => value = Console.ReadLine();

    private static CreditCard Load() => new();

    private void LogMessage(string message) { }

    private void WriteLog(string message) { }
}

[Obsolete("Attributes and a primary constructor make code blocks of the class")]
public sealed class DeclinedException(string cardNumber, int code) : Exception($"Card {cardNumber} declined: {code}") // leak FC3003
{
    public void Show() => Console.WriteLine(cardNumber); // leak FC3002
}
