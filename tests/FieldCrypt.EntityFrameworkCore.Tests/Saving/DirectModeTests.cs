namespace FieldCrypt.EntityFrameworkCore.Tests.Saving;

/// <summary>Direct data keys: each row's key is the backend's, had before the save.</summary>
public sealed class DirectModeTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task Each_row_and_context_is_one_backend_call_on_write_and_one_on_first_read(DatabaseProvider provider)
    {
        await using var host = await NewHostAsync<ShopContext>(provider);
        await host.SaveAsync([.. Enumerable.Range(0, 20).Select(i => new Card { Pan = $"{i}", Holder = "Ada", Remark = i < 5 ? "vip" : null })]);
        host.Keys.Backend.GenerateCalls.ShouldBe(20 + 5);
        host.Keys.Backend.UnwrapCalls.ShouldBe(0);

        await using ShopContext context = host.NewContext();
        List<Card> cards = await context.Cards.OrderBy(card => card.Id).ToListAsync();
        cards.Select(card => card.Pan).ShouldBe(Enumerable.Range(0, 20).Select(i => $"{i}"));
        host.Keys.Backend.UnwrapCalls.ShouldBe(20 + 5);
        await context.Cards.AsNoTracking().ToListAsync();
        host.Keys.Backend.UnwrapCalls.ShouldBe(20 + 5, "the keys are under lease");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Keys_are_counted_by_rows_not_by_entries(DatabaseProvider provider)
    {
        await using var host = await NewHostAsync<ShapesContext>(provider);
        int calls = 0;
        await Expect(1, new Contract { Party = "Ada", Details = new ContractDetails { Terms = "net 30" } });
        await Expect(2, new Dossier { Summary = "short", Details = "long" });
        await Expect(2, new Dog { Owner = "Ada", Chip = "1" });
        await Expect(1, new CardPayment { Payer = "Ada", Pan = "1" });
        await Expect(1, new Truck { Id = 1, Keeper = "Ada", Freight = "gold" });
        var patient = new Patient { Contact = new Contact { Phone = "1" }, Home = new Address { Street = "one" } };
        patient.Others.Add(new Address { Street = "two" });
        await Expect(2, patient);

        async Task Expect(int keys, object entity)
        {
            await host.SaveAsync(entity);
            (host.Keys.Backend.GenerateCalls - calls).ShouldBe(keys, entity.GetType().Name);
            calls = host.Keys.Backend.GenerateCalls;
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_replaced_entity_asks_for_no_key_while_blocking(DatabaseProvider provider)
    {
        await using var host = await NewHostAsync<ShopContext>(provider);
        await host.SaveAsync(new Card { Pan = "1", Holder = "Ada" });
        await using (ShopContext context = host.NewContext())
        {
            Card old = await context.Cards.SingleAsync();
            context.Remove(old);
            context.Add(new Card { Id = old.Id, Pan = "2", Holder = "Ada" });
            await context.SaveChangesAsync();
        }

        await using ShopContext again = host.NewContext();
        (await again.Cards.SingleAsync()).Pan.ShouldBe("2");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task If_one_key_fails_nothing_is_written(DatabaseProvider provider)
    {
        await using var host = await NewHostAsync<ShopContext>(provider);
        await using ShopContext context = host.NewContext();
        context.AddRange(Enumerable.Range(0, 20).Select(i => new Card { Pan = $"{i}" }));
        int calls = 0;
        host.Keys.Backend.Delay = _ => Interlocked.Increment(ref calls) == 13
            ? Task.FromException(new FieldCryptException(FieldCryptError.BackendThrottled, "Too many calls."))
            : Task.CompletedTask;

        FieldCryptException exception = await context.SaveChangesAsync().ShouldThrowAsync<FieldCryptException>();
        exception.Error.ShouldBe(FieldCryptError.BackendThrottled);
        exception.IsTransient.ShouldBeTrue();
        (await host.Database.QueryAsync("""SELECT "Pan" FROM "Cards" """)).ShouldBeEmpty();

        (await context.SaveChangesAsync()).ShouldBe(20, "the same call succeeds later");
    }

    private static Task<TestHost<TContext>> NewHostAsync<TContext>(DatabaseProvider provider)
        where TContext : DbContext
        => TestHost<TContext>.CreateAsync(provider, static keys => keys.DataKeys = DataKeyMode.Direct);
}
