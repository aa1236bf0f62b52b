using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Tests.Saving;

public sealed class TransactionTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task A_transaction_commits_or_rolls_back_as_ever(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        await using ShopContext context = host.NewContext();
        await using (IDbContextTransaction transaction = await context.Database.BeginTransactionAsync())
        {
            context.Add(new Card { Pan = "1" });
            await context.SaveChangesAsync();
            (await context.Cards.AsNoTracking().SingleAsync()).Pan.ShouldBe("1");
            await transaction.RollbackAsync();
        }

        (await context.Cards.AsNoTracking().CountAsync()).ShouldBe(0);
        context.ChangeTracker.Clear();
        await using (IDbContextTransaction transaction = await context.Database.BeginTransactionAsync())
        {
            context.Add(new Card { Pan = "2" });
            await context.SaveChangesAsync();
            await transaction.CommitAsync();
        }

        (await context.Cards.AsNoTracking().SingleAsync()).Pan.ShouldBe("2");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_retried_save_gets_new_data_keys(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider, options: options =>
        {
            if (provider == DatabaseProvider.Sqlite)
                options.UseSqlite(sqlite => sqlite.ExecutionStrategy(static dependencies => new RetryingStrategy(dependencies)));
            else
                options.UseNpgsql(npgsql => npgsql.ExecutionStrategy(static dependencies => new RetryingStrategy(dependencies)));
        });
        var failOnce = new FailOnce();
        await using ShopContext context = host.NewContext();
        context.Add(new Card { Pan = "1" });

        IExecutionStrategy strategy = context.Database.CreateExecutionStrategy();
        await strategy.ExecuteAsync(async () =>
        {
            await using IDbContextTransaction transaction = await context.Database.BeginTransactionAsync();
            await context.SaveChangesAsync(acceptAllChangesOnSuccess: false);
            failOnce.Salts.Add(Envelopes.Salt((await context.Database.SqlQuery<byte[]>($"""SELECT "Pan" AS "Value" FROM "Cards" """).ToListAsync()).Single()));
            failOnce.ThrowOnce();
            await transaction.CommitAsync();
        });

        failOnce.Salts.Count.ShouldBe(2);
        failOnce.Salts.Distinct().Count().ShouldBe(2);
        (await context.Cards.AsNoTracking().SingleAsync()).Pan.ShouldBe("1");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Many_contexts_save_and_read_at_once_while_leases_end(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider, static keys => keys.LeaseMaximumUses = 50);
        host.Keys.AllowBlocking = true;
        const int Flows = 8, Saves = 10;
        await Task.WhenAll(Enumerable.Range(0, Flows).Select(flow => Task.Run(async () =>
        {
            for (int i = 0; i < Saves; i++)
            {
                await host.SaveAsync(new Card { Pan = $"{flow}-{i}", Holder = $"{flow}" });
                await using ShopContext context = host.NewContext();
                string holder = $"{flow}";
                List<Card> cards = await context.Cards.AsNoTracking().ToListAsync();
                cards.Count(card => card.Holder == holder).ShouldBe(i + 1);
            }
        })));

        List<byte[]> envelopes = await host.Database.EnvelopesAsync("""SELECT "Pan" FROM "Cards" """);
        envelopes.Select(Envelopes.Salt).Distinct().Count().ShouldBe(Flows * Saves);
        host.Keys.Backend.UnwrapCalls.ShouldBeGreaterThan(10, "leases ended by use");
        (await host.Keys.Store.ListAsync(default)).Keys.Count.ShouldBe(1, "one branch key for the one context");
    }

    private sealed class RetryingStrategy(ExecutionStrategyDependencies dependencies) : ExecutionStrategy(dependencies, 3, TimeSpan.FromMilliseconds(1))
    {
        protected override bool ShouldRetryOn(Exception exception) => exception is SqliteException { SqliteErrorCode: 5 };
    }

    private sealed class FailOnce
    {
        private bool _failed;

        public List<string> Salts { get; } = [];

        public void ThrowOnce()
        {
            if (_failed)
                return;
            _failed = true;
            throw new SqliteException("The connection broke.", 5);
        }
    }
}
