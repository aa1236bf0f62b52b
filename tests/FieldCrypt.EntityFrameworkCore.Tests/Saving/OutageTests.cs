using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace FieldCrypt.EntityFrameworkCore.Tests.Saving;

public sealed class OutageTests
{
    private static readonly FieldCryptException s_outage = new(FieldCryptError.BackendUnavailable, "The backend is gone.");

    [Theory, ClassData(typeof(Providers))]
    public async Task Without_a_key_nothing_is_written_and_later_the_same_save_succeeds(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        host.Keys.Backend.Failure = s_outage;
        await using ShopContext context = host.NewContext();
        context.Add(new Card { Pan = "4111111111111111", Label = "first" });
        context.Add(new Card { Pan = "5500000000000004", Label = "second" });

        FieldCryptException exception = await context.SaveChangesAsync().ShouldThrowAsync<FieldCryptException>();
        exception.Error.ShouldBe(FieldCryptError.BackendUnavailable);
        exception.IsTransient.ShouldBeTrue();
        (await host.Database.QueryAsync("""SELECT "Label" FROM "Cards" """)).ShouldBeEmpty();

        host.Keys.Backend.Failure = null;
        (await context.SaveChangesAsync()).ShouldBe(2);
        await using ShopContext again = host.NewContext();
        (await again.Cards.OrderBy(card => card.Id).Select(card => card.Pan).ToListAsync()).ShouldBe(["4111111111111111", "5500000000000004"]);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Under_live_leases_work_goes_on_through_an_outage(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        await host.SaveAsync(new Card { Pan = "1" });
        host.Keys.Backend.Failure = s_outage;

        await host.SaveAsync(new Card { Pan = "2" });
        await using ShopContext context = host.NewContext();
        (await context.Cards.OrderBy(card => card.Id).Select(card => card.Pan).ToListAsync()).ShouldBe(["1", "2"]);

        host.Keys.Forget();
        FieldCryptException read = await context.Cards.AsNoTracking().ToListAsync().ShouldThrowAsync<FieldCryptException>();
        read.Error.ShouldBe(FieldCryptError.BackendUnavailable);
        read.Column.ShouldBe("Card.Pan");
        (await host.SaveAsync(new Card { Pan = "3" }).ShouldThrowAsync<FieldCryptException>()).Error.ShouldBe(FieldCryptError.BackendUnavailable);

        host.Keys.Backend.Failure = null;
        host.Keys.Time.Advance(TimeSpan.FromSeconds(2));
        (await context.Cards.AsNoTracking().CountAsync()).ShouldBe(2);
        (await context.Cards.AsNoTracking().Select(card => card.Pan).ToListAsync()).Order().ShouldBe(["1", "2"]);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_lease_that_ends_during_a_save_does_not_stop_it(DatabaseProvider provider)
    {
        var interceptor = new BeforeCommand();
        await using var host = await TestHost<ShopContext>.CreateAsync(provider, options: options => options.AddInterceptors(interceptor));
        await host.SaveAsync(new Card { Pan = "0" });
        await using ShopContext context = host.NewContext();
        context.AddRange(Enumerable.Range(1, 50).Select(i => new Card { Pan = $"{i}", Remark = "vip" }));
        await context.Database.OpenConnectionAsync();
        host.Keys.Forget();
        interceptor.Action = () =>
        {
            host.Keys.Backend.Failure = s_outage;
            host.Keys.Forget();
        };

        (await context.SaveChangesAsync()).ShouldBe(50);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Cancelling_ends_the_wait_for_a_key(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        var entered = new TaskCompletionSource();
        host.Keys.Backend.Delay = token =>
        {
            entered.TrySetResult();
            return Task.Delay(Timeout.Infinite, token);
        };
        await using ShopContext context = host.NewContext();
        context.Add(new Card { Pan = "1" });
        using var cancellation = new CancellationTokenSource();
        Task<int> save = context.SaveChangesAsync(cancellation.Token);
        await entered.Task;
        await cancellation.CancelAsync();
        await save.ShouldThrowAsync<OperationCanceledException>();
        (await host.Database.QueryAsync("""SELECT "Pan" FROM "Cards" """)).ShouldBeEmpty();
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_value_without_an_exact_encoding_is_refused_and_nothing_is_written(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        await using ShopContext context = host.NewContext();
        context.Add(new Card { Pan = "good" });
        context.Add(new Card { Pan = "secret\ud800" });
        FieldCryptException exception = await context.SaveChangesAsync().ShouldThrowAsync<FieldCryptException>();
        exception.Error.ShouldBe(FieldCryptError.ValueNotSupported);
        exception.Column.ShouldBe("Card.Pan");
        exception.ToString().ShouldNotContain("secret");
        (await host.Database.QueryAsync("""SELECT "Pan" FROM "Cards" """)).ShouldBeEmpty();
    }

    private sealed class BeforeCommand : DbCommandInterceptor
    {
        public Action Action { get; set; } = static () => { };

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Action();
            return ValueTask.FromResult(result);
        }
    }
}
