namespace FieldCrypt;

/// <summary>32 bytes in base64 in an environment variable. No parameters in the store.</summary>
internal sealed class EnvironmentVariableRootKey(string name) : RootKeySource
{
    internal override string Kind => "environment-variable";

    internal override string Description => $"the environment variable {name}";

    internal override KeyMaterial GetKey(ReadOnlySpan<byte> parameters, string storePath)
    {
        string? value = Environment.GetEnvironmentVariable(name);
        if (string.IsNullOrWhiteSpace(value))
            throw KeyStoreErrors.RootKeyUnavailable(storePath, $"the environment variable {name} is not set", "Set it to the store's root key: 32 bytes in base64 (openssl rand -base64 32 makes one for a new store).");
        return TryDecode(value)
            ?? throw KeyStoreErrors.RootKeyUnavailable(storePath, $"the environment variable {name} does not hold 32 bytes in base64", "Set it to the store's root key (openssl rand -base64 32 makes one for a new store).");
    }
}
