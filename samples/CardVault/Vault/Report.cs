using CardVault.Cards;
using CardVault.Keys;
using FieldCrypt;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace CardVault.Vault;

/// <summary>What the run shows.</summary>
internal static class Report
{
    private const int SampleRows = 3;
    private const int AuditLines = 8;

    public static void Start(CardVaultOptions options, VaultKeys keys, IReadOnlyList<Card> cards)
    {
        AnsiConsole.MarkupLineInterpolated($"{cards.Count:N0} cards {(options.Import is null ? "generated (fictitious, Luhn-valid)" : $"from {options.Import}")}");
        AnsiConsole.MarkupLineInterpolated($"database  {options.Database}");
        AnsiConsole.MarkupLineInterpolated($"keys      {keys.Description}");
        AnsiConsole.MarkupLineInterpolated($"audit     {options.Audit}");
        AnsiConsole.WriteLine();
    }

    /// <summary>The first rows as they lie in the file, beside the same rows as the model reads them; one envelope in its parts.</summary>
    public static async Task StoredBesideReadAsync(ServiceProvider services, int firstId, CancellationToken cancellationToken)
    {
        await using AsyncServiceScope scope = services.CreateAsyncScope();
        VaultContext vault = scope.ServiceProvider.GetRequiredService<VaultContext>();
        List<Card> read = await vault.Cards.AsNoTracking().Where(card => card.Id >= firstId).OrderBy(static card => card.Id).Take(SampleRows).ToListAsync(cancellationToken);
        List<byte[]> stored = await vault.Database.SqlQuery<byte[]>($"SELECT Pan AS Value FROM Cards WHERE Id >= {firstId} ORDER BY Id LIMIT {SampleRows}").ToListAsync(cancellationToken);

        Table table = new Table().Title("Pan, as stored beside as read").AddColumns("id", "as stored (start … end of the envelope)", "as read");
        foreach ((Card card, byte[] envelope) in read.Zip(stored))
            table.AddRow($"{card.SourceId}", Shorten(envelope), card.Pan);
        AnsiConsole.Write(table);
        AnsiConsole.Write(EnvelopeView.Parts(stored[0]).Title($"The envelope of id {read[0].SourceId}, {stored[0].Length} bytes"));
    }

    /// <summary>Every branch key with the KEK version that wraps it and the rows under it.</summary>
    public static async Task KeysAsync(ServiceProvider services, CancellationToken cancellationToken)
    {
        await using AsyncServiceScope scope = services.CreateAsyncScope();
        VaultContext vault = scope.ServiceProvider.GetRequiredService<VaultContext>();
        KeyRing keyRing = scope.ServiceProvider.GetRequiredService<KeyRing>();

        // The key id stands at bytes 5 to 12 of every envelope, so this is one scan.
        var rows = (await vault.Database.SqlQuery<KeyUse>($"SELECT substr(Pan, 5, 8) AS Id, count(*) AS Rows FROM Cards GROUP BY 1").ToListAsync(cancellationToken))
            .ToDictionary(static use => BranchKeyId.Read(use.Id), static use => use.Rows);
        Table table = new Table().Title("Branch keys").AddColumns("id", "context", "generation", "wrapped by", "KEK version", "rows");
        foreach (BranchKeyRecord key in await keyRing.BranchKeys!.ListAsync(cancellationToken))
        {
            WrappedKey wrapped = key.WrappedKeys[0];
            table.AddRow($"{key.Id}", $"{key.Context}", $"{key.Generation}", wrapped.Provider, wrapped.KeyVersion, $"{rows.GetValueOrDefault(key.Id):N0}");
        }

        AnsiConsole.Write(table);
    }

    /// <summary>Looks for every card number in every file of the run; the same search over the input shows that it would find them.</summary>
    public static bool SearchForPlaintext(CardVaultOptions options, IReadOnlyList<Card> cards)
    {
        var search = new PanSearch(cards.Select(static card => card.Pan));
        using var input = new MemoryStream();
        using (var writer = new StreamWriter(input, leaveOpen: true))
        {
            foreach (Card card in cards)
                writer.WriteLine(card.Pan);
        }

        int control = search.CountIn(input.GetBuffer().AsSpan(0, (int)input.Length));
        AnsiConsole.MarkupLineInterpolated($"Searched for {search.Count:N0} card numbers (control: the same search finds {control:N0} of them in the input):");
        int found = 0;
        foreach (string file in Directory.GetFiles(options.Output).Order(StringComparer.Ordinal))
        {
            int count = search.CountIn(file);
            found += count;
            AnsiConsole.MarkupLineInterpolated($"  {Path.GetFileName(file),-14} {new FileInfo(file).Length,12:N0} bytes: {count} found in clear");
        }

        AnsiConsole.WriteLine();
        return found == 0 && control == search.Count;
    }

    /// <summary>The last entries of the audit trail, and whether its chain holds.</summary>
    public static async Task<bool> AuditAsync(CardVaultOptions options, CancellationToken cancellationToken)
    {
        AnsiConsole.MarkupLine("The audit trail's last entries:");
        foreach (string line in File.ReadLines(options.Audit).TakeLast(AuditLines))
            AnsiConsole.Console.Profile.Out.Writer.WriteLine("  " + line);

        AuditVerification verification = await AuditFileVerifier.VerifyAsync(options.Audit, cancellationToken: cancellationToken);
        AnsiConsole.MarkupLineInterpolated($"Its hash chain of {verification.Lines:N0} lines {(verification.IsIntact ? "is intact" : $"is broken: {verification.Problem}")}.");
        AnsiConsole.WriteLine();
        return verification.IsIntact;
    }

    public static bool End(bool proved)
    {
        AnsiConsole.MarkupLine(proved
            ? "[green]OK: every value came back equal, and none is stored in clear.[/]"
            : "[red]FAILED: see above.[/]");
        return proved;
    }

    private static string Shorten(byte[] envelope)
    {
        string hex = Convert.ToHexStringLower(envelope);
        return $"{hex[..32]} … {hex[^32..]}";
    }

    /// <summary>How many rows a branch key wrote.</summary>
    private sealed record KeyUse(byte[] Id, int Rows);
}
