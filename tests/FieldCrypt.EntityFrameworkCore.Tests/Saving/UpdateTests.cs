namespace FieldCrypt.EntityFrameworkCore.Tests.Saving;

public sealed class UpdateTests
{
    private const string Row = """SELECT "Pan" FROM "Cards" UNION ALL SELECT "Holder" FROM "Cards" UNION ALL SELECT "Expiry" FROM "Cards" """;

    [Theory, ClassData(typeof(Providers))]
    public async Task One_changed_property_writes_its_column_alone(DatabaseProvider provider)
    {
        await using var host = await NewHostAsync(provider);
        List<object?> before = await host.Database.QueryAsync(Row);

        await using (ShopContext context = host.NewContext())
        {
            (await context.Cards.SingleAsync()).Holder = "Bob";
            (await context.SaveChangesAsync()).ShouldBe(1);
        }

        List<object?> after = await host.Database.QueryAsync(Row);
        after[0].ShouldBe(before[0]);
        after[1].ShouldNotBe(before[1]);
        after[2].ShouldBe(before[2]);
        await using ShopContext again = host.NewContext();
        (await again.Cards.SingleAsync()).Holder.ShouldBe("Bob");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_change_elsewhere_encrypts_nothing(DatabaseProvider provider)
    {
        await using var host = await NewHostAsync(provider);
        List<object?> before = await host.Database.QueryAsync(Row);

        await using ShopContext context = host.NewContext();
        Card card = await context.Cards.SingleAsync();
        card.Label = "other";
        host.Keys.Backend.Failure = new FieldCryptException(FieldCryptError.BackendUnavailable, "No key is needed for this.");
        host.Keys.Forget();
        (await context.SaveChangesAsync()).ShouldBe(1);

        (await host.Database.QueryAsync(Row)).ShouldBe(before);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_equal_value_is_no_change(DatabaseProvider provider)
    {
        await using var host = await NewHostAsync(provider);
        await using ShopContext context = host.NewContext();
        Card card = await context.Cards.SingleAsync();
        card.Pan = new string(card.Pan.AsSpan());
        card.Expiry = new DateOnly(2030, 1, 1);
        (await context.SaveChangesAsync()).ShouldBe(0);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Null_is_stored_as_null_and_back(DatabaseProvider provider)
    {
        await using var host = await NewHostAsync(provider);
        await using (ShopContext context = host.NewContext())
        {
            Card card = await context.Cards.SingleAsync();
            card.Holder = null;
            card.Expiry = null;
            await context.SaveChangesAsync();
        }

        (await host.Database.QueryAsync(Row)).Count(static value => value is null).ShouldBe(2);
        await using ShopContext again = host.NewContext();
        Card read = await again.Cards.SingleAsync();
        read.Holder.ShouldBeNull();
        read.Expiry.ShouldBeNull();
        read.Pan.ShouldBe("4111111111111111");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_detached_entity_is_updated_whole(DatabaseProvider provider)
    {
        await using var host = await NewHostAsync(provider);
        Card card;
        await using (ShopContext context = host.NewContext())
            card = await context.Cards.AsNoTracking().SingleAsync();
        card.Pan = "5500000000000004";
        await using (ShopContext context = host.NewContext())
        {
            context.Update(card);
            await context.SaveChangesAsync();
        }

        await using ShopContext again = host.NewContext();
        Card read = await again.Cards.SingleAsync();
        read.Pan.ShouldBe("5500000000000004");
        read.Holder.ShouldBe("Ada");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Deleting_needs_no_key(DatabaseProvider provider)
    {
        await using var host = await NewHostAsync(provider);
        await using ShopContext context = host.NewContext();
        Card card = await context.Cards.SingleAsync();
        host.Keys.Backend.Failure = new FieldCryptException(FieldCryptError.BackendUnavailable, "No key is needed for this.");
        host.Keys.Forget();
        context.Remove(card);
        (await context.SaveChangesAsync()).ShouldBe(1);
        (await context.Cards.CountAsync()).ShouldBe(0);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_entity_replaced_under_the_same_key_takes_over_the_row(DatabaseProvider provider)
    {
        await using var host = await NewHostAsync(provider);
        await using (ShopContext context = host.NewContext())
        {
            Card old = await context.Cards.SingleAsync();
            context.Remove(old);
            context.Add(new Card { Id = old.Id, Pan = "5500000000000004", Holder = "Ada" });
            await context.SaveChangesAsync();
        }

        await using ShopContext again = host.NewContext();
        Card read = await again.Cards.SingleAsync();
        read.Pan.ShouldBe("5500000000000004");
        read.Holder.ShouldBe("Ada");
        read.Expiry.ShouldBeNull();
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_replaced_owned_instance_is_written(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShapesContext>.CreateAsync(provider);
        await host.SaveAsync(new Patient { Contact = new Contact(), Home = new Address { Street = "one" } });
        await using (ShapesContext context = host.NewContext())
        {
            (await context.Set<Patient>().SingleAsync()).Home = new Address { Street = "two" };
            await context.SaveChangesAsync();
        }

        await using ShapesContext again = host.NewContext();
        (await again.Set<Patient>().SingleAsync()).Home!.Street.ShouldBe("two");
    }

    private static async Task<TestHost<ShopContext>> NewHostAsync(DatabaseProvider provider)
    {
        var host = await TestHost<ShopContext>.CreateAsync(provider);
        await host.SaveAsync(new Card { Pan = "4111111111111111", Holder = "Ada", Expiry = new DateOnly(2030, 1, 1), Label = "one" });
        return host;
    }
}
