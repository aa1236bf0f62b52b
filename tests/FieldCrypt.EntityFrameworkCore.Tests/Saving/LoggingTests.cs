using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace FieldCrypt.EntityFrameworkCore.Tests.Saving;

/// <summary>EF Core's own sensitive logging shows values on request; an encrypted property's plaintext is not among them.</summary>
public sealed class LoggingTests
{
    private static readonly string[] s_secrets = ["4111111111111111", "Ada Lovelace", "5500000000000004", "Grace Hopper", "2031", "555-0199"];

    [Theory, ClassData(typeof(Providers))]
    public async Task No_plaintext_is_logged_traced_or_thrown_even_with_sensitive_logging(DatabaseProvider provider)
    {
        var log = new ConcurrentQueue<string>();
        using var listener = new EverythingListener(log);
        await using var host = await TestHost<ShopContext>.CreateAsync(provider, options: options => options
            .EnableSensitiveDataLogging()
            .EnableDetailedErrors()
            .LogTo(log.Enqueue, LogLevel.Trace));

        await host.SaveAsync(
            new Card { Pan = s_secrets[0], Holder = s_secrets[1], Expiry = new DateOnly(2031, 1, 1), Label = "loud" },
            new Customer { Email = s_secrets[1], Phone = s_secrets[5], Name = "plain name" });
        await using (ShopContext context = host.NewContext())
        {
            Card card = await context.Cards.SingleAsync();
            card.Pan = s_secrets[2];
            card.Holder = s_secrets[3];
            await context.SaveChangesAsync();
            context.Remove(card);
            context.Add(new Card { Id = card.Id, Pan = s_secrets[0], Holder = s_secrets[1] });
            await context.SaveChangesAsync();
        }

        List<string> thrown = [];
        await host.Database.ExecuteAsync("""UPDATE "Cards" SET "Pan" = @p""", System.Text.Encoding.UTF8.GetBytes(s_secrets[0]));
        await using (ShopContext context = host.NewContext())
        {
            Exception read = await context.Cards.ToListAsync().ShouldThrowAsync<Exception>();
            thrown.Add(read.ToString());
            (read as FieldCryptException ?? read.InnerException).ShouldBeOfType<FieldCryptException>().Error.ShouldBe(FieldCryptError.NotAnEnvelope);
        }

        await using (ShopContext context = host.NewContext())
        {
            context.Add(new Card { Id = 1, Pan = s_secrets[0], Holder = s_secrets[1] });
            thrown.Add((await context.SaveChangesAsync().ShouldThrowAsync<DbUpdateException>()).ToString());
            context.ChangeTracker.Clear();
            context.Update(new Card { Id = 999, Pan = s_secrets[0], Holder = s_secrets[1] });
            thrown.Add((await context.SaveChangesAsync().ShouldThrowAsync<DbUpdateConcurrencyException>()).ToString());
        }

        log.ShouldContain(line => line.Contains("plain name", StringComparison.Ordinal), "sensitive logging is on");
        foreach (string secret in s_secrets)
        {
            // Activities of other tests are listened to as well, and a year may be the number of a parameter.
            log.FirstOrDefault(line => Regex.IsMatch(line, $@"(?<![p\d]){Regex.Escape(secret)}")).ShouldBeNull();
            thrown.ShouldAllBe(text => !text.Contains(secret, StringComparison.Ordinal));
        }
    }

    /// <summary>Listens to every activity: tags and events are logged too.</summary>
    private sealed class EverythingListener : IDisposable
    {
        private readonly ActivityListener _listener;

        public EverythingListener(ConcurrentQueue<string> log)
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = static _ => true,
                Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity => log.Enqueue($"{activity.DisplayName} {string.Join(' ', activity.TagObjects)}"),
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public void Dispose() => _listener.Dispose();
    }
}
