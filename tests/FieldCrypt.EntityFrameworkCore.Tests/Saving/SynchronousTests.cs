using System.Diagnostics.Metrics;

namespace FieldCrypt.EntityFrameworkCore.Tests.Saving;

public sealed class SynchronousTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task Synchronous_calls_work_and_their_waits_are_counted(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        host.Keys.AllowBlocking = true;
        using var waits = new WaitCounter();

        using (ShopContext context = host.NewContext())
        {
            context.Add(new Card { Pan = "1", Holder = "Ada" });
            context.SaveChanges().ShouldBe(1);
        }

        waits.OfThisFlow.ShouldBe(1, "the branch key was made");
        host.Keys.Forget();
        using ShopContext again = host.NewContext();
        again.Cards.ToList().Single().Pan.ShouldBe("1");
        waits.OfThisFlow.ShouldBe(2, "the branch key was opened");
        again.Cards.Find(again.Cards.Local.Single().Id)!.Holder.ShouldBe("Ada");
        again.Cards.AsNoTracking().Select(card => card.Holder).Single().ShouldBe("Ada");
        again.Cards.Local.Single().Holder = "Bob";
        waits.OfThisFlow.ShouldBe(2, "the lease is live");
        again.SaveChanges().ShouldBe(1);
        waits.OfThisFlow.ShouldBe(3, "the branch key that writes was looked up again");
        again.Cards.Local.Single().Holder = "Cy";
        again.SaveChanges().ShouldBe(1);
        waits.OfThisFlow.ShouldBe(3, "the lease is live");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Synchronous_calls_work_with_direct_data_keys(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider, static keys => keys.DataKeys = DataKeyMode.Direct);
        host.Keys.AllowBlocking = true;
        using (ShopContext context = host.NewContext())
        {
            context.AddRange(new Card { Pan = "1" }, new Card { Pan = "2" });
            context.SaveChanges().ShouldBe(2);
        }

        host.Keys.Backend.GenerateCalls.ShouldBe(2);
        using ShopContext again = host.NewContext();
        again.Cards.OrderBy(card => card.Id).Select(card => card.Pan).ToList().ShouldBe(["1", "2"]);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_failed_synchronous_save_writes_nothing(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        host.Keys.Backend.Failure = new FieldCryptException(FieldCryptError.BackendUnavailable, "The backend is gone.");
        using ShopContext context = host.NewContext();
        context.Add(new Card { Pan = "1" });
        Should.Throw<FieldCryptException>(() => context.SaveChanges()).Error.ShouldBe(FieldCryptError.BackendUnavailable);
        (await host.Database.QueryAsync("""SELECT "Pan" FROM "Cards" """)).ShouldBeEmpty();
    }

    /// <summary>Counts blocking waits of the flow that made it; other tests run at the same time.</summary>
    private sealed class WaitCounter : IDisposable
    {
        private readonly AsyncLocal<bool> _mine = new() { Value = true };
        private readonly MeterListener _listener = new();
        private int _count;

        public WaitCounter()
        {
            _listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "fieldcrypt.blocking_waits")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, value, _, _) =>
            {
                if (_mine.Value)
                    Interlocked.Add(ref _count, (int)value);
            });
            _listener.Start();
        }

        public int OfThisFlow => _count;

        public void Dispose() => _listener.Dispose();
    }
}
