namespace CardVault;

/// <summary>What the command line says.</summary>
/// <param name="Import">The file to import; null to generate cards.</param>
/// <param name="Output">The folder for database, key store and audit file.</param>
/// <param name="Rows">How many cards to generate.</param>
internal sealed record CardVaultOptions(string? Import, string Output, int Rows)
{
    public string Database => Path.Combine(Output, "cards.db");

    public string KeyStore => Path.Combine(Output, "keys.fck");

    public string Audit => Path.Combine(Output, "audit.jsonl");
}
