namespace FieldCrypt.Pkcs11;

/// <summary>The full id of a key-encryption key: its PKCS#11 URI (RFC 7512), <c>pkcs11:token=…;object=…;type=secret-key</c>.</summary>
internal static class KekUri
{
    private const string Scheme = "pkcs11:";
    private const string ObjectAttribute = "object=";

    public static string Of(string tokenLabel, string keyLabel)
        => $"{Scheme}token={Uri.EscapeDataString(tokenLabel)};{ObjectAttribute}{Uri.EscapeDataString(keyLabel)};type=secret-key";

    /// <summary>
    /// The key's label; null if the text is no such URI. The token's label is for people: the same key on another token,
    /// a replica or a restored backup, opens what this one wrapped.
    /// </summary>
    public static string? LabelOf(string uri)
    {
        if (!uri.StartsWith(Scheme, StringComparison.Ordinal))
            return null;
        string? attribute = uri[Scheme.Length..].Split(';').FirstOrDefault(static part => part.StartsWith(ObjectAttribute, StringComparison.Ordinal));
        return attribute is null ? null : Uri.UnescapeDataString(attribute[ObjectAttribute.Length..]);
    }
}
