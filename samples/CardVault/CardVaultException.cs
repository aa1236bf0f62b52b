namespace CardVault;

/// <summary>Something the user can mend; its message is shown as it is.</summary>
internal sealed class CardVaultException(string message) : Exception(message);
