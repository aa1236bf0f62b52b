using System.Diagnostics;
using CardVault.Cards;
using CardVault.Keys;
using FieldCrypt;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace CardVault.Vault;

/// <summary>The run from cards in clear to the proof that none lies in clear.</summary>
internal static class VaultProgram
{
    private const int Success = 0;
    private const int ProofFailed = 1;
    private const int BadInput = 2;

    public static async Task<int> RunAsync(CardVaultOptions options, CancellationToken cancellationToken)
    {
        // A pipe has no width of its own; the tables need more than the 80 columns assumed then.
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 160;
        try
        {
            Directory.CreateDirectory(options.Output);
            IReadOnlyList<Card> cards = options.Import is null ? GeneratedCards.Make(options.Rows) : CardFile.Read(options.Import);
            var keys = VaultKeys.Create(options);
            Report.Start(options, keys, cards);
            if (options.CreateKey)
                await keys.CreateKeyAsync(cancellationToken);
            return await RunAsync(options, keys, cards, cancellationToken) ? Success : ProofFailed;
        }
        catch (Exception exception) when (exception is CardVaultException or FieldCryptException or IOException or UnauthorizedAccessException or SqliteException)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{exception.Message}[/]");
            if (exception is FieldCryptException { Error: FieldCryptError.KeyNotFound } && options is { CreateKey: false, Keys: not "embedded" })
                AnsiConsole.MarkupLine("CardVault makes the key if it is run with --create-key.");
            return BadInput;
        }
    }

    private static async Task<bool> RunAsync(CardVaultOptions options, VaultKeys keys, IReadOnlyList<Card> cards, CancellationToken cancellationToken)
    {
        // The last tenth is written after the keys were rotated.
        int beforeRotation = cards.Count - cards.Count / 10;
        int firstId;
        await using (ServiceProvider services = VaultServices.Create(options, keys))
        {
            firstId = await PrepareAsync(services, cancellationToken);
            await CardWriter.WriteAsync(services, cards.Take(beforeRotation).ToList(), cancellationToken);
            await Report.StoredBesideReadAsync(services, firstId, cancellationToken);
            await KeyRotation.RotateAsync(services, keys, cancellationToken);
            await CardWriter.WriteAsync(services, cards.Skip(beforeRotation).ToList(), cancellationToken);
            await Report.KeysAsync(services, cancellationToken);
        }

        bool readBack;
        await using (ServiceProvider services = VaultServices.Create(options, keys))
            readBack = await ReadBackAsync(services, firstId, cards, cancellationToken);
        SqliteConnection.ClearAllPools();

        bool nothingInClear = Report.SearchForPlaintext(options, cards);
        bool auditIntact = await Report.AuditAsync(options, cancellationToken);
        return Report.End(readBack && nothingInClear && auditIntact);
    }

    /// <summary>Makes the database, or goes on with an earlier run's; returns the id that this run's first row gets at least.</summary>
    private static async Task<int> PrepareAsync(ServiceProvider services, CancellationToken cancellationToken)
    {
        await using AsyncServiceScope scope = services.CreateAsyncScope();
        VaultContext vault = scope.ServiceProvider.GetRequiredService<VaultContext>();
        await vault.Database.EnsureCreatedAsync(cancellationToken);
        List<Card> earlier = await vault.Cards.AsNoTracking().ToListAsync(cancellationToken);
        if (earlier.Count > 0)
            AnsiConsole.MarkupLineInterpolated($"{earlier.Count:N0} rows of earlier runs are there and decrypt; this run adds its own.");
        return earlier.Count == 0 ? 1 : earlier.Max(static card => card.Id) + 1;
    }

    private static async Task<bool> ReadBackAsync(ServiceProvider services, int firstId, IReadOnlyList<Card> cards, CancellationToken cancellationToken)
    {
        await using AsyncServiceScope scope = services.CreateAsyncScope();
        VaultContext vault = scope.ServiceProvider.GetRequiredService<VaultContext>();
        long start = Stopwatch.GetTimestamp();
        List<Card> read = await vault.Cards.AsNoTracking().Where(card => card.Id >= firstId).OrderBy(static card => card.Id).ToListAsync(cancellationToken);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);

        int equal = read.Zip(cards).Count(static pair => pair.First.HasSameValuesAs(pair.Second));
        AnsiConsole.MarkupLineInterpolated($"Read back {read.Count:N0} rows with new key ring and context in {elapsed.TotalSeconds:F2} s ({read.Count / elapsed.TotalSeconds:N0} rows/s): {equal:N0} of {cards.Count:N0} equal to the input.");
        return read.Count == cards.Count && equal == cards.Count;
    }
}
