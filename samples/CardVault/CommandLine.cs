using System.CommandLine;
using CardVault.Vault;

namespace CardVault;

/// <summary>The options of the program.</summary>
internal static class CommandLine
{
    public static RootCommand Create()
    {
        var import = new Option<FileInfo?>("--import") { Description = "A tab-separated file without header: id, card type, card number, expiry month, expiry year, modified date. Without it, cards are generated." };
        var output = new Option<DirectoryInfo?>("--output") { Description = "The folder for database, key store and audit file. Default: a new temporary folder." };
        var rows = new Option<int>("--rows") { Description = "How many cards to generate.", DefaultValueFactory = static _ => 10_000 };
        var keys = new Option<string>("--keys") { Description = "The key backend: embedded, aws or pkcs11.", DefaultValueFactory = static _ => "embedded" };
        var createKey = new Option<bool>("--create-key") { Description = "Makes the key in AWS KMS or on the token where it is missing." };
        var awsKey = new Option<string>("--aws-key") { Description = "The KMS key: id, ARN or alias.", DefaultValueFactory = static _ => "alias/cardvault" };
        var awsEndpoint = new Option<string?>("--aws-endpoint") { Description = "The endpoint of AWS KMS. Default: the AWS SDK's own variables and profile (AWS_ENDPOINT_URL, AWS_REGION, …)." };
        var module = Variable("--pkcs11-module", "FIELDCRYPT_PKCS11_MODULE", "The path of the PKCS#11 module.");
        var token = Variable("--pkcs11-token", "FIELDCRYPT_PKCS11_TOKEN", "The token's label.");
        var label = new Option<string>("--pkcs11-key") { Description = "The key's label on the token.", DefaultValueFactory = static _ => "cardvault" };
        var pinFile = new Option<FileInfo?>("--pkcs11-pin-file") { Description = "The file that holds the PIN. Default: the variable FIELDCRYPT_PKCS11_PIN." };
        keys.AcceptOnlyFromAmong("embedded", "aws", "pkcs11");
        rows.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() is < 10 or > 10_000_000)
                result.AddError("--rows must be 10 to 10,000,000.");
        });

        var command = new RootCommand("Encrypts payment cards into a SQLite database, rotates keys, reads everything back and looks for plaintext in the files.")
        {
            import, output, rows, keys, createKey, awsKey, awsEndpoint, module, token, label, pinFile,
        };
        command.SetAction((parsed, cancellationToken) => VaultProgram.RunAsync(
            new CardVaultOptions
            {
                Import = parsed.GetValue(import)?.FullName,
                Output = parsed.GetValue(output)?.FullName ?? Directory.CreateTempSubdirectory("cardvault-").FullName,
                Rows = parsed.GetValue(rows),
                Keys = parsed.GetRequiredValue(keys),
                CreateKey = parsed.GetValue(createKey),
                AwsKey = parsed.GetRequiredValue(awsKey),
                AwsEndpoint = parsed.GetValue(awsEndpoint),
                Pkcs11Module = parsed.GetValue(module),
                Pkcs11Token = parsed.GetValue(token),
                Pkcs11Key = parsed.GetRequiredValue(label),
                Pkcs11PinFile = parsed.GetValue(pinFile)?.FullName,
            },
            cancellationToken));
        return command;
    }

    private static Option<string?> Variable(string name, string variable, string description) => new(name)
    {
        Description = $"{description} Default: the variable {variable}.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(variable),
    };
}
