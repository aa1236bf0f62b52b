using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using FieldCrypt;

namespace Shop.Storage;

public class StoredCard
{
    [Key] public Guid Id { get; set; }
    [Encrypted] public string Pan { get; set; } = "";
    [Encrypted] public string Email { get; set; } = "";
    public string Brand { get; set; } = "";
    public string LastFour { get; set; } = "";
}

public class Order
{
    public int Id { get; set; }
    public string Note { get; set; } = "";
    public string Reference { get; set; } = "";
    public string PaymentToken { get; set; } = "";
    public string CardLast4 { get; set; } = "";
    public decimal Total { get; set; }
    [Encrypted] public string Secret { get; set; } = "";
    public DateTime Placed { get; set; }
}

public class AuditEntry
{
    public int Id { get; set; }
    public string Payload { get; set; } = "";
    public string Action { get; set; } = "";
}

public class ShopContext : DbContext
{
    public DbSet<StoredCard> Cards => Set<StoredCard>();
    public DbSet<Order> Orders => Set<Order>();
    public DbSet<AuditEntry> Audit => Set<AuditEntry>();
}

public class OrderView
{
    public string Note { get; set; } = "";
}

public class CheckoutForm
{
    public string CardNumber { get; set; } = "";
    public string SecurityCode { get; set; } = "";
    public string Expiration { get; set; } = "";
}

public class Checkout(ShopContext db, IMemoryCache cache, IDistributedCache distributed, IHttpContextAccessor http)
{
    public void Assign(StoredCard card, Order order, CheckoutForm form)
    {
        order.Note = card.Pan; // leak FC3009
        order.Note = "Paid with " + card.Pan; // leak FC3009
        order.Note = $"Paid with {card.Brand} {card.Pan[^4..]}"; // fine
        order.Note = card.Email; // leak FC3009
        order.Secret = card.Pan; // fine
        order.CardLast4 = card.Pan.Substring(card.Pan.Length - 4); // fine
        order.CardLast4 = form.CardNumber; // leak FC3009
        order.Reference = form.CardNumber; // leak FC3009
        order.PaymentToken = Tokenize(form.CardNumber); // fine
        order.Note = form.SecurityCode; // leak FC3009
        order.Placed = DateTime.UtcNow; // fine
        card.Pan = form.CardNumber; // fine
        card.LastFour = form.CardNumber[^4..]; // fine
        db.Audit.Add(new AuditEntry { Action = "pay", Payload = JsonSerializer.Serialize(form) }); // leak FC3009
        db.Audit.Add(new AuditEntry { Action = "pay", Payload = form.CardNumber }); // leak FC3009
        var view = new OrderView { Note = card.Pan }; // fine
    }

    public async Task Cache(StoredCard card, CheckoutForm form)
    {
        cache.Set("card", card.Pan); // leak FC3010
        cache.Set("brand", card.Brand); // fine
        cache.Set(card.Pan, true); // leak FC3010
        cache.Set("card", card); // leak FC3010
        cache.Set(card.Id, card.LastFour); // fine
        await distributed.SetStringAsync("card", card.Pan); // leak FC3010
        await distributed.SetStringAsync("card", JsonSerializer.Serialize(form)); // leak FC3010
        distributed.Set("card", System.Text.Encoding.UTF8.GetBytes(card.Pan)); // leak FC3010
        distributed.SetString("id", card.Id.ToString()); // fine
        http.HttpContext!.Session.SetString("CardNumber", form.CardNumber); // leak FC3010
        http.HttpContext.Session.SetString("Brand", card.Brand); // fine
        http.HttpContext.Response.Cookies.Append("card", form.CardNumber); // leak FC3010
    }

    public void Files(StoredCard card, List<StoredCard> cards)
    {
        File.WriteAllText("card.txt", card.Pan); // leak FC3011
        File.AppendAllText("cards.txt", $"{card.Brand};{card.Pan}\n"); // leak FC3011
        File.AppendAllText("cards.txt", $"{card.Brand};{card.LastFour}\n"); // fine
        File.WriteAllLines("cards.txt", cards.Select(c => c.Pan)); // leak FC3011
        File.WriteAllLines("cards.txt", cards.Select(c => c.Brand)); // fine
        using var writer = new StreamWriter("cards.csv");
        writer.WriteLine(card.Pan); // leak FC3011
        writer.WriteLine("{0};{1}", card.Brand, card.Pan); // leak FC3011
        writer.WriteLine(card.Brand); // fine
        foreach (var each in cards)
            writer.Write(each.Pan + ";"); // leak FC3011
        File.WriteAllText("cards.json", JsonSerializer.Serialize(cards)); // leak FC3011
        var json = JsonSerializer.Serialize(cards); // leak FC3008
        var views = JsonSerializer.Serialize(cards.Select(c => new { c.Id, c.Brand })); // fine
        var orders = JsonSerializer.Serialize(db.Orders.Select(o => o.Note).ToList()); // fine
        var form = JsonSerializer.Serialize(new CheckoutForm()); // fine
    }

    private static string Tokenize(string value) => Convert.ToHexString(Guid.NewGuid().ToByteArray()) + value.Length;
}
