namespace CardVault;

/// <summary>What the command line says.</summary>
internal sealed record CardVaultOptions
{
    /// <summary>The file to import; null to generate cards.</summary>
    public string? Import { get; init; }

    /// <summary>The folder for database, key store and audit file.</summary>
    public required string Output { get; init; }

    /// <summary>How many cards to generate.</summary>
    public int Rows { get; init; }

    /// <summary><c>embedded</c>, <c>aws</c> or <c>pkcs11</c>.</summary>
    public required string Keys { get; init; }

    /// <summary>Whether to make the key-encryption key where it is missing.</summary>
    public bool CreateKey { get; init; }

    /// <summary>Key id, ARN or alias in AWS KMS.</summary>
    public required string AwsKey { get; init; }

    /// <summary>The endpoint of AWS KMS; null leaves it to the SDK.</summary>
    public string? AwsEndpoint { get; init; }

    public string? Pkcs11Module { get; init; }

    public string? Pkcs11Token { get; init; }

    public required string Pkcs11Key { get; init; }

    /// <summary>The file that holds the PIN; null reads FIELDCRYPT_PKCS11_PIN.</summary>
    public string? Pkcs11PinFile { get; init; }

    public string Database => Path.Combine(Output, "cards.db");

    public string KeyStore => Path.Combine(Output, "keys.fck");

    public string Audit => Path.Combine(Output, "audit.jsonl");
}
