namespace FieldCrypt.Analyzers.Performance;

/// <summary>The sources of the synthetic project, by number: what line-of-business code looks like.</summary>
internal static class FileShapes
{
    // A payment module in ten: card data is rare in a real code base, too.
    private static bool IsPayment(int n) => n % 10 == 0;

    public static string Entity(int n) => $$"""
        using System.ComponentModel.DataAnnotations;
        using FieldCrypt;

        namespace Synthetic.Entities;

        public class Entity{{n}}
        {
            public int Id { get; set; }
            [MaxLength(100)] public string Name { get; set; } = "";
            public string? Description { get; set; }
            public decimal Total { get; set; }
            public int Quantity { get; set; }
            public DateTime Created { get; set; }
            public DateTime? Modified { get; set; }
            public bool IsActive { get; set; }
            public string City { get; set; } = "";
            public string Street { get; set; } = "";
            public string Reference { get; set; } = "";
            public int? ParentId { get; set; }
            public Entity{{n}}? Parent { get; set; }
            public List<Entity{{n}}> Children { get; set; } = [];
            {{(IsPayment(n) ? "[Encrypted] public string CardNumber { get; set; } = \"\"; public string CardBrand { get; set; } = \"\"; public string CardLast4 { get; set; } = \"\";" : "")}}

            public bool IsLate(DateTime now) => IsActive && Modified is { } modified && (now - modified).TotalDays > 30;

            public decimal Average() => Quantity == 0 ? 0 : Total / Quantity;

            public override string ToString() => $"{Name} ({Id}) in {City}";
        }
        """;

    public static string Contract(int n) => $$"""
        namespace Synthetic.Contracts;

        public record Summary{{n}}(int Id, string Name, decimal Total, string City);

        public class Request{{n}}
        {
            public int Id { get; set; }
            public string Name { get; set; } = "";
            public string? Description { get; set; }
            public int Quantity { get; set; }
            public decimal Price { get; set; }
            public string City { get; set; } = "";
            public IReadOnlyList<Line{{n}}> Lines { get; set; } = [];
        }

        public class Line{{n}}
        {
            public string Sku { get; set; } = "";
            public int Quantity { get; set; }
            public decimal Price { get; set; }

            public decimal Amount => Quantity * Price;
        }

        public enum Status{{n}} { New, Open, Shipped, Closed, Cancelled }
        """;

    public static string Service(int n) => $$"""
        using Microsoft.Extensions.Logging;
        using Synthetic.Contracts;
        using Synthetic.Entities;
        using Synthetic.Repositories;

        namespace Synthetic.Services;

        public class Service{{n}}(ILogger<Service{{n}}> logger, Repository{{n}} repository)
        {
            public async Task<Summary{{n}}?> GetAsync(int id, CancellationToken cancellation)
            {
                logger.LogDebug("Loading {Id}", id);
                var entity = await repository.FindAsync(id, cancellation);
                if (entity is null)
                {
                    logger.LogWarning("Nothing found for {Id}", id);
                    return null;
                }

                logger.LogInformation("Loaded {Name} in {City}", entity.Name, entity.City);
                return new Summary{{n}}(entity.Id, entity.Name, entity.Total, entity.City);
            }

            public async Task<int> CreateAsync(Request{{n}} request, CancellationToken cancellation)
            {
                if (string.IsNullOrWhiteSpace(request.Name))
                    throw new ArgumentException($"The name of {request.Id} is missing", nameof(request));

                decimal total = 0;
                foreach (var line in request.Lines)
                {
                    if (line.Quantity <= 0)
                        throw new InvalidOperationException("Line " + line.Sku + " has no quantity");
                    total += line.Amount;
                }

                var entity = new Entity{{n}} { Name = request.Name.Trim(), Description = request.Description, Total = total, City = request.City, Created = DateTime.UtcNow };
                {{(IsPayment(n) ? "entity.CardNumber = request.Name; logger.LogInformation(\"Card {Brand} {Last4}\", entity.CardBrand, entity.CardLast4);" : "entity.Reference = request.Name.ToUpperInvariant();")}}
                await repository.AddAsync(entity, cancellation);
                logger.LogInformation("Created {Id} for {Total}", entity.Id, total);
                return entity.Id;
            }

            public async Task<bool> CloseAsync(int id, string reason, CancellationToken cancellation)
            {
                try
                {
                    var entity = await repository.FindAsync(id, cancellation) ?? throw new KeyNotFoundException($"No record {id}");
                    entity.IsActive = false;
                    entity.Modified = DateTime.UtcNow;
                    entity.Description = Describe(entity, reason);
                    await repository.SaveAsync(cancellation);
                    return true;
                }
                catch (KeyNotFoundException error)
                {
                    logger.LogError(error, "Closing {Id} failed: {Reason}", id, reason);
                    return false;
                }
            }

            private static string Describe(Entity{{n}} entity, string reason)
            {
                var text = new System.Text.StringBuilder();
                text.Append(entity.Name).Append(": ").Append(reason);
                if (entity.Description is { Length: > 0 } existing)
                    text.Append(" (").Append(existing).Append(')');
                return text.ToString();
            }
        }
        """;

    public static string Controller(int n) => $$"""
        using Microsoft.AspNetCore.Mvc;
        using Synthetic.Contracts;
        using Synthetic.Services;

        namespace Synthetic.Controllers;

        [ApiController]
        [Route("api/things{{n}}")]
        public class Things{{n}}Controller(Service{{n}} service, ILogger<Things{{n}}Controller> logger) : ControllerBase
        {
            [HttpGet("{id}")]
            public async Task<ActionResult<Summary{{n}}>> Get(int id, CancellationToken cancellation)
            {
                var summary = await service.GetAsync(id, cancellation);
                return summary is null ? NotFound() : Ok(summary);
            }

            [HttpPost]
            public async Task<IActionResult> Create(Request{{n}} request, CancellationToken cancellation)
            {
                if (!ModelState.IsValid)
                    return BadRequest(ModelState);

                int id = await service.CreateAsync(request, cancellation);
                logger.LogInformation("Created {Id} from {Lines} lines", id, request.Lines.Count);
                return CreatedAtAction(nameof(Get), new { id }, new { id, request.Name });
            }

            [HttpDelete("{id}")]
            public async Task<IActionResult> Close(int id, [FromQuery] string reason, CancellationToken cancellation) =>
                await service.CloseAsync(id, reason, cancellation) ? NoContent() : NotFound();
        }
        """;

    public static string Repository(int n) => $$"""
        using Microsoft.EntityFrameworkCore;
        using Synthetic.Entities;

        namespace Synthetic.Repositories;

        public class Repository{{n}}(ShopContext db)
        {
            public Task<Entity{{n}}?> FindAsync(int id, CancellationToken cancellation) =>
                db.Set<Entity{{n}}>().Include(e => e.Children).FirstOrDefaultAsync(e => e.Id == id, cancellation);

            public Task<List<Entity{{n}}>> SearchAsync(string? name, string? city, int page, int size, CancellationToken cancellation)
            {
                IQueryable<Entity{{n}}> query = db.Set<Entity{{n}}>();
                if (!string.IsNullOrEmpty(name))
                    query = query.Where(e => e.Name.StartsWith(name));
                if (!string.IsNullOrEmpty(city))
                    query = query.Where(e => e.City == city);
                return query.OrderBy(e => e.Name).ThenByDescending(e => e.Created).Skip(page * size).Take(size).ToListAsync(cancellation);
            }

            public async Task AddAsync(Entity{{n}} entity, CancellationToken cancellation)
            {
                db.Add(entity);
                await db.SaveChangesAsync(cancellation);
            }

            public Task SaveAsync(CancellationToken cancellation) => db.SaveChangesAsync(cancellation);

            public Task<Dictionary<string, decimal>> TotalsAsync(CancellationToken cancellation) =>
                db.Set<Entity{{n}}>().Where(e => e.IsActive).GroupBy(e => e.City).Select(g => new { g.Key, Sum = g.Sum(e => e.Total) })
                    .ToDictionaryAsync(x => x.Key, x => x.Sum, cancellation);
        }
        """;

    public static string Validator(int n) => $$"""
        using System.Text.RegularExpressions;
        using Synthetic.Contracts;

        namespace Synthetic.Validation;

        public partial class Validator{{n}}
        {
            private static readonly Regex Sku = new("^[A-Z]{2}[0-9]{6}$", RegexOptions.Compiled);

            public IReadOnlyList<string> Validate(Request{{n}} request)
            {
                var errors = new List<string>();
                if (request.Name.Length is < 3 or > 100)
                    errors.Add($"Name must have 3 to 100 characters but has {request.Name.Length}");
                if (request.Quantity < 1)
                    errors.Add("Quantity must be positive");
                for (int i = 0; i < request.Lines.Count; i++)
                {
                    var line = request.Lines[i];
                    if (!Sku.IsMatch(line.Sku))
                        errors.Add("Line " + i + " has a wrong SKU " + line.Sku);
                    if (line.Price < 0)
                        errors.Add(string.Format("Line {0} costs {1}", i, line.Price));
                }

                return errors;
            }

            public static int Check(string text)
            {
                int sum = 0;
                for (int i = 0; i < text.Length; i++)
                    sum = (sum * 31 + text[i]) % 97;
                return sum;
            }
        }
        """;

    public static string Mapper(int n) => $$"""
        using Synthetic.Contracts;
        using Synthetic.Entities;

        namespace Synthetic.Mapping;

        public static class Mapper{{n}}
        {
            public static Summary{{n}} ToSummary(this Entity{{n}} entity) => new(entity.Id, entity.Name, entity.Total, entity.City);

            public static Entity{{n}} ToEntity(this Request{{n}} request)
            {
                var entity = new Entity{{n}}
                {
                    Id = request.Id,
                    Name = request.Name,
                    Description = request.Description,
                    Quantity = request.Quantity,
                    City = request.City,
                    Created = DateTime.UtcNow,
                    IsActive = true,
                };
                entity.Total = request.Lines.Sum(line => line.Amount);
                entity.Reference = $"{entity.City}-{entity.Name}-{entity.Quantity}";
                return entity;
            }

            public static void Update(this Entity{{n}} entity, Request{{n}} request)
            {
                entity.Name = request.Name;
                entity.Description = request.Description ?? entity.Description;
                entity.Quantity = request.Quantity;
                entity.City = request.City;
                entity.Modified = DateTime.UtcNow;
            }
        }
        """;

    public static string Job(int n) => $$"""
        using Microsoft.Extensions.Caching.Memory;
        using Synthetic.Entities;
        using Synthetic.Repositories;

        namespace Synthetic.Jobs;

        public class Job{{n}}(IServiceScopeFactory scopes, IMemoryCache cache, ILogger<Job{{n}}> logger) : BackgroundService
        {
            protected override async Task ExecuteAsync(CancellationToken stoppingToken)
            {
                using var timer = new PeriodicTimer(TimeSpan.FromMinutes({{n % 7 + 1}}));
                while (await timer.WaitForNextTickAsync(stoppingToken))
                {
                    try
                    {
                        await RunAsync(stoppingToken);
                    }
                    catch (Exception error) when (error is not OperationCanceledException)
                    {
                        logger.LogError(error, "Run {Number} failed", {{n}});
                    }
                }
            }

            private async Task RunAsync(CancellationToken cancellation)
            {
                using var scope = scopes.CreateScope();
                var repository = scope.ServiceProvider.GetRequiredService<Repository{{n}}>();
                var totals = await repository.TotalsAsync(cancellation);
                foreach (var (city, total) in totals)
                {
                    cache.Set("total:" + city, total, TimeSpan.FromMinutes(5));
                    logger.LogInformation("Total of {City} is {Total}", city, total);
                }

                List<Entity{{n}}> late = await repository.SearchAsync(null, null, 0, 100, cancellation);
                string names = string.Join(", ", late.Where(e => e.IsLate(DateTime.UtcNow)).Select(e => e.Name));
                Console.WriteLine($"Late: {names}");
            }
        }
        """;

    public static string Calculator(int n) => $$"""
        namespace Synthetic.Calculation;

        public sealed class Calculator{{n}}
        {
            private readonly Dictionary<(int, int), decimal> _known = [];

            public decimal Interest(decimal amount, decimal rate, int months)
            {
                decimal result = amount;
                for (int month = 0; month < months; month++)
                    result += Math.Round(result * rate / 12m, 2, MidpointRounding.ToEven);
                return result - amount;
            }

            public decimal Rate(int from, int to)
            {
                if (_known.TryGetValue((from, to), out decimal known))
                    return known;

                decimal value = from == to ? 1m : from < to ? Rate(from + 1, to) * 1.01m : Rate(from - 1, to) / 1.01m;
                _known[(from, to)] = value;
                return value;
            }

            public IEnumerable<decimal> Schedule(decimal amount, decimal rate, int months)
            {
                decimal rest = amount;
                decimal payment = months == 0 ? amount : amount / months;
                for (int i = 0; i < months; i++)
                {
                    decimal interest = rest * rate / 12m;
                    rest -= payment;
                    yield return payment + interest;
                }
            }

            public static (int Quotient, int Remainder) Divide(int a, int b) => b == 0 ? throw new DivideByZeroException($"{a} / 0") : (a / b, a % b);

            public static double Distance(double x1, double y1, double x2, double y2) => Math.Sqrt((x1 - x2) * (x1 - x2) + (y1 - y2) * (y1 - y2));
        }
        """;

    public static string Client(int n) => $$"""
        using System.Net.Http.Json;
        using System.Text.Json;
        using Synthetic.Contracts;

        namespace Synthetic.Clients;

        public class Client{{n}}(HttpClient http, ILogger<Client{{n}}> logger)
        {
            private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

            public async Task<Summary{{n}}?> GetAsync(int id, CancellationToken cancellation)
            {
                using var response = await http.GetAsync($"things/{id}", cancellation);
                if (!response.IsSuccessStatusCode)
                {
                    string body = await response.Content.ReadAsStringAsync(cancellation);
                    logger.LogWarning("Call for {Id} returned {Status}: {Body}", id, (int)response.StatusCode, body);
                    return null;
                }

                return await response.Content.ReadFromJsonAsync<Summary{{n}}>(Options, cancellation);
            }

            public async Task SendAsync(Request{{n}} request, CancellationToken cancellation)
            {
                string json = JsonSerializer.Serialize(request, Options);
                logger.LogDebug("Sending {Json}", json);
                using var content = new StringContent(json);
                using var response = await http.PostAsync("things", content, cancellation);
                response.EnsureSuccessStatusCode();
            }
        }
        """;

    public static string Context(int entities) => $$"""
        using Microsoft.EntityFrameworkCore;
        using Synthetic.Entities;

        namespace Synthetic;

        public class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
        {
        {{string.Join('\n', Enumerable.Range(0, entities).Select(n => $"    public DbSet<Entity{n}> Entities{n} => Set<Entity{n}>();"))}}
        }
        """;
}
