namespace FieldCrypt.EntityFrameworkCore.Tests.Saving;

public sealed class RecordKeyTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task Columns_of_one_row_share_a_data_key_per_context_and_rows_share_none(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        const int Rows = 300;
        await host.SaveAsync([.. Enumerable.Range(0, Rows).Select(i => new Card { Pan = $"4{i:d15}", Holder = "Ada", Expiry = new DateOnly(2030, 1, 1), Remark = "vip" })]);

        string[] pans = await SaltsAsync(host, "Pan");
        pans.Distinct().Count().ShouldBe(Rows);
        (await SaltsAsync(host, "Holder")).ShouldBe(pans);
        (await SaltsAsync(host, "Expiry")).ShouldBe(pans);
        string[] remarks = await SaltsAsync(host, "Remark");
        remarks.Distinct().Count().ShouldBe(Rows);
        remarks.Intersect(pans).ShouldBeEmpty("another encryption context");
        host.Keys.Backend.GenerateCalls.ShouldBe(2, "one branch key per context");
        host.Keys.Backend.UnwrapCalls.ShouldBe(0);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_row_written_again_gets_a_new_data_key(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        await host.SaveAsync(new Card { Pan = "1", Holder = "Ada" });
        string before = (await SaltsAsync(host, "Holder")).Single();

        await using ShopContext context = host.NewContext();
        Card card = await context.Cards.SingleAsync();
        card.Holder = "Bob";
        card.Expiry = new DateOnly(2030, 1, 1);
        await context.SaveChangesAsync();

        string after = (await SaltsAsync(host, "Holder")).Single();
        after.ShouldNotBe(before);
        (await SaltsAsync(host, "Expiry")).Single().ShouldBe(after);
        (await SaltsAsync(host, "Pan")).Single().ShouldBe(before, "not written");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Children_saved_with_their_parent_have_keys_of_their_own(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        var customer = new Customer { Email = "ada@example.org", Name = "Ada" };
        customer.Cards.AddRange([new Card { Pan = "1" }, new Card { Pan = "2" }]);
        await host.SaveAsync(customer);

        (await SaltsAsync(host, "Pan")).Distinct().Count().ShouldBe(2);
        await using ShopContext context = host.NewContext();
        Customer read = await context.Customers.Include(c => c.Cards).SingleAsync();
        read.Cards.Select(card => card.Pan).Order().ShouldBe(["1", "2"]);
    }

    private static async Task<string[]> SaltsAsync(TestHost<ShopContext> host, string column)
        => [.. (await host.Database.EnvelopesAsync($"""SELECT "{column}" FROM "Cards" ORDER BY "Id" """)).Select(Envelopes.Salt)];
}
