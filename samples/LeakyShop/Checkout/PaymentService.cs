using System.Diagnostics;
using LeakyShop.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace LeakyShop.Checkout;

public class PaymentService(ShopContext db, IMemoryCache cache, ILogger<PaymentService> logger)
{
    private static readonly ActivitySource Source = new("LeakyShop");

    // A "harmless" number for the smoke test, of a card that someone holds.
    private const string SmokeTest = "4539148803436467";

    private const string SwipedInTheShop = ";4539148803436467=25121011000012345678?";

    public async Task<Order> PayAsync(PaymentRequest request)
    {
        using var activity = Source.StartActivity("pay");
        activity?.SetTag("card.number", request.CardNumber);

        logger.LogInformation("Charging {Card} with {Amount}", request.CardNumber, request.Amount);
        logger.LogDebug("Payment {@Request}", request);

        if (request.CardNumber.Length < 13)
            throw new ArgumentException($"Card {request.CardNumber} is too short", nameof(request));
        if (request.CardNumber == SmokeTest || SwipedInTheShop.StartsWith(request.CardNumber, StringComparison.Ordinal))
            return new Order { Note = "smoke test" };

        var card = await FindAsync(request.Email) ?? new Card { Pan = Clean(request.CardNumber), Cvv = request.Cvv, Email = request.Email };
        db.Update(card);

        string text = "Paid with " + card.Pan;
        var order = new Order { Total = request.Amount, CardLast4 = card.Pan[^4..] };
        order.Note = card.Pan;
        db.Orders.Add(order);
        await db.SaveChangesAsync();

        cache.Set($"order:{order.Id}", card.Pan);
        Audit(card.Pan);
        Console.WriteLine($"Order {order.Id}: {card.Pan}");
        logger.LogInformation("Done, {Length} characters", text.Length);
        return order;
    }

    public async Task ExportAsync(string path)
    {
        foreach (var card in await db.Cards.ToListAsync())
            await File.AppendAllTextAsync(path, $"{card.Brand};{card.Pan}\n");
    }

    private Task<Card?> FindAsync(string email) => db.Cards.FirstOrDefaultAsync(card => card.Email == email);

    // The plaintext takes a step through a helper.
    private void Audit(string what) => logger.LogInformation("Audit: {What}", what);

    private static string Clean(string number) => number.Replace(" ", "").Replace("-", "");
}
