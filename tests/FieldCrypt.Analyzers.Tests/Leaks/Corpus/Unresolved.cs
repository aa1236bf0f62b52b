// no packages
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;
using Serilog;
using NLog;
using log4net;
using MediatR;

namespace Gateway.Payments;

public class ChargeCommand : IRequest<ChargeResult>
{
    public string CardNumber { get; set; }
    public string Cvv { get; set; }
    public int ExpMonth { get; set; }
    public int ExpYear { get; set; }
    public decimal Amount { get; set; }
    public string OrderNumber { get; set; }
}

public class ChargeHandler : IRequestHandler<ChargeCommand, ChargeResult>
{
    private readonly ILogger<ChargeHandler> _logger;
    private readonly IMemoryCache _cache;
    private static readonly ILog log = LogManager.GetLogger(typeof(ChargeHandler));
    private static readonly NLog.Logger Logger = NLog.LogManager.GetCurrentClassLogger();

    public ChargeHandler(ILogger<ChargeHandler> logger, IMemoryCache cache)
    {
        _logger = logger;
        _cache = cache;
    }

    public async Task<ChargeResult> Handle(ChargeCommand request, CancellationToken cancellationToken)
    {
        _logger.LogInformation("Charging {CardNumber}", request.CardNumber); // leak FC3001
        _logger.LogInformation("Charging {Amount} for {Order}", request.Amount, request.OrderNumber); // fine
        _logger.LogInformation($"Charging {request.CardNumber} now"); // leak FC3001
        _logger.LogInformation($"Charging {MaskCard(request.CardNumber)} now"); // fine
        _logger.LogInformation($"Charging {request.CardNumber.Substring(request.CardNumber.Length - 4)}"); // fine
        _logger.LogInformation($"Charging {request.CardNumber.Substring(0, 6)}"); // fine
        _logger.LogInformation($"Charging {request.CardNumber.Mask()}"); // fine
        _logger.LogError("Charge failed: " + JsonConvert.SerializeObject(request)); // leak FC3001
        _logger.LogInformation("Handling {@Request}", request); // leak FC3012
        Log.Information("Charging {Card}", request.CardNumber); // leak FC3001
        Log.Information("Charging {@Command}", request); // leak FC3012
        Log.Error(new Exception("x"), "Failed for {Cvv}", request.Cvv); // leak FC3001
        Log.ForContext("Pan", request.CardNumber).Information("x"); // leak FC3001
        Serilog.Log.Debug("Card {0}", request.CardNumber); // leak FC3001
        log.Info("Card " + request.CardNumber); // leak FC3001
        log.InfoFormat("Card {0} month {1}", request.CardNumber, request.ExpMonth); // leak FC3001
        log.Debug("Order " + request.OrderNumber); // fine
        Logger.Info("Card {0}", request.CardNumber); // leak FC3001
        Logger.Warn("Order {0}", request.OrderNumber); // fine
        Logger.Debug(() => $"Card {request.CardNumber}"); // leak FC3001
        _cache.Set("card:" + request.OrderNumber, request.CardNumber); // leak FC3010
        _cache.Set("order:" + request.OrderNumber, request.Amount); // fine
        var client = new GatewayClient();
        var response = await client.ChargeAsync(request.CardNumber, request.Cvv); // fine
        _logger.LogInformation("Response {Response}", response); // fine
        _logger.LogInformation("Response {Code}", response.Code); // fine
        throw new PaymentException($"Card {request.CardNumber} declined"); // leak FC3003
    }

    public void Dto(PaymentInfoDto dto, UnknownThing thing)
    {
        _logger.LogInformation("Card {0}", dto.CardNumber); // leak FC3001
        _logger.LogInformation("Card {0}", dto.CardHolder.Name); // fine
        _logger.LogInformation("Card {0}", dto.CreditCardNumber); // leak FC3001
        _logger.LogInformation("Card {0}", dto.MaskedCardNumber); // fine
        _logger.LogInformation("Card {0}", dto.CardLast4); // fine
        _logger.LogInformation("Code {0}", dto.Cvc); // leak FC3001
        _logger.LogInformation("Thing {0}", thing.Name); // fine
        _logger.LogInformation("Card {0}", dto.Card.CardNumber); // leak FC3001
        _logger.LogInformation("Card {CardNumber}", thing.Value); // leak FC3001
        _logger.LogInformation("Card id {CardId}", thing.Value); // fine
        _logger.LogInformation("Card {CardNumber}", thing.MaskedValue); // fine
        Console.WriteLine(dto.CardNumber); // leak FC3002
        Console.WriteLine(dto.CardNumber?.Length); // fine
        System.IO.File.WriteAllText("x.txt", dto.CardNumber); // leak FC3011
    }

    private static string MaskCard(string card) => "****" + card.Substring(card.Length - 4);
}

[ApiController]
public class PaymentController : ControllerBase
{
    private readonly ILogger<PaymentController> _logger;
    private readonly ShopDbContext _db;

    [HttpPost]
    public async Task<IActionResult> Pay([FromBody] PaymentModel model)
    {
        _logger.LogInformation("Payment: {CardNumber} {Expiry} {Cvv}", model.CardNumber, model.Expiry, model.Cvv); // leak FC3001
        _logger.LogInformation("Payment by user {UserId}", User.Identity.Name); // fine
        var cardNumber = model.CardNumber.Replace(" ", "");
        _logger.LogInformation("Clean card {n}", cardNumber); // leak FC3001
        var last4 = cardNumber.Substring(cardNumber.Length - 4);
        _logger.LogInformation("Card {n}", last4); // fine
        var cards = await _db.Cards.ToListAsync();
        return Ok(cards); // fine
    }
}

public class ShopDbContext : DbContext
{
    public DbSet<PaymentCard> Cards { get; set; }
}

public class PaymentCard
{
    public int Id { get; set; }
    public string CardNumber { get; set; }
    public string NameOnCard { get; set; }
}

public class CardRepository
{
    public PaymentCard Load(SqlDataReader reader)
    {
        var card = new PaymentCard { CardNumber = reader["CardNumber"].ToString() };
        Console.WriteLine("Loaded " + reader["CardNumber"]); // leak FC3002
        Console.WriteLine("Loaded " + reader["Id"]); // fine
        Console.WriteLine("Loaded " + reader.GetString("card_number")); // leak FC3002
        return card;
    }

    public void Localize(IStringLocalizer localizer)
    {
        Console.WriteLine(localizer["CardNumber"]); // fine
        Console.WriteLine(localizer.GetString("CardNumber")); // fine
        Console.WriteLine(Configuration["Payments:CardNumber"]); // fine
    }
}

public class Logs
{
    private readonly ILogger _logger;

    public void All(ChargeCommand command, UnknownThing thing, string value, int index)
    {
        LogRequest(command); // leak FC3012
        LogRequest(index); // fine
        LogGeneric("charge", command); // leak FC3012
        Destructure(command); // leak FC3012
        Console.WriteLine($"Card Number: {thing.Value}"); // leak FC3002
        Console.WriteLine($"Order number: {thing.Value}, Card number: {value}"); // leak FC3002
        Console.WriteLine("CVV: " + value); // leak FC3002
        Console.WriteLine("CVV: {0}", value); // leak FC3002
        Console.WriteLine("Card type: {0}", value); // fine
        Console.WriteLine($"Invalid card number, code: {value}"); // fine
        Console.WriteLine(txtCardNumber.Text); // leak FC3002
        Console.WriteLine(txtOrderNumber.Text); // fine
    }

    private void LogRequest(object request) => _logger.LogInformation("Request: " + JsonConvert.SerializeObject(request));

    private void LogGeneric<T>(string name, T request)
    {
        var json = JsonConvert.SerializeObject(request);
        _logger.LogInformation("Request {Name}: {Json}", name, json);
    }

    private void Destructure(object request) => _logger.LogInformation("Request: {@Request}", request);
}

[System.Serializable]
public class DapperStore
{
    private readonly IDbConnection _connection;

    public async Task Save(PaymentRow row, CancellationToken cancellation)
    {
        await _connection.ExecuteAsync("INSERT INTO Payments (Card) VALUES (@Card)", new { Card = row.CardNumber, row.Amount }); // leak FC3013
        await _connection.ExecuteAsync("INSERT INTO Payments (Amount) VALUES (@Amount)", new { row.Amount }); // fine
        _connection.Query<int>("SELECT Id FROM Payments WHERE Card = @card", new { card = row.CardNumber }); // leak FC3013
        _connection.Execute($"DELETE FROM Payments WHERE Card = '{row.CardNumber}'"); // leak FC3013
    }
}

public class PaymentRow
{
    public string CardNumber { get; set; } = "";
    public decimal Amount { get; set; }
}
