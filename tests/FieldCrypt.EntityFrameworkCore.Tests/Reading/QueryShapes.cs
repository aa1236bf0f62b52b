namespace FieldCrypt.EntityFrameworkCore.Tests.Reading;

/// <summary>The shapes of asynchronous queries that show decrypted values, each as text.</summary>
public static class QueryShapes
{
    public static IReadOnlyDictionary<string, Func<ShopContext, Task<string>>> All { get; } = new Dictionary<string, Func<ShopContext, Task<string>>>
    {
        ["entity"] = async db => (await db.Cards.SingleAsync(card => card.Label == "first")).Pan,
        ["no tracking"] = async db => (await db.Cards.AsNoTracking().Where(card => card.Label == "first").ToListAsync()).Single().Pan,
        ["no tracking with identity"] = async db => (await db.Cards.AsNoTrackingWithIdentityResolution().FirstAsync(card => card.Label == "first")).Pan,
        ["find"] = async db => (await db.Cards.FindAsync(1))!.Pan,
        ["single value"] = async db => await db.Cards.Where(card => card.Label == "first").Select(card => card.Pan).SingleAsync(),
        ["anonymous type"] = async db => (await db.Cards.Select(card => new { card.Label, Number = card.Pan }).ToListAsync()).Single(card => card.Label == "first").Number,
        ["computed on the client"] = async db => (await db.Cards.Where(card => card.Label == "first").Select(card => Mask(card.Pan)).SingleAsync()).Replace("*", "411111111111", StringComparison.Ordinal),
        ["conditional"] = async db => (await db.Cards.OrderBy(card => card.Id).Select(card => card.Label == "first" ? card.Pan : null).ToListAsync())[0]!,
        ["own type"] = async db => (await db.Cards.Select(card => new KeyValuePair<int, string>(card.Id, card.Pan)).ToListAsync()).Single(pair => pair.Key == 1).Value,
        ["join"] = async db => await db.Cards.Join(db.Customers, card => card.CustomerId, customer => customer.Id, (card, customer) => new { card.Label, card.Pan }).Where(pair => pair.Label == "first").Select(pair => pair.Pan).SingleAsync(),
        ["left join"] = async db => await (from card in db.Cards join customer in db.Customers on card.CustomerId equals customer.Id into customers from customer in customers.DefaultIfEmpty() where card.Label == "first" select card.Pan).SingleAsync(),
        ["include"] = async db => (await db.Customers.Include(customer => customer.Cards).SingleAsync()).Cards.Single(card => card.Label == "first").Pan,
        ["split query"] = async db => (await db.Customers.Include(customer => customer.Cards).AsSplitQuery().SingleAsync()).Cards.Single(card => card.Label == "first").Pan,
        ["split projection"] = async db => (await db.Customers.AsSplitQuery().Select(customer => new { customer.Email, Pans = customer.Cards.OrderBy(card => card.Id).Select(card => card.Pan).ToList() }).SingleAsync()).Pans[0],
        ["nested collection"] = async db => (await db.Customers.Select(customer => customer.Cards.OrderBy(card => card.Id).Select(card => card.Pan).ToList()).SingleAsync())[0],
        ["subquery"] = async db => (await db.Customers.Select(customer => customer.Cards.OrderBy(card => card.Id).Select(card => card.Pan).FirstOrDefault()).SingleAsync())!,
        ["select many"] = async db => (await db.Customers.SelectMany(customer => customer.Cards).OrderBy(card => card.Id).Select(card => card.Pan).ToListAsync())[0],
        ["raw SQL"] = async db => (await db.Cards.FromSql($"""SELECT * FROM "Cards" WHERE "Label" = {"first"} """).SingleAsync()).Pan,
        ["composed raw SQL"] = async db => await db.Cards.FromSql($"""SELECT * FROM "Cards" """).Where(card => card.Label == "first").Select(card => card.Pan).SingleAsync(),
        ["compiled value"] = db => EF.CompileAsyncQuery((ShopContext context, int id) => context.Cards.Where(card => card.Id == id).Select(card => card.Pan).Single())(db, 1),
        ["compiled entities"] = async db => await EF.CompileAsyncQuery((ShopContext context) => context.Cards.Where(card => card.Label == "first"))(db).Select(static card => card.Pan).SingleAsync(),
        ["streamed"] = async db =>
        {
            List<string> pans = [];
            await foreach (Card card in db.Cards.OrderBy(card => card.Id).AsAsyncEnumerable())
                pans.Add(card.Pan);
            return pans[0];
        },
        ["dictionary"] = async db => (await db.Cards.ToDictionaryAsync(card => card.Id, card => card.Pan))[1],
        ["load"] = async db =>
        {
            await db.Cards.LoadAsync();
            return db.Cards.Local.Single(card => card.Label == "first").Pan;
        },
        ["load navigation"] = async db =>
        {
            Customer customer = await db.Customers.SingleAsync();
            await db.Entry(customer).Collection(c => c.Cards).LoadAsync();
            return customer.Cards.Single(card => card.Label == "first").Pan;
        },
        ["reload"] = async db =>
        {
            Card card = await db.Cards.SingleAsync(card => card.Label == "first");
            card.Pan = "changed";
            await db.Entry(card).ReloadAsync();
            return card.Pan;
        },
        ["database values"] = async db =>
        {
            Card card = await db.Cards.SingleAsync(card => card.Label == "first");
            return (await db.Entry(card).GetDatabaseValuesAsync())!.GetValue<string>(nameof(Card.Pan));
        },
        ["paged"] = async db => (await db.Cards.OrderBy(card => card.Id).Skip(0).Take(1).Select(card => card.Pan).ToListAsync()).Single(),
        ["first or default with text"] = async db => (await db.Cards.Where(card => card.Label == "first").Select(card => new { card.Pan, card.Customer!.Phone }).FirstOrDefaultAsync())!.ShouldSatisfy(pair => pair.Phone == "555-1").Pan,
        ["concatenated sets"] = async db => (await db.Cards.Where(card => card.Label == "first").Select(card => card.Pan).Concat(db.Cards.Where(card => card.Label == "second").Select(card => card.Pan)).ToListAsync()).Single(pan => pan.StartsWith("4111", StringComparison.Ordinal)),
    };

    private static string Mask(string pan) => $"*{pan[^4..]}";

    private static T ShouldSatisfy<T>(this T value, Func<T, bool> condition)
    {
        condition(value).ShouldBeTrue();
        return value;
    }
}
