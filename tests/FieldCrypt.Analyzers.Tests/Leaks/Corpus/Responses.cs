using System.Text.Json.Serialization;
using FieldCrypt;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Shop.Api;

public class StoredCard
{
    public int Id { get; set; }
    [Encrypted] public string Pan { get; set; } = "";
    public string Brand { get; set; } = "";
}

public class HiddenCard
{
    public int Id { get; set; }
    [Encrypted, JsonIgnore] public string Pan { get; set; } = "";
    public string Brand { get; set; } = "";
}

public class Customer
{
    public int Id { get; set; }
    public string Name { get; set; } = "";
    public List<StoredCard> Cards { get; set; } = [];
}

public class Product
{
    public int Id { get; set; }
    public string Name { get; set; } = "";
}

public class ApiContext : DbContext
{
    public DbSet<StoredCard> Cards => Set<StoredCard>();
    public DbSet<HiddenCard> Hidden => Set<HiddenCard>();
    public DbSet<Customer> Customers => Set<Customer>();
    public DbSet<Product> Products => Set<Product>();
}

public record CardView(int Id, string Brand);

public record Envelope<T>(T Data, string Message);

[ApiController]
public class CardsController(ApiContext db) : ControllerBase
{
    [HttpGet("{id}")]
    public async Task<ActionResult<StoredCard>> Get(int id)
    {
        var card = await db.Cards.FindAsync(id);
        if (card is null)
            return NotFound(); // fine
        return card; // leak FC3007
    }

    [HttpGet]
    public async Task<IActionResult> List() => Ok(await db.Cards.ToListAsync()); // leak FC3007

    [HttpGet("views")]
    public async Task<IActionResult> Views() => Ok(await db.Cards.Select(c => new CardView(c.Id, c.Brand)).ToListAsync()); // fine

    [HttpGet("anonymous")]
    public IActionResult Anonymous() => Ok(db.Cards.Select(c => new { c.Id, c.Brand }).ToList()); // fine

    [HttpGet("all")]
    public IEnumerable<StoredCard> All() => db.Cards.ToList(); // leak FC3007

    [HttpGet("hidden")]
    public async Task<IActionResult> Hidden() => Ok(await db.Hidden.ToListAsync()); // fine

    [HttpGet("customer")]
    public IActionResult Customer(int id)
    {
        var customer = db.Customers.Include(c => c.Cards).First(c => c.Id == id);
        return Ok(customer); // leak FC3007
    }

    [HttpPost]
    public IActionResult Create(StoredCard card)
    {
        db.Cards.Add(card); // fine
        return CreatedAtAction(nameof(Get), new { id = card.Id }, card); // leak FC3007
    }

    [HttpGet("wrapped")]
    public IActionResult Wrapped(int id) => Ok(new Envelope<StoredCard>(db.Cards.First(c => c.Id == id), "ok")); // leak FC3007

    [HttpGet("products")]
    public IActionResult Products() => Ok(db.Products.ToList()); // fine

    [HttpGet("json")]
    public IActionResult Json(int id) => new JsonResult(db.Cards.Find(id)); // leak FC3007

    [HttpDelete("{id}")]
    public async Task<IActionResult> Delete(int id)
    {
        db.Cards.Remove((await db.Cards.FindAsync(id))!); // fine
        return NoContent(); // fine
    }

    private StoredCard Load(int id) => db.Cards.First(c => c.Id == id); // fine
}

public static class Endpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/cards", (ApiContext db) => db.Cards.ToListAsync()); // leak FC3007
        app.MapGet("/cards/{id}", async (int id, ApiContext db) => await db.Cards.FindAsync(id) is { } card ? Results.Ok(card) : Results.NotFound()); // leak FC3007
        app.MapGet("/typed/{id}", (int id, ApiContext db) => TypedResults.Ok(db.Cards.First(c => c.Id == id))); // leak FC3007
        app.MapGet("/products", (ApiContext db) => db.Products.ToListAsync()); // fine
        app.MapGet("/views", (ApiContext db) => db.Cards.Select(c => new CardView(c.Id, c.Brand)).ToListAsync()); // fine
        app.MapPost("/cards", (StoredCard card, ApiContext db) =>
        {
            db.Add(card);
            db.SaveChanges();
            return card; // leak FC3007
        });
        app.MapGet("/named", First); // leak FC3007
        app.MapGet("/count", (ApiContext db) => db.Cards.Count()); // fine
    }

    private static StoredCard First(ApiContext db) => db.Cards.First();
}
