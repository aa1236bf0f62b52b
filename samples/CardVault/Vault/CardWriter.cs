using System.Diagnostics;
using CardVault.Cards;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace CardVault.Vault;

/// <summary>Saves cards in batches, with progress.</summary>
internal static class CardWriter
{
    private const int BatchSize = 1000;

    public static async Task WriteAsync(ServiceProvider services, IReadOnlyList<Card> cards, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        await AnsiConsole.Progress().AutoClear(true).StartAsync(async progress =>
        {
            ProgressTask task = progress.AddTask("encrypting and saving", maxValue: cards.Count);
            foreach (Card[] batch in cards.Chunk(BatchSize))
            {
                await using AsyncServiceScope scope = services.CreateAsyncScope();
                VaultContext vault = scope.ServiceProvider.GetRequiredService<VaultContext>();
                vault.Cards.AddRange(batch);
                await vault.SaveChangesAsync(cancellationToken);
                task.Increment(batch.Length);
            }
        });
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        AnsiConsole.MarkupLineInterpolated($"Encrypted and saved {cards.Count:N0} rows in {elapsed.TotalSeconds:F2} s ({cards.Count / elapsed.TotalSeconds:N0} rows/s).");
    }
}
