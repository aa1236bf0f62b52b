using System.CommandLine;
using CardVault;
using CardVault.Vault;

var import = new Option<FileInfo?>("--import") { Description = "A tab-separated file without header: id, card type, card number, expiry month, expiry year, modified date. Without it, cards are generated." };
var output = new Option<DirectoryInfo?>("--output") { Description = "The folder for database, key store and audit file. Default: a new temporary folder." };
var rows = new Option<int>("--rows") { Description = "How many cards to generate.", DefaultValueFactory = static _ => 10_000 };
var keys = new Option<string>("--keys") { Description = "The key backend.", DefaultValueFactory = static _ => "embedded" };
keys.AcceptOnlyFromAmong("embedded");
rows.Validators.Add(static result =>
{
    if (result.GetValueOrDefault<int>() is < 10 or > 10_000_000)
        result.AddError("--rows must be 10 to 10,000,000.");
});

var command = new RootCommand("Encrypts payment cards into a SQLite database, rotates keys, reads everything back and looks for plaintext in the files.")
{
    import, output, rows, keys,
};
command.SetAction(async (parsed, cancellationToken) =>
{
    var options = new CardVaultOptions(
        parsed.GetValue(import)?.FullName,
        parsed.GetValue(output)?.FullName ?? Directory.CreateTempSubdirectory("cardvault-").FullName,
        parsed.GetValue(rows));
    return await VaultProgram.RunAsync(options, cancellationToken);
});
return await command.Parse(args).InvokeAsync();
