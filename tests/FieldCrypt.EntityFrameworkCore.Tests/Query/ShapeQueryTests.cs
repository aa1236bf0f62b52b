namespace FieldCrypt.EntityFrameworkCore.Tests.Query;

public abstract class ShapeQueryTests<TContext>
    where TContext : FleetContext
{
    [Theory, ClassData(typeof(Providers))]
    public async Task Owned_and_complex_types_are_searched_or_refused(DatabaseProvider provider)
    {
        await using TestHost<TContext> host = await CreateAsync(provider);
        await using TContext context = host.NewContext();

        (await context.Garages.Where(g => g.Owner == "ann").Select(g => g.Id).ToListAsync()).ShouldBe([1]);
        (await context.Garages.Where(g => g.Place!.Street == "Main").Select(g => g.Id).ToListAsync()).ShouldBe([1]);
        (await context.Garages.Where(g => g.Others.Any(o => o.Street == "Side")).Select(g => g.Id).ToListAsync()).ShouldBe([2]);
        (await context.Garages.Where(g => g.Keeper.Phone.Number == "42").Select(g => g.Id).ToListAsync()).ShouldBe([2]);
        (await context.Garages.Where(g => g.Keeper.Phone.Number == null).Select(g => g.Id).ToListAsync()).ShouldBe([1]);
        (await context.Garages.OrderBy(g => g.Id).Take(2).Where(g => g.Keeper.Phone.Number == "42").Select(g => g.Id).ToListAsync()).ShouldBe([2]);
        (await context.Garages.OrderBy(g => g.Id).Distinct().CountAsync()).ShouldBe(2);
        (await context.Garages.Where(g => g.Place!.Gate != null).Select(g => new { g.Place!.Street, g.Keeper.Name, g.Keeper.Phone.Number }).SingleAsync())
            .ShouldBe(new { Street = "Main", Name = "kim", Number = (string?)null });

        await RefusedAsync("Garage.Secret", () => context.Garages.Where(g => g.Secret == "s").ToListAsync());
        await RefusedAsync("Place.Gate", () => context.Garages.Where(g => g.Place!.Gate == "A").ToListAsync());
        await RefusedAsync("Place.Gate", () => context.Garages.Where(g => g.Others.Any(o => o.Gate == "B")).ToListAsync());
        await RefusedAsync("Place.Street", () => context.Garages.OrderBy(g => g.Place!.Street).ToListAsync());
        await RefusedAsync("Keeper.Name", () => context.Garages.Where(g => g.Keeper.Name == "kim").ToListAsync());
        await RefusedAsync("Phone.Number", () => context.Garages.Where(g => g.Keeper.Phone.Number!.StartsWith("4")).ToListAsync());
        await RefusedAsync("Keeper.Name", () => context.Garages.Where(g => g.Keeper == new Keeper { Name = "kim", Phone = new Phone() }).ToListAsync());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Hierarchies_are_searched_or_refused(DatabaseProvider provider)
    {
        await using TestHost<TContext> host = await CreateAsync(provider);
        await using TContext context = host.NewContext();

        (await context.Set<Car>().Where(c => c.Owner == "ann").Select(c => c.Id).ToListAsync()).ShouldBe([11]);
        (await context.Set<Car>().Where(c => c.Plate == "W1").Select(c => c.Plate).ToListAsync()).ShouldBe(["W1"]);
        (await context.Set<Bus>().Where(c => c.Plate == "W1").CountAsync()).ShouldBe(0);
        (await context.Set<Bus>().Where(c => c.Plate == "W2" && c.Owner == "ann").CountAsync()).ShouldBe(1);
        (await context.Vehicles.OrderBy(v => v.Id).Select(v => v.Owner).ToListAsync()).ShouldBe(["ann", "bob", "ann"]);
        (await context.Vehicles.Where(v => v is Car).OrderBy(v => v.Id).Select(v => ((Car)v).Plate).ToListAsync()).ShouldBe(["W1", "W3"]);
        (await context.Vehicles.ToListAsync()).OfType<Bus>().Single().Line.ShouldBe("13A");
        (await context.Vehicles.Where(v => v.Garage!.Owner == "ann").Select(v => v.Id).ToListAsync()).ShouldBe([11]);

        await RefusedAsync("Bus.Line", () => context.Set<Bus>().Where(b => b.Line == "13A").ToListAsync());
        await RefusedAsync("Bus.Line", () => context.Vehicles.Where(v => ((Bus)v).Line == "13A").ToListAsync());
        await RefusedAsync("Vehicle.Owner", () => context.Vehicles.OrderBy(v => v.Owner).ToListAsync());
        await CheckWholeHierarchyAsync(context);
    }

    private static async Task CheckWholeHierarchyAsync(TContext context)
    {
        (await context.Vehicles.Where(v => v.Owner == "ann").OrderBy(v => v.Id).Select(v => v.Id).ToListAsync()).ShouldBe([11, 13]);
        (await context.Vehicles.Where(v => ((Car)v).Plate == "W3").Select(v => v.Id).ToListAsync()).ShouldBe([12]);
        (await context.Vehicles.OrderBy(v => v.Id).Take(2).Where(v => v.Owner == "ann").Select(v => v.Id).ToListAsync()).ShouldBe([11]);
    }

    private static async Task RefusedAsync(string property, Func<Task> run)
    {
        FieldCryptException refusal = await Should.ThrowAsync<FieldCryptException>(run, property);
        refusal.Error.ShouldBe(FieldCryptError.QueryNotSupported);
        refusal.Message.ShouldContain(property);
    }

    private static async Task<TestHost<TContext>> CreateAsync(DatabaseProvider provider)
    {
        TestHost<TContext> host = await TestHost<TContext>.CreateAsync(provider);
        var first = new Garage
        {
            Id = 1,
            Owner = "ann",
            Secret = "s",
            Place = new Place { Street = "Main", Gate = "A" },
            Keeper = new Keeper { Name = "kim", Phone = new Phone() },
        };
        var second = new Garage
        {
            Id = 2,
            Owner = "bob",
            Others = { new Place { Street = "Side", Gate = "B" }, new Place { Street = "Main" } },
            Keeper = new Keeper { Name = "lee", Phone = new Phone { Number = "42" } },
        };
        await host.SaveAsync(
            first,
            second,
            new Car { Id = 11, Owner = "ann", Plate = "W1", Garage = first },
            new Car { Id = 12, Owner = "bob", Plate = "W3", Garage = second },
            new Bus { Id = 13, Owner = "ann", Plate = "W2", Line = "13A" });
        return host;
    }
}

public sealed class TphQueryTests : ShapeQueryTests<TphContext>;

public sealed class TptQueryTests : ShapeQueryTests<TptContext>;

public sealed class TpcQueryTests : ShapeQueryTests<TpcContext>;
